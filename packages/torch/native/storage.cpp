// Memory that tensors share with JavaScript and with files: typed arrays in, host copies and views out, mapped files.
#include "addon.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace refvlm {

MappedFile::~MappedFile() {
  if (data != nullptr) munmap(data, size);
}

namespace {

struct HostArray {
  void* data = nullptr;
  size_t bytes = 0;
  at::ScalarType type = at::kByte;
};

HostArray hostArray(Call& call, size_t index) {
  napi_typedarray_type type;
  size_t length = 0;
  HostArray array;
  if (index >= call.count || napi_get_typedarray_info(call.env, call.values[index], &type, &length, &array.data, nullptr,
                                                      nullptr) != napi_ok) {
    throw std::runtime_error("expected a typed array");
  }
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

int64_t product(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t size : shape) {
    if (size < 0) throw std::runtime_error("a shape has the negative size " + std::to_string(size));
    if (__builtin_mul_overflow(count, size, &count)) throw std::runtime_error("a shape has too many elements");
  }
  return count;
}

void fit(int64_t elements, at::ScalarType type, size_t bytes, const char* what) {
  int64_t wanted = 0;
  if (__builtin_mul_overflow(elements, static_cast<int64_t>(c10::elementSize(type)), &wanted) ||
      static_cast<size_t>(wanted) != bytes) {
    throw std::runtime_error(std::string("the shape needs ") + std::to_string(elements) + " elements of " +
                             c10::toString(type) + ", but " + what + " has " + std::to_string(bytes) + " bytes");
  }
}

// fromTypedArray(array, shape, dtype, copy): the bytes are read as dtype (bf16 and f16 come as Uint16Array). Without
// copy the tensor looks at the array's own memory and keeps it alive.
napi_value fromTypedArray(Call& call) {
  const HostArray array = hostArray(call, 0);
  const auto shape = call.ints(1);
  const auto type = static_cast<at::ScalarType>(call.int32(2));
  const int64_t elements = product(shape);
  fit(elements, type, array.bytes, "the array");
  if (call.boolean(3) || elements == 0) {
    at::Tensor tensor = at::empty(shape, at::TensorOptions().dtype(type));
    if (elements != 0) std::memcpy(tensor.data_ptr(), array.data, array.bytes);
    return call.of(tensor);
  }
  napi_ref reference;
  check(call.env, napi_create_reference(call.env, call.values[0], 1, &reference));
  auto retired = call.instance->retired;
  const auto retire = [retired, reference](void*) {
    std::lock_guard<std::mutex> lock(retired->mutex);
    retired->references.push_back(reference);
    retired->any = true;
  };
  return call.of(at::from_blob(array.data, shape, retire, at::TensorOptions().dtype(type)));
}

// copyTo(handle, array): writes the tensor, row-major and converted, into a typed array of as many elements.
napi_value copyTo(Call& call) {
  const auto& tensor = call.tensor(0);
  const HostArray array = hostArray(call, 1);
  const bool asBool = tensor.scalar_type() == at::kBool && array.type == at::kByte;
  const auto type = asBool ? at::kBool : array.type;
  fit(tensor.numel(), type, array.bytes, "the array");
  if (tensor.numel() == 0) return call.undefined();
  if (tensor.scalar_type() == type && tensor.is_contiguous() && tensor.device().is_cpu()) {
    std::memcpy(array.data, tensor.data_ptr(), array.bytes);
  } else {
    at::from_blob(array.data, tensor.sizes(), at::TensorOptions().dtype(type)).copy_(tensor.detach());
  }
  return call.undefined();
}

// hostView(handle) -> ArrayBuffer over the tensor's own memory, which it keeps alive. Contiguous CPU tensors only.
napi_value hostView(Call& call) {
  const auto& tensor = call.tensor(0);
  if (!tensor.device().is_cpu() || !tensor.is_contiguous()) {
    throw std::runtime_error("hostView: only a contiguous tensor on the CPU can be looked at in place; call contiguous()");
  }
  const size_t bytes = tensor.numel() * tensor.element_size();
  napi_value buffer;
  if (bytes == 0) {
    check(call.env, napi_create_arraybuffer(call.env, 0, nullptr, &buffer));
    return buffer;
  }
  auto* owner = new at::Tensor(tensor);
  const napi_status status = napi_create_external_arraybuffer(
      call.env, tensor.data_ptr(), bytes, [](napi_env, void*, void* hint) { delete static_cast<at::Tensor*>(hint); }, owner,
      &buffer);
  if (status != napi_ok) delete owner;
  check(call.env, status);
  return buffer;
}

[[noreturn]] void fail(const std::string& path, const char* doing) {
  throw std::runtime_error(std::string("cannot ") + doing + " " + path + ": " + std::strerror(errno));
}

// mapFile(path) -> [id, size]. Pages are private: a write to a tensor never reaches the file.
napi_value mapFile(Call& call) {
  const std::string path = call.string(0);
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(path, "open");
  struct stat status {};
  auto file = std::make_shared<MappedFile>();
  if (fstat(descriptor, &status) != 0) {
    close(descriptor);
    fail(path, "read the size of");
  }
  file->size = static_cast<size_t>(status.st_size);
  if (file->size > 0) {
    void* data = mmap(nullptr, file->size, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
    if (data == MAP_FAILED) {
      close(descriptor);
      fail(path, "map");
    }
    file->data = data;
  }
  close(descriptor);
  const int32_t id = call.instance->nextFile++;
  napi_value result;
  check(call.env, napi_create_array_with_length(call.env, 2, &result));
  check(call.env, napi_set_element(call.env, result, 0, call.of(id)));
  check(call.env, napi_set_element(call.env, result, 1, call.of(static_cast<double>(file->size))));
  call.instance->files.emplace(id, std::move(file));
  return result;
}

napi_value unmapFile(Call& call) {
  call.instance->files.erase(call.int32(0));
  return call.undefined();
}

// tensorFromMap(id, byteOffset, dtype, shape): a view of the file, or a copy where the offset is not aligned.
napi_value tensorFromMap(Call& call) {
  const auto found = call.instance->files.find(call.int32(0));
  if (found == call.instance->files.end()) throw std::runtime_error("the mapped file is closed");
  std::shared_ptr<MappedFile> file = found->second;
  const int64_t offset = call.int64(1);
  const auto type = static_cast<at::ScalarType>(call.int32(2));
  const auto shape = call.ints(3);
  int64_t bytes = 0;
  int64_t end = 0;
  const auto width = static_cast<int64_t>(c10::elementSize(type));
  if (offset < 0 || __builtin_mul_overflow(product(shape), width, &bytes) || __builtin_add_overflow(offset, bytes, &end) ||
      static_cast<uint64_t>(end) > file->size) {
    throw std::runtime_error("a tensor reaches beyond the end of its file");
  }
  const auto options = at::TensorOptions().dtype(type);
  if (bytes == 0) return call.of(at::empty(shape, options));
  char* data = static_cast<char*>(file->data) + offset;
  if (reinterpret_cast<uintptr_t>(data) % width != 0) {
    at::Tensor copy = at::empty(shape, options);
    std::memcpy(copy.data_ptr(), data, bytes);
    return call.of(copy);
  }
  return call.of(at::from_blob(data, shape, [file](void*) {}, options));
}

}  // namespace

void defineStorage(napi_env env, napi_value exports, Instance* instance) {
  define<fromTypedArray>(env, exports, instance, "fromTypedArray");
  define<copyTo>(env, exports, instance, "copyTo");
  define<hostView>(env, exports, instance, "hostView");
  define<mapFile>(env, exports, instance, "mapFile");
  define<unmapFile>(env, exports, instance, "unmapFile");
  define<tensorFromMap>(env, exports, instance, "tensorFromMap");
}

}  // namespace refvlm
