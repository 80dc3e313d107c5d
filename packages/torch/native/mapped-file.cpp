// Files mapped into memory and the tensors that look at them.
#include "addon.h"
#include "file-guard.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace refvlm {

// Tensors made from it share ownership. Pages are private: a write to a tensor never reaches the file.
class MappedFile {
 public:
  void* data = nullptr;
  size_t size = 0;

  void hold(void* mapped, const std::string& path) {
    data = mapped;
    region = guardMapping(data, size, path);
  }
  ~MappedFile() {
    if (data == nullptr) return;
    releaseMapping(region);
    munmap(data, size);
  }

 private:
  GuardedRegion* region = nullptr;
};

void requireIntact(const at::Tensor& tensor) {
  if (tensor.defined() && tensor.has_storage()) requireIntactMemory(tensor.storage().data());
}

namespace {

[[noreturn]] void fail(const std::string& path, const char* doing) {
  throw std::runtime_error(std::string("cannot ") + doing + " " + path + ": " + std::strerror(errno));
}

// mapFile(path) -> [id, size]
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
    file->hold(data, path);
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
  const auto shape = call.ints(3);
  const auto found = call.instance->files.find(call.int32(0));
  if (found == call.instance->files.end()) throw std::runtime_error("the mapped file is closed");
  std::shared_ptr<MappedFile> file = found->second;
  const int64_t offset = call.int64(1);
  const auto type = static_cast<at::ScalarType>(call.int32(2));
  int64_t bytes = 0;
  int64_t end = 0;
  const auto width = static_cast<int64_t>(c10::elementSize(type));
  if (offset < 0 || __builtin_mul_overflow(elementsOf(shape), width, &bytes) || __builtin_add_overflow(offset, bytes, &end) ||
      static_cast<uint64_t>(end) > file->size) {
    throw std::runtime_error("a tensor reaches beyond the end of its file");
  }
  const auto options = at::TensorOptions().dtype(type);
  if (bytes == 0) return call.of(at::empty(shape, options));
  char* data = static_cast<char*>(file->data) + offset;
  if (reinterpret_cast<uintptr_t>(data) % width != 0) {
    at::Tensor copy = at::empty(shape, options);
    const uint64_t tears = tearsSoFar();
    std::memcpy(copy.data_ptr(), data, bytes);
    requireNoTearSince(tears);
    return call.of(copy);
  }
  return call.of(at::from_blob(data, shape, [file](void*) {}, options));
}

}  // namespace

void defineMappedFiles(napi_env env, napi_value exports, Instance* instance) {
  define<mapFile>(env, exports, instance, "mapFile");
  define<unmapFile>(env, exports, instance, "unmapFile");
  define<tensorFromMap>(env, exports, instance, "tensorFromMap");
}

}  // namespace refvlm
