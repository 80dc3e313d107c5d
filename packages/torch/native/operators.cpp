// The one generic door: any operator of libtorch's dispatcher, called with arguments converted by its own schema.
#include "addon.h"

#include <ATen/core/function_schema.h>

#include <algorithm>
#include <sstream>

namespace refvlm {

namespace {

// operator(name, overload, argumentNames) -> id. The names say which schema argument each JavaScript position means, so
// a libtorch that inserts an argument is called correctly. An operator that this libtorch lacks fails when called.
napi_value resolveOperator(Call& call) {
  OperatorPlan plan;
  const std::string name = call.string(0);
  const std::string overload = call.string(1);
  plan.name = overload.empty() ? name : name + "." + overload;

  std::vector<std::string> names;
  std::stringstream list(call.string(2));
  for (std::string item; std::getline(list, item, ',');) names.push_back(item);

  const auto found = c10::Dispatcher::singleton().findSchema({name, overload});
  if (found) {
    plan.handle = std::make_unique<c10::OperatorHandle>(*found);
    const auto& schema = found->schema();
    for (const auto& argument : schema.arguments()) {
      ArgumentPlan planned = planArgument(argument);
      const auto position = std::find(names.begin(), names.end(), planned.name);
      if (position != names.end()) planned.position = static_cast<int32_t>(position - names.begin());
      plan.arguments.push_back(std::move(planned));
    }
    // A getter in a list may dispose a tensor of the same call: all tensors are taken hold of before any list is read.
    const auto isTensor = [](const ArgumentPlan& argument) {
      return argument.kind == Kind::Tensor || argument.kind == Kind::TensorList ||
             argument.kind == Kind::OptionalTensorList;
    };
    for (const bool tensors : {true, false}) {
      for (size_t i = 0; i < plan.arguments.size(); i++) {
        if (isTensor(plan.arguments[i]) == tensors) plan.order.push_back(i);
      }
    }
    for (const auto& result : schema.returns()) {
      if (result.alias_info() && result.alias_info()->isWrite()) plan.inPlace = true;
    }
    for (const auto& argument : schema.arguments()) {
      // _foreach_add_ and friends write to a list and return nothing.
      if (schema.returns().empty() && argument.alias_info() && argument.alias_info()->isWrite()) plan.inPlace = true;
    }
  }
  call.instance->operators.push_back(std::move(plan));
  return call.of(static_cast<int32_t>(call.instance->operators.size() - 1));
}

// call(id, ...arguments): results as handles, arrays of handles, or plain values; undefined for in-place operators.
napi_value callOperator(Call& call) {
  const auto& operators = call.instance->operators;
  int32_t id = -1;
  if (call.count == 0 || napi_get_value_int32(call.env, call.values[0], &id) != napi_ok || id < 0 ||
      id >= static_cast<int32_t>(operators.size())) {
    throw std::runtime_error("call: the first argument is not an operator id");
  }
  const OperatorPlan& plan = operators[id];
  auto& spare = call.instance->spareStack;
  torch::jit::Stack stack = std::move(spare);
  stack.clear();
  try {
    if (!plan.handle) throw std::runtime_error("this version of libtorch has no such operator");
    stack.resize(plan.arguments.size());
    for (const size_t place : plan.order) {
      const auto& argument = plan.arguments[place];
      const size_t index = static_cast<size_t>(argument.position) + 1;
      const bool given = argument.position >= 0 && index < call.count;
      stack[place] = toIValue(call, argument, given ? call.values[index] : nullptr);
    }
    const uint64_t tears = tearsSoFar();
    plan.handle->callBoxed(&stack);
    requireNoTearSince(tears);
    napi_value result = nullptr;
    if (plan.inPlace || stack.empty()) {
      result = call.undefined();
    } else if (stack.size() == 1) {
      result = fromIValue(call, stack[0]);
    } else {
      check(call.env, napi_create_array_with_length(call.env, stack.size(), &result));
      for (size_t i = 0; i < stack.size(); i++) {
        check(call.env, napi_set_element(call.env, result, static_cast<uint32_t>(i), fromIValue(call, stack[i])));
      }
    }
    stack.clear();
    spare = std::move(stack);
    return result;
  } catch (...) {
    call.context = plan.name;
    throw;
  }
}

// schemas(name): the schema strings of all overloads of an operator, sorted.
napi_value listSchemas(Call& call) {
  const std::string name = call.string(0);
  std::vector<std::string> schemas;
  auto& dispatcher = c10::Dispatcher::singleton();
  for (const auto& operatorName : dispatcher.getAllOpNames()) {
    if (operatorName.name != name) continue;
    const auto found = dispatcher.findSchema(operatorName);
    if (!found) continue;
    std::ostringstream words;
    words << found->schema();
    schemas.push_back(words.str());
  }
  std::sort(schemas.begin(), schemas.end());
  napi_value result;
  check(call.env, napi_create_array_with_length(call.env, schemas.size(), &result));
  for (size_t i = 0; i < schemas.size(); i++) {
    check(call.env, napi_set_element(call.env, result, static_cast<uint32_t>(i), call.of(schemas[i])));
  }
  return result;
}

}  // namespace

void defineOperators(napi_env env, napi_value exports, Instance* instance) {
  define<resolveOperator>(env, exports, instance, "operator");
  define<callOperator>(env, exports, instance, "call");
  define<listSchemas>(env, exports, instance, "schemas");
}

}  // namespace refvlm
