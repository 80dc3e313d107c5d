// JavaScript values to the types of an operator's schema and back. Knows types, never operators.
#include "addon.h"

#include <ATen/core/function_schema.h>
#include <ATen/core/jit_type.h>

#include <cmath>

namespace refvlm {

namespace {

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53

// c10::optional on old versions, std::optional on new ones: whichever the headers use themselves.
template <template <class> class Optional, class T>
Optional<at::Tensor> ofTensor(Optional<T>);
using OptionalTensor = decltype(ofTensor(std::declval<const c10::Argument&>().N()));

Kind listKind(const c10::TypePtr& element) {
  switch (element->kind()) {
    case c10::TypeKind::TensorType: return Kind::TensorList;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType: return Kind::IntList;
    case c10::TypeKind::FloatType: return Kind::FloatList;
    case c10::TypeKind::BoolType: return Kind::BoolList;
    case c10::TypeKind::NumberType: return Kind::ScalarList;
    case c10::TypeKind::OptionalType:
      return element->castRaw<c10::OptionalType>()->getElementType()->kind() == c10::TypeKind::TensorType
                 ? Kind::OptionalTensorList
                 : Kind::Unsupported;
    default: return Kind::Unsupported;
  }
}

Kind kindOf(const c10::TypePtr& type) {
  switch (type->kind()) {
    case c10::TypeKind::TensorType: return Kind::Tensor;
    case c10::TypeKind::NumberType: return Kind::Scalar;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType: return Kind::Int;
    case c10::TypeKind::FloatType: return Kind::Float;
    case c10::TypeKind::BoolType: return Kind::Bool;
    case c10::TypeKind::StringType: return Kind::String;
    case c10::TypeKind::DeviceObjType: return Kind::Device;
    case c10::TypeKind::GeneratorType: return Kind::Generator;
    case c10::TypeKind::ListType: return listKind(type->castRaw<c10::ListType>()->getElementType());
    default: return Kind::Unsupported;
  }
}

[[noreturn]] void mismatch(Call& call, const ArgumentPlan& plan, const char* expected, napi_value value) {
  throw std::runtime_error("argument '" + plan.name + "' (" + plan.type + "): expected " + expected + ", got " +
                           describe(call.env, value));
}

bool asInteger(napi_env env, napi_value value, int64_t* out) {
  double number = 0;
  if (napi_get_value_double(env, value, &number) == napi_ok) {
    if (std::trunc(number) != number || std::abs(number) >= 9223372036854775808.0) return false;
    *out = static_cast<int64_t>(number);
    return true;
  }
  bool lossless = false;
  return napi_get_value_bigint_int64(env, value, out, &lossless) == napi_ok && lossless;
}

// A JavaScript number is an integer scalar when it is one exactly, so that int64 tensors stay int64.
// Minus zero is one only beside tensors of integers: elsewhere its sign counts.
bool asScalar(const Call& call, napi_value value, at::Scalar* out) {
  napi_env env = call.env;
  double number = 0;
  if (napi_get_value_double(env, value, &number) == napi_ok) {
    const bool minusZero = number == 0 && std::signbit(number);
    const bool integral = std::abs(number) < kExactIntegers && std::trunc(number) == number && (call.ofIntegers || !minusZero);
    *out = integral ? at::Scalar(static_cast<int64_t>(number)) : at::Scalar(number);
    return true;
  }
  bool flag = false;
  if (napi_get_value_bool(env, value, &flag) == napi_ok) {
    *out = at::Scalar(flag);
    return true;
  }
  int64_t big = 0;
  bool lossless = false;
  if (napi_get_value_bigint_int64(env, value, &big, &lossless) != napi_ok || !lossless) return false;
  *out = at::Scalar(big);
  return true;
}

c10::IValue fromScalar(const at::Scalar& scalar) {
  if (scalar.isBoolean()) return c10::IValue(scalar.toBool());
  return scalar.isIntegral(false) ? c10::IValue(scalar.toLong()) : c10::IValue(scalar.toDouble());
}

// Visits the elements of an array or a numeric typed array as numbers; false when the value is neither.
template <class Visit>
bool eachNumber(napi_env env, napi_value value, Visit visit) {
  bool isArray = false;
  napi_is_array(env, value, &isArray);
  if (isArray) {
    uint32_t length = 0;
    napi_get_array_length(env, value, &length);
    for (uint32_t i = 0; i < length; i++) {
      napi_value element;
      check(env, napi_get_element(env, value, i, &element));
      visit(element);
    }
    return true;
  }
  bool isTyped = false;
  napi_is_typedarray(env, value, &isTyped);
  if (!isTyped) return false;
  size_t length = 0;
  napi_get_typedarray_info(env, value, nullptr, &length, nullptr, nullptr, nullptr);
  for (size_t i = 0; i < length; i++) {
    napi_value element;
    check(env, napi_get_element(env, value, static_cast<uint32_t>(i), &element));
    visit(element);
  }
  return true;
}

// int[2] wants two integers: one stands for both, and none for the default. Some kernels read them without counting.
void fitFixedSize(const ArgumentPlan& plan, std::vector<int64_t>& list) {
  if (plan.fixedSize <= 1 || (list.empty() && plan.hasDefault)) return;
  const auto wanted = static_cast<size_t>(plan.fixedSize);
  if (list.size() == 1) list.assign(wanted, list[0]);
  if (list.size() != wanted) {
    throw std::runtime_error("argument '" + plan.name + "' (" + plan.type + "): expected " + std::to_string(wanted) +
                             " integers, got " + std::to_string(list.size()));
  }
}

c10::IValue intList(Call& call, const ArgumentPlan& plan, napi_value value) {
  std::vector<int64_t> list;
  int64_t single = 0;
  if (asInteger(call.env, value, &single)) {
    list.assign(plan.fixedSize > 1 ? plan.fixedSize : 1, single);
    return c10::IValue(std::move(list));
  }
  const bool read = eachNumber(call.env, value, [&](napi_value element) {
    if (!asInteger(call.env, element, &single)) mismatch(call, plan, "a list of integers", value);
    list.push_back(single);
  });
  if (!read) mismatch(call, plan, "an integer or a list of integers", value);
  fitFixedSize(plan, list);
  return c10::IValue(std::move(list));
}

c10::IValue floatList(Call& call, const ArgumentPlan& plan, napi_value value) {
  c10::List<double> list;
  double number = 0;
  if (napi_get_value_double(call.env, value, &number) == napi_ok) {
    for (int32_t i = 0; i < std::max(plan.fixedSize, 1); i++) list.push_back(number);
    return c10::IValue(std::move(list));
  }
  const bool read = eachNumber(call.env, value, [&](napi_value element) {
    if (napi_get_value_double(call.env, element, &number) != napi_ok) mismatch(call, plan, "a list of numbers", value);
    list.push_back(number);
  });
  if (!read) mismatch(call, plan, "a number or a list of numbers", value);
  return c10::IValue(std::move(list));
}

c10::IValue boolList(Call& call, const ArgumentPlan& plan, napi_value value) {
  c10::List<bool> list;
  const bool read = eachNumber(call.env, value, [&](napi_value element) {
    bool flag = false;
    if (napi_get_value_bool(call.env, element, &flag) != napi_ok) mismatch(call, plan, "a list of booleans", value);
    list.push_back(flag);
  });
  if (!read) mismatch(call, plan, "a list of booleans", value);
  return c10::IValue(std::move(list));
}

c10::IValue scalarList(Call& call, const ArgumentPlan& plan, napi_value value) {
  c10::impl::GenericList list(c10::NumberType::get());
  at::Scalar scalar;
  const bool read = eachNumber(call.env, value, [&](napi_value element) {
    if (!asScalar(call, element, &scalar)) mismatch(call, plan, "a list of numbers", value);
    list.push_back(fromScalar(scalar));
  });
  if (!read) mismatch(call, plan, "a list of numbers", value);
  return c10::IValue(std::move(list));
}

const int32_t* handles(Call& call, const ArgumentPlan& plan, napi_value value, size_t* length) {
  napi_typedarray_type type;
  void* data = nullptr;
  if (napi_get_typedarray_info(call.env, value, &type, length, &data, nullptr, nullptr) != napi_ok ||
      type != napi_int32_array) {
    mismatch(call, plan, "a list of tensors", value);
  }
  return static_cast<const int32_t*>(data);
}

const at::Tensor& tensorAt(Call& call, const ArgumentPlan& plan, int32_t handle) {
  try {
    const at::Tensor& tensor = call.instance->at(handle);
    requireIntact(tensor);
    return tensor;
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("argument '" + plan.name + "' (" + plan.type + "): " + error.what());
  }
}

void noteType(Call& call, const at::Tensor& tensor) {
  if (!call.sawTensor) call.ofIntegers = c10::isIntegralType(tensor.scalar_type(), true);
  call.sawTensor = true;
}

c10::IValue tensorList(Call& call, const ArgumentPlan& plan, napi_value value) {
  size_t length = 0;
  const int32_t* data = handles(call, plan, value, &length);
  c10::List<at::Tensor> list;
  list.reserve(length);
  for (size_t i = 0; i < length; i++) list.push_back(tensorAt(call, plan, data[i]));
  if (length != 0) noteType(call, list.get(0));
  return c10::IValue(std::move(list));
}

c10::IValue optionalTensorList(Call& call, const ArgumentPlan& plan, napi_value value) {
  size_t length = 0;
  const int32_t* data = handles(call, plan, value, &length);
  c10::List<OptionalTensor> list;
  list.reserve(length);
  for (size_t i = 0; i < length; i++) {
    list.push_back(data[i] == -1 ? OptionalTensor() : OptionalTensor(tensorAt(call, plan, data[i])));
  }
  return c10::IValue(std::move(list));
}

std::string text(Call& call, const ArgumentPlan& plan, napi_value value) {
  size_t length = 0;
  if (napi_get_value_string_utf8(call.env, value, nullptr, 0, &length) != napi_ok) {
    mismatch(call, plan, "a string", value);
  }
  std::string result(length, '\0');
  napi_get_value_string_utf8(call.env, value, result.data(), length + 1, &length);
  return result;
}

c10::IValue convert(Call& call, const ArgumentPlan& plan, napi_value value) {
  napi_env env = call.env;
  switch (plan.kind) {
    case Kind::Tensor: {
      int32_t handle = 0;
      if (napi_get_value_int32(env, value, &handle) != napi_ok) mismatch(call, plan, "a tensor", value);
      const at::Tensor& tensor = tensorAt(call, plan, handle);
      noteType(call, tensor);
      return c10::IValue(tensor);
    }
    case Kind::Scalar: {
      at::Scalar scalar;
      if (!asScalar(call, value, &scalar)) mismatch(call, plan, "a number", value);
      return fromScalar(scalar);
    }
    case Kind::Int: {
      int64_t number = 0;
      if (!asInteger(env, value, &number)) mismatch(call, plan, "an integer", value);
      return c10::IValue(number);
    }
    case Kind::Float: {
      double number = 0;
      if (napi_get_value_double(env, value, &number) != napi_ok) mismatch(call, plan, "a number", value);
      return c10::IValue(number);
    }
    case Kind::Bool: {
      bool flag = false;
      if (napi_get_value_bool(env, value, &flag) != napi_ok) mismatch(call, plan, "a boolean", value);
      return c10::IValue(flag);
    }
    case Kind::String: return c10::IValue(text(call, plan, value));
    case Kind::Device: return c10::IValue(c10::Device(text(call, plan, value)));
    case Kind::Generator: {
      int32_t id = 0;
      napi_get_value_int32(env, value, &id);
      const auto found = call.instance->generators.find(id);
      if (found == call.instance->generators.end()) mismatch(call, plan, "a Generator", value);
      return c10::IValue(found->second);
    }
    case Kind::TensorList: return tensorList(call, plan, value);
    case Kind::OptionalTensorList: return optionalTensorList(call, plan, value);
    case Kind::IntList: return intList(call, plan, value);
    case Kind::FloatList: return floatList(call, plan, value);
    case Kind::BoolList: return boolList(call, plan, value);
    case Kind::ScalarList: return scalarList(call, plan, value);
    case Kind::Unsupported: break;
  }
  throw std::runtime_error("argument '" + plan.name + "': the type " + plan.type + " has no JavaScript counterpart");
}

template <class List>
napi_value arrayOf(Call& call, const List& list) {
  napi_value result;
  check(call.env, napi_create_array_with_length(call.env, list.size(), &result));
  for (size_t i = 0; i < list.size(); i++) {
    check(call.env, napi_set_element(call.env, result, static_cast<uint32_t>(i), fromIValue(call, c10::IValue(list[i]))));
  }
  return result;
}

}  // namespace

std::string describe(napi_env env, napi_value value) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  napi_value words;
  switch (type) {
    case napi_undefined: return "undefined";
    case napi_null: return "null";
    case napi_object: {
      bool is = false;
      if (napi_is_array(env, value, &is) == napi_ok && is) return "an array";
      if (napi_is_typedarray(env, value, &is) == napi_ok && is) return "a typed array";
      return "an object";
    }
    case napi_function: return "a function";
    case napi_symbol: return "a symbol";
    default: break;
  }
  if (napi_coerce_to_string(env, value, &words) != napi_ok) return "a value that cannot be shown";
  char buffer[64];
  size_t length = 0;
  napi_get_value_string_utf8(env, words, buffer, sizeof buffer, &length);
  return type == napi_string ? "the string \"" + std::string(buffer, length) + "\"" : std::string(buffer, length);
}

ArgumentPlan planArgument(const c10::Argument& argument) {
  ArgumentPlan plan;
  plan.name = argument.name();
  c10::TypePtr type = argument.type();
  plan.type = type->str();
  if (auto optional = type->cast<c10::OptionalType>()) {
    plan.optional = true;
    type = optional->getElementType();
  }
  plan.kind = kindOf(type);
  if (argument.N()) plan.fixedSize = *argument.N();
  if (argument.default_value()) {
    plan.hasDefault = true;
    plan.fallback = *argument.default_value();
  }
  return plan;
}

c10::IValue toIValue(Call& call, const ArgumentPlan& plan, napi_value value) {
  napi_valuetype type = napi_undefined;
  if (value != nullptr) check(call.env, napi_typeof(call.env, value, &type));
  if (type == napi_undefined) {
    if (plan.hasDefault) return plan.fallback;
    if (plan.optional) return c10::IValue();
    throw std::runtime_error("argument '" + plan.name + "' (" + plan.type + ") is missing");
  }
  if (type == napi_null && plan.optional) return c10::IValue();
  return convert(call, plan, value);
}

napi_value fromIValue(Call& call, const c10::IValue& value) {
  if (value.isTensor()) return call.of(value.toTensor());
  if (value.isNone()) return call.null();
  if (value.isBool()) return call.of(value.toBool());
  if (value.isInt()) return call.of(static_cast<double>(value.toInt()));
  if (value.isDouble()) return call.of(value.toDouble());
  if (value.isString()) return call.of(value.toStringRef());
  if (value.isTensorList()) return arrayOf(call, value.toTensorVector());
  if (value.isTuple()) return arrayOf(call, value.toTupleRef().elements().vec());
  if (value.isList()) return arrayOf(call, value.toListRef().vec());
  throw std::runtime_error("a result of type " + value.tagKind() + " has no JavaScript counterpart");
}

}  // namespace refvlm
