// What can be asked of one tensor handle without an operator: shape, dtype, device, lifetime.
#include "addon.h"

#include <ATen/ops/_local_scalar_dense.h>

namespace refvlm {

namespace {

napi_value integers(Call& call, c10::IntArrayRef list) {
  napi_value result;
  check(call.env, napi_create_array_with_length(call.env, list.size(), &result));
  for (size_t i = 0; i < list.size(); i++) {
    check(call.env, napi_set_element(call.env, result, static_cast<uint32_t>(i), call.of(static_cast<double>(list[i]))));
  }
  return result;
}

void unreport(Call& call, int64_t bytes) {
  int64_t total = 0;
  if (bytes != 0) napi_adjust_external_memory(call.env, -bytes, &total);
}

napi_value shape(Call& call) { return integers(call, call.tensor(0).sizes()); }
napi_value strides(Call& call) { return integers(call, call.tensor(0).strides()); }
napi_value dtype(Call& call) { return call.of(static_cast<int32_t>(call.tensor(0).scalar_type())); }
napi_value device(Call& call) { return call.of(call.tensor(0).device().str()); }
napi_value numel(Call& call) { return call.of(static_cast<double>(call.tensor(0).numel())); }
napi_value isContiguous(Call& call) { return call.of(call.tensor(0).is_contiguous()); }

constexpr int64_t kExactIntegers = int64_t{1} << 53;

// A number or a boolean; the tensor must have exactly one element.
napi_value item(Call& call) {
  const auto tensor = call.tensor(0);
  if (tensor.numel() != 1) {
    throw std::runtime_error("item: the tensor has " + std::to_string(tensor.numel()) + " elements, not one");
  }
  requireIntact(tensor);
  const uint64_t tears = tearsSoFar();
  const at::Scalar scalar = at::_local_scalar_dense(tensor);
  requireNoTearSince(tears);
  if (scalar.isBoolean()) return call.of(scalar.toBool());
  if (!scalar.isIntegral(false)) return call.of(scalar.toDouble());
  const int64_t integer = scalar.toLong();
  if (integer > kExactIntegers || integer < -kExactIntegers) {
    throw std::runtime_error("item: " + std::to_string(integer) +
                             " is beyond 2^53, where numbers are not exact; toTypedArray() gives int64 as bigints");
  }
  return call.of(static_cast<double>(integer));
}

napi_value release(Call& call) {
  unreport(call, call.instance->release(call.int32(0)));
  return call.undefined();
}

// releaseMany(Int32Array, count)
napi_value releaseMany(Call& call) {
  napi_typedarray_type type;
  size_t length = 0;
  void* data = nullptr;
  check(call.env, napi_get_typedarray_info(call.env, call.values[0], &type, &length, &data, nullptr, nullptr));
  const size_t count = std::min(length, static_cast<size_t>(call.int32(1)));
  int64_t bytes = 0;
  for (size_t i = 0; i < count; i++) bytes += call.instance->release(static_cast<const int32_t*>(data)[i]);
  unreport(call, bytes);
  return call.undefined();
}

// Tells V8 how much memory hangs on a tensor that only garbage collection will free. A view of somebody else's storage
// counts nothing.
napi_value report(Call& call) {
  const int32_t handle = call.int32(0);
  const auto tensor = call.instance->at(handle);
  if (!tensor.has_storage() || tensor.storage().use_count() > 1 || call.instance->reportedBytes[handle] != 0) {
    return call.undefined();
  }
  const int64_t bytes = static_cast<int64_t>(tensor.storage().nbytes());
  int64_t total = 0;
  napi_adjust_external_memory(call.env, bytes, &total);
  call.instance->reportedBytes[handle] = bytes;
  return call.undefined();
}

napi_value liveTensors(Call& call) { return call.of(call.instance->live()); }

}  // namespace

void defineTensors(napi_env env, napi_value exports, Instance* instance) {
  define<shape>(env, exports, instance, "shape");
  define<strides>(env, exports, instance, "strides");
  define<dtype>(env, exports, instance, "dtype");
  define<device>(env, exports, instance, "device");
  define<numel>(env, exports, instance, "numel");
  define<isContiguous>(env, exports, instance, "isContiguous");
  define<item>(env, exports, instance, "item");
  define<release>(env, exports, instance, "release");
  define<releaseMany>(env, exports, instance, "releaseMany");
  define<report>(env, exports, instance, "report");
  define<liveTensors>(env, exports, instance, "liveTensors");
}

}  // namespace refvlm
