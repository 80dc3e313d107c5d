// The module entry: one Instance per environment, and the glue between C++ exceptions and JavaScript errors.
#include "addon.h"

#include <c10/util/Exception.h>

namespace refvlm {

void check(napi_env env, napi_status status) {
  if (status == napi_ok) return;
  const napi_extended_error_info* info = nullptr;
  napi_get_last_error_info(env, &info);
  throw std::runtime_error(info && info->error_message ? info->error_message : "a Node-API call failed");
}

static void drainRetired(napi_env env, Instance* instance) {
  auto& retired = *instance->retired;
  if (!retired.any.load(std::memory_order_relaxed)) return;
  std::lock_guard<std::mutex> lock(retired.mutex);
  for (napi_ref reference : retired.references) napi_delete_reference(env, reference);
  retired.references.clear();
  retired.any = false;
}

static void raise(napi_env env, const Call& call, const std::string& words) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (pending) return;
  const std::string message = call.context.empty() ? words : call.context + ": " + words;
  napi_throw_error(env, nullptr, message.c_str());
}

void guard(napi_env env, Call& call, Function body, napi_value* result) {
  drainRetired(env, call.instance);
  try {
    *result = body(call);
  } catch (const c10::Error& error) {
    raise(env, call, error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    raise(env, call, "out of memory");
  } catch (const std::exception& error) {
    raise(env, call, error.what());
  } catch (...) {
    raise(env, call, "an unknown native exception");
  }
}

int32_t Instance::store(at::Tensor tensor) {
  if (!freeSlots.empty()) {
    const int32_t handle = freeSlots.back();
    freeSlots.pop_back();
    slots[handle] = std::move(tensor);
    return handle;
  }
  slots.push_back(std::move(tensor));
  reportedBytes.push_back(0);
  return static_cast<int32_t>(slots.size() - 1);
}

const at::Tensor& Instance::at(int32_t handle) const {
  if (handle == 0) throw std::runtime_error("this tensor was disposed (its scope ended, or dispose() was called)");
  if (handle < 0 || handle >= static_cast<int32_t>(slots.size()) || !slots[handle].defined()) {
    throw std::runtime_error("there is no tensor with handle " + std::to_string(handle));
  }
  return slots[handle];
}

int64_t Instance::release(int32_t handle) {
  if (handle <= 0 || handle >= static_cast<int32_t>(slots.size()) || !slots[handle].defined()) return 0;
  slots[handle].reset();
  freeSlots.push_back(handle);
  return std::exchange(reportedBytes[handle], 0);
}

}  // namespace refvlm

NAPI_MODULE_INIT() {
  using namespace refvlm;
  auto* instance = new Instance();
  napi_set_instance_data(
      env, instance, [](napi_env, void* data, void*) { delete static_cast<Instance*>(data); }, nullptr);
  try {
    registerNarrowLinear();
    defineOperators(env, exports, instance);
    defineTensors(env, exports, instance);
    defineStorage(env, exports, instance);
    defineMappedFiles(env, exports, instance);
    defineAutograd(env, exports, instance);
    defineRandom(env, exports, instance);
    defineEngine(env, exports, instance);
#ifdef REFVLM_PROCESS_GROUPS
    defineProcessGroups(env, exports, instance);
#endif
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
  }
  return exports;
}
