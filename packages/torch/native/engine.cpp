// The engine itself: version, build settings, BLAS kernel, threads.
#include "addon.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/version.h>

#include <dlfcn.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace refvlm {

namespace {

using Corename = char* (*)();
using SetThreads = void (*)(int);

napi_value torchVersion(Call& call) { return call.of(std::string(TORCH_VERSION)); }
napi_value showConfig(Call& call) { return call.of(at::show_config()); }
napi_value parallelInfo(Call& call) { return call.of(at::get_parallel_info()); }

napi_value cudaDevices(Call& call) {
  const bool present = c10::impl::hasDeviceGuardImpl(c10::kCUDA);
  return call.of(present ? static_cast<int32_t>(c10::impl::getDeviceGuardImpl(c10::kCUDA)->deviceCount()) : 0);
}

// The kernel that OpenBLAS picked for this CPU, or null where BLAS is another library.
napi_value blasKernel(Call& call) {
  const auto corename = reinterpret_cast<Corename>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));
  return corename ? call.of(std::string(corename())) : call.null();
}

napi_value threads(Call& call) { return call.of(static_cast<int32_t>(at::get_num_threads())); }

// OpenBLAS with pthreads keeps a pool of its own, which libtorch does not know of.
napi_value setThreads(Call& call) {
  const int32_t count = call.int32(0);
  at::set_num_threads(count);
  const auto setBlas = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (setBlas) setBlas(count);
  return call.undefined();
}

// glibc maps blocks of some MB one by one and unmaps them when they are freed, so that each tensor's pages are faulted in anew.
napi_value keepFreedMemory(Call& call) {
#ifdef __GLIBC__
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);  // never
  mallopt(M_TOP_PAD, 64 << 20);
#endif
  return call.undefined();
}

}  // namespace

void defineEngine(napi_env env, napi_value exports, Instance* instance) {
  define<torchVersion>(env, exports, instance, "torchVersion");
  define<showConfig>(env, exports, instance, "showConfig");
  define<parallelInfo>(env, exports, instance, "parallelInfo");
  define<cudaDevices>(env, exports, instance, "cudaDevices");
  define<blasKernel>(env, exports, instance, "blasKernel");
  define<threads>(env, exports, instance, "threads");
  define<setThreads>(env, exports, instance, "setThreads");
  define<keepFreedMemory>(env, exports, instance, "keepFreedMemory");
}

}  // namespace refvlm
