// Memory that tensors share with JavaScript: typed arrays in, host copies and views out.
#include "addon.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cstring>

namespace refvlm {

namespace {

struct HostArray {
  void* data = nullptr;
  size_t bytes = 0;
  at::ScalarType type = at::kByte;
  bool shared = false;  // a SharedArrayBuffer, which never moves, shrinks or goes away
};

HostArray hostArray(Call& call, size_t index) {
  napi_typedarray_type type;
  size_t length = 0;
  HostArray array;
  napi_value buffer;
  if (index >= call.count || napi_get_typedarray_info(call.env, call.values[index], &type, &length, &array.data, &buffer,
                                                      nullptr) != napi_ok) {
    throw std::runtime_error("expected a typed array");
  }
  bool owned = true;
  check(call.env, napi_is_arraybuffer(call.env, buffer, &owned));
  array.shared = !owned;
  switch (type) {
    case napi_int8_array: array.type = at::kChar; break;
    case napi_uint8_array:
    case napi_uint8_clamped_array: array.type = at::kByte; break;
    case napi_int16_array:
    case napi_uint16_array: array.type = at::kShort; break;
    case napi_int32_array: array.type = at::kInt; break;
    case napi_float32_array: array.type = at::kFloat; break;
    case napi_float64_array: array.type = at::kDouble; break;
    case napi_bigint64_array: array.type = at::kLong; break;
    default: throw std::runtime_error("this kind of typed array has no tensor type; use Int32Array or BigInt64Array");
  }
  array.bytes = length * c10::elementSize(array.type);
  return array;
}

void fit(int64_t elements, at::ScalarType type, size_t bytes, const char* what) {
  int64_t wanted = 0;
  if (__builtin_mul_overflow(elements, static_cast<int64_t>(c10::elementSize(type)), &wanted) ||
      static_cast<size_t>(wanted) != bytes) {
    throw std::runtime_error(std::string("the shape needs ") + std::to_string(elements) + " elements of " +
                             c10::toString(type) + ", but " + what + " has " + std::to_string(bytes) + " bytes");
  }
}

// Any byte but 0 means true; libtorch counts on 1.
void onlyBools(at::Tensor& tensor) {
  auto* bytes = static_cast<uint8_t*>(tensor.data_ptr());
  for (int64_t i = 0; i < tensor.numel(); i++) bytes[i] = bytes[i] != 0;
}

// fromTypedArray(array, shape, dtype, copy): the bytes are read as dtype (bf16 and f16 come as Uint16Array). Without copy,
// a tensor over shared memory looks at that memory and keeps it alive. Any other buffer is copied: it may be transferred,
// resized or detached by streams at any time, and no mark that JavaScript can set prevents them all.
napi_value fromTypedArray(Call& call) {
  // Shape first: a getter in it may do anything to the array.
  const auto shape = call.ints(1);
  const auto type = static_cast<at::ScalarType>(call.int32(2));
  const HostArray array = hostArray(call, 0);
  const int64_t elements = elementsOf(shape);
  fit(elements, type, array.bytes, "the array");
  const auto options = at::TensorOptions().dtype(type);
  if (call.boolean(3) || elements == 0 || !array.shared) {
    at::Tensor tensor = at::empty(shape, options);
    if (elements != 0) std::memcpy(tensor.data_ptr(), array.data, array.bytes);
    if (type == at::kBool) onlyBools(tensor);
    return call.of(tensor);
  }
  if (reinterpret_cast<uintptr_t>(array.data) % c10::elementSize(type) != 0) {
    throw std::runtime_error(std::string("the array does not start where an element of ") + c10::toString(type) + " may");
  }
  napi_ref reference;
  check(call.env, napi_create_reference(call.env, call.values[0], 1, &reference));
  auto retired = call.instance->retired;
  const auto retire = [retired, reference](void*) {
    std::lock_guard<std::mutex> lock(retired->mutex);
    retired->references.push_back(reference);
    retired->any = true;
  };
  return call.of(at::from_blob(array.data, shape, retire, options));
}

// copyTo(handle, array): writes the tensor, row-major and converted, into a typed array of as many elements.
napi_value copyTo(Call& call) {
  const auto tensor = call.tensor(0);
  const HostArray array = hostArray(call, 1);
  const bool asBool = tensor.scalar_type() == at::kBool && array.type == at::kByte;
  const auto type = asBool ? at::kBool : array.type;
  fit(tensor.numel(), type, array.bytes, "the array");
  if (tensor.numel() == 0) return call.undefined();
  requireIntact(tensor);
  const uint64_t tears = tearsSoFar();
  if (tensor.scalar_type() == type && tensor.is_contiguous() && tensor.device().is_cpu()) {
    std::memcpy(array.data, tensor.data_ptr(), array.bytes);
  } else {
    at::from_blob(array.data, tensor.sizes(), at::TensorOptions().dtype(type)).copy_(tensor.detach());
  }
  requireNoTearSince(tears);
  return call.undefined();
}

// hostView(handle) -> ArrayBuffer over the tensor's own memory. Contiguous CPU tensors only. It keeps the storage, not the
// tensor, which may be given another one; and the storage stays where it is: resize_ beyond it is refused from now on.
napi_value hostView(Call& call) {
  const auto tensor = call.tensor(0);
  if (!tensor.device().is_cpu() || !tensor.is_contiguous()) {
    throw std::runtime_error("hostView: only a contiguous tensor on the CPU can be looked at in place; call contiguous()");
  }
  requireIntact(tensor);
  const size_t bytes = tensor.numel() * tensor.element_size();
  napi_value buffer;
  if (bytes == 0) {
    check(call.env, napi_create_arraybuffer(call.env, 0, nullptr, &buffer));
    return buffer;
  }
  auto* owner = new c10::Storage(tensor.storage());
  owner->unsafeGetStorageImpl()->set_resizable(false);
  const napi_status status = napi_create_external_arraybuffer(
      call.env, tensor.data_ptr(), bytes, [](napi_env, void*, void* hint) { delete static_cast<c10::Storage*>(hint); }, owner,
      &buffer);
  if (status != napi_ok) delete owner;
  check(call.env, status);
  return buffer;
}

}  // namespace

void defineStorage(napi_env env, napi_value exports, Instance* instance) {
  define<fromTypedArray>(env, exports, instance, "fromTypedArray");
  define<copyTo>(env, exports, instance, "copyTo");
  define<hostView>(env, exports, instance, "hostView");
}

}  // namespace refvlm
