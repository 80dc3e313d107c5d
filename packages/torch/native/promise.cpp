// Promises of threads: each is told to the JavaScript thread once, and lost with its environment without harm.
#include "promise.h"

#include <c10/util/Exception.h>

#include <thread>

namespace refvlm {

namespace {

struct Task {
  napi_deferred deferred = nullptr;
  napi_threadsafe_function tell = nullptr;
  Instance* instance = nullptr;
  std::string context;
  std::function<Settle()> work;
  Settle settle;
  std::string error;
};

void run(Task& task) {
  try {
    task.settle = task.work();
  } catch (const c10::Error& error) {
    task.error = error.what_without_backtrace();
  } catch (const std::exception& error) {
    task.error = error.what();
  } catch (...) {
    task.error = "an unknown native exception";
  }
  task.work = nullptr;  // what it holds may wait for others when it goes: here, not on the JavaScript thread
}

void reject(napi_env env, const Task& task) {
  napi_value message;
  napi_value error;
  const std::string words = task.context.empty() ? task.error : task.context + ": " + task.error;
  if (napi_create_string_utf8(env, words.c_str(), words.size(), &message) == napi_ok &&
      napi_create_error(env, nullptr, message, &error) == napi_ok) {
    napi_reject_deferred(env, task.deferred, error);
  }
}

void settle(napi_env env, napi_value, void*, void* data) {
  const std::unique_ptr<Task> task(static_cast<Task*>(data));
  if (env == nullptr) return;  // the environment is ending
  try {
    if (task->settle) {
      const napi_value value = task->settle(env, *task->instance);
      napi_resolve_deferred(env, task->deferred, value);
      return;
    }
  } catch (const std::exception& error) {
    task->error = error.what();
  }
  reject(env, *task);
}

}  // namespace

napi_value promiseOf(Call& call, std::function<Settle()> work) {
  auto task = std::make_unique<Task>();
  task->instance = call.instance;
  task->context = call.context;
  task->work = std::move(work);
  napi_value promise;
  napi_value name;
  check(call.env, napi_create_promise(call.env, &task->deferred, &promise));
  check(call.env, napi_create_string_utf8(call.env, "refvlm", NAPI_AUTO_LENGTH, &name));
  check(call.env, napi_create_threadsafe_function(call.env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, nullptr, settle,
                                                  &task->tell));
  std::thread([task = task.release()] {
    run(*task);
    const napi_threadsafe_function tell = task->tell;
    if (napi_call_threadsafe_function(tell, task, napi_tsfn_blocking) == napi_ok) {
      napi_release_threadsafe_function(tell, napi_tsfn_release);
    } else {
      delete task;
    }
  }).detach();
  return promise;
}

}  // namespace refvlm
