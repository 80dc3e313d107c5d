// What every native file shares: the per-environment state, the call frame, errors as exceptions.
#pragma once

#define NAPI_VERSION 8
#include <node_api.h>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace refvlm {

// An operator argument as the door sees it: derived once from the schema, then used at every call.
enum class Kind : uint8_t {
  Tensor, Scalar, Int, Float, Bool, String, Device, Generator,
  TensorList, OptionalTensorList, IntList, FloatList, BoolList, ScalarList, Unsupported
};

struct ArgumentPlan {
  std::string name;
  std::string type;         // as libtorch prints it, for messages
  Kind kind = Kind::Unsupported;
  bool optional = false;
  int32_t fixedSize = 0;    // int[2]: a single number is repeated this often
  int32_t position = -1;    // where the JavaScript call has it; -1: always the default
  bool hasDefault = false;
  c10::IValue fallback;
};

struct OperatorPlan {
  std::string name;         // aten::add.Tensor
  std::unique_ptr<c10::OperatorHandle> handle;  // null: this libtorch has no such operator
  std::vector<ArgumentPlan> arguments;
  std::vector<size_t> order;  // how arguments are converted: tensors before whatever may run JavaScript
  bool inPlace = false;     // results alias an argument that was written: nothing new to return
};

// References to shared typed arrays whose tensor views were freed, possibly on another thread. Node-API calls are only allowed
// on the JavaScript thread, so they wait here until its next call.
struct RetiredReferences {
  std::mutex mutex;
  std::vector<napi_ref> references;
  std::atomic<bool> any{false};
};

class MappedFile;

// One per Node environment (main thread or worker), so that two workers never share anything of ours.
struct Instance {
  std::vector<at::Tensor> slots{1};  // slot 0 stays empty: handle 0 means disposed
  std::vector<int32_t> freeSlots;
  std::vector<int64_t> reportedBytes{0};  // per slot: what V8 was told
  std::deque<OperatorPlan> operators;  // a plan stays where it is while others are added
  std::unordered_map<int32_t, at::Generator> generators;
  int32_t nextGenerator = 1;
  std::unordered_map<int32_t, std::shared_ptr<MappedFile>> files;
  int32_t nextFile = 1;
  std::unordered_map<int32_t, std::shared_ptr<void>> kept;  // stores and process groups
  int32_t nextKept = 1;
  std::vector<std::shared_ptr<void>> inferenceGuards;
  std::shared_ptr<RetiredReferences> retired = std::make_shared<RetiredReferences>();
  torch::jit::Stack spareStack;  // taken by a call and given back: a call inside that call makes one of its own

  int32_t store(at::Tensor tensor);
  const at::Tensor& at(int32_t handle) const;
  int64_t release(int32_t handle);  // returns the bytes to take back from V8
  int32_t live() const { return static_cast<int32_t>(slots.size() - 1 - freeSlots.size()); }
};

// One call from JavaScript: its arguments and the operator in whose name errors speak.
struct Call {
  static constexpr size_t kMaxArguments = 32;
  napi_env env;
  Instance* instance = nullptr;
  size_t count = kMaxArguments;
  napi_value values[kMaxArguments];
  std::string context;
  bool sawTensor = false;
  bool ofIntegers = false;  // the first tensor argument of an operator is of an integral type

  Call(napi_env env, napi_callback_info info);
  bool has(size_t index) const;  // present and not undefined
  bool isNull(size_t index) const;
  int32_t int32(size_t index) const;
  int64_t int64(size_t index) const;
  double number(size_t index) const;
  bool boolean(size_t index) const;
  std::string string(size_t index) const;
  std::vector<int64_t> ints(size_t index) const;
  at::Tensor tensor(size_t index) const;        // a share of its own: JavaScript may dispose the handle meanwhile
  std::vector<at::Tensor> tensors(size_t index, bool optional = false) const;  // Int32Array of handles; -1: undefined

  napi_value undefined() const;
  napi_value null() const;
  napi_value of(int32_t value) const;
  napi_value of(double value) const;
  napi_value of(bool value) const;
  napi_value of(const std::string& value) const;
  napi_value of(const at::Tensor& value) const;  // a new handle, or null for an undefined tensor
};

// Throws std::runtime_error when a Node-API call fails.
void check(napi_env env, napi_status status);

using Function = napi_value (*)(Call&);
void guard(napi_env env, Call& call, Function body, napi_value* result);

template <Function body>
napi_value entry(napi_env env, napi_callback_info info) {
  Call call(env, info);
  napi_value result = nullptr;
  guard(env, call, body, &result);
  return result;
}

template <Function body>
void define(napi_env env, napi_value exports, Instance* instance, const char* name) {
  napi_value function;
  check(env, napi_create_function(env, name, NAPI_AUTO_LENGTH, entry<body>, instance, &function));
  check(env, napi_set_named_property(env, exports, name, function));
}

// call.cpp: how many elements a shape has; throws for negative sizes and more than fit an int64.
int64_t elementsOf(const std::vector<int64_t>& shape);
// file-guard.cpp: mapped files that were cut short while tensors look at them. Each throws and names the file.
void requireIntactMemory(const void* memory);  // where this memory is of such a file
void requireIntactFiles();                     // where there is any
void requireIntact(const at::Tensor& tensor);  // where the tensor looks at such a file
uint64_t tearsSoFar();                         // taken before memory is read, for the check after it
void requireNoTearSince(uint64_t before);

// convert.cpp: JavaScript values to the types of an operator schema and back.
std::string describe(napi_env env, napi_value value);
ArgumentPlan planArgument(const c10::Argument& argument);
c10::IValue toIValue(Call& call, const ArgumentPlan& plan, napi_value value);
napi_value fromIValue(Call& call, const c10::IValue& value);

// narrow-linear.cpp: tells libtorch's dispatcher of our own operator, once a process.
void registerNarrowLinear();

// What each file adds to the module.
void defineOperators(napi_env env, napi_value exports, Instance* instance);
void defineTensors(napi_env env, napi_value exports, Instance* instance);
void defineStorage(napi_env env, napi_value exports, Instance* instance);
void defineMappedFiles(napi_env env, napi_value exports, Instance* instance);
void defineAutograd(napi_env env, napi_value exports, Instance* instance);
void defineRandom(napi_env env, napi_value exports, Instance* instance);
void defineEngine(napi_env env, napi_value exports, Instance* instance);
void defineProcessGroups(napi_env env, napi_value exports, Instance* instance);  // only where libtorch has c10d

}  // namespace refvlm
