// c10d: stores where processes meet, and the groups in which they reduce tensors (Gloo; NCCL where libtorch has it).
#include "promise.h"

#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <thread>
#include <type_traits>

namespace refvlm {

namespace {

using std::chrono::milliseconds;
using Store = c10::intrusive_ptr<c10d::Store>;
// What libtorch 1.13 calls a ProcessGroup is called a Backend in 2.x.
using Backend = std::conditional_t<std::is_base_of_v<c10d::ProcessGroup, c10d::ProcessGroupGloo>, c10d::ProcessGroup,
                                   c10d::Backend>;
using Group = c10::intrusive_ptr<Backend>;
using Work = decltype(std::declval<Backend>().allreduce(std::declval<std::vector<at::Tensor>&>()));

// A group waits in its destructor for what is under way, up to its time limit. One that nobody closed is left as it is at
// the end of its environment, so that a process can end.
struct OpenGroup {
  Group group;
  explicit OpenGroup(Group group) : group(std::move(group)) {}
  OpenGroup(const OpenGroup&) = delete;
  ~OpenGroup() { group.release(); }
};

napi_value undefinedIn(napi_env env) {
  napi_value value;
  check(env, napi_get_undefined(env, &value));
  return value;
}

napi_value nothing(napi_env env, Instance&) { return undefinedIn(env); }

template <typename T>
std::shared_ptr<T> keptAt(Call& call, size_t index) {
  const auto found = call.instance->kept.find(call.int32(index));
  if (found == call.instance->kept.end()) throw std::runtime_error("it is closed");
  return std::static_pointer_cast<T>(found->second);
}

template <typename T>
Settle keeping(std::shared_ptr<T> object) {
  return [object](napi_env env, Instance& instance) {
    const int32_t id = instance.nextKept++;
    instance.kept.emplace(id, object);
    napi_value value;
    check(env, napi_create_int32(env, id, &value));
    return value;
  };
}

napi_value drop(Call& call) {
  call.instance->kept.erase(call.int32(0));
  return call.undefined();
}

// openTcpStore(host, port, listens, timeoutMs) -> promise of an id. Port 0 of one that listens: any free one.
// It waits for no key at all: whoever listens there must answer as a store does, where `check` would wait for ever. libtorch
// 1.13 keeps this limit for all that is received later.
napi_value openTcpStore(Call& call) {
  c10d::TCPStoreOptions options;
  const std::string host = call.string(0);
  options.port = static_cast<std::uint16_t>(call.int32(1));
  options.isServer = call.boolean(2);
  options.timeout = milliseconds(call.int64(3));
  options.waitWorkers = false;
  return promiseOf(call, [host, options] {
    const Store store = c10::make_intrusive<c10d::TCPStore>(host, options);
    store->wait({}, options.timeout);
    return keeping(std::make_shared<Store>(store));
  });
}

// openFileStore(path, processes) -> promise of an id
napi_value openFileStore(Call& call) {
  const std::string path = call.string(0);
  const int processes = call.int32(1);
  call.context = path;
  return promiseOf(call, [path, processes] {
    return keeping(std::make_shared<Store>(c10::make_intrusive<c10d::FileStore>(path, processes)));
  });
}

// prefixStore(id, prefix) -> promise of an id: the same store, its keys behind a prefix
napi_value prefixStore(Call& call) {
  const auto store = keptAt<Store>(call, 0);
  const std::string prefix = call.string(1);
  return promiseOf(call, [store, prefix] {
    return keeping(std::make_shared<Store>(c10::make_intrusive<c10d::PrefixStore>(prefix, *store)));
  });
}

napi_value storePort(Call& call) {
  const auto* tcp = dynamic_cast<const c10d::TCPStore*>(keptAt<Store>(call, 0)->get());
  return tcp ? call.of(static_cast<int32_t>(tcp->getPort())) : call.null();
}

// storeSet(id, key, text) -> promise
napi_value storeSet(Call& call) {
  call.context = "store";
  const auto store = keptAt<Store>(call, 0);
  const std::string key = call.string(1);
  const std::string text = call.string(2);
  return promiseOf(call, [store, key, text]() -> Settle {
    (*store)->set(key, std::vector<uint8_t>(text.begin(), text.end()));
    return nothing;
  });
}

// storeGet(id, key) -> promise of its text, or of null where there is none: nobody else of this process is kept waiting
napi_value storeGet(Call& call) {
  call.context = "store";
  const auto store = keptAt<Store>(call, 0);
  const std::string key = call.string(1);
  return promiseOf(call, [store, key]() -> Settle {
    const bool there = (*store)->check({key});
    const auto bytes = there ? (*store)->get(key) : std::vector<uint8_t>();
    return [there, text = std::string(bytes.begin(), bytes.end())](napi_env env, Instance&) {
      napi_value value;
      if (there) {
        check(env, napi_create_string_utf8(env, text.c_str(), text.size(), &value));
      } else {
        check(env, napi_get_null(env, &value));
      }
      return value;
    };
  });
}

Group connect(const std::string& backend, const Store& store, int rank, int size, const std::string& address,
              milliseconds timeout) {
#ifdef USE_C10D_NCCL
  if (backend == "nccl") {
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = timeout;
    return c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, size, options);
  }
#endif
  if (backend != "gloo") throw std::runtime_error("this engine was built without " + backend);
  auto options = c10d::ProcessGroupGloo::Options::create(timeout);
  options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForHostname(address));
  options->threads = 2;
  return c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, size, options);
}

// openProcessGroup(store, backend, rank, size, address, timeoutMs) -> promise of an id. The address is this process's own,
// at which the others reach it.
napi_value openProcessGroup(Call& call) {
  call.context = "process group";
  const auto store = keptAt<Store>(call, 0);
  const std::string backend = call.string(1);
  const int rank = call.int32(2);
  const int size = call.int32(3);
  const std::string address = call.string(4);
  const milliseconds timeout(call.int64(5));
  return promiseOf(call, [=] {
    return keeping(std::make_shared<OpenGroup>(connect(backend, *store, rank, size, address, timeout)));
  });
}

// closeProcessGroup(id) -> promise: when what is under way has ended, up to the time limit
napi_value closeProcessGroup(Call& call) {
  const auto open = keptAt<OpenGroup>(call, 0);
  call.instance->kept.erase(call.int32(0));
  return promiseOf(call, [open]() -> Settle {
    open->group.reset();
    return nothing;
  });
}

// NCCL's work is done for the stream that it was given to; we wait for the work itself.
Settle waitFor(const Work& work) {
  work->wait();
  while (!work->isCompleted()) std::this_thread::sleep_for(milliseconds(1));
  if (!work->isSuccess()) std::rethrow_exception(work->exception());
  return nothing;
}

// allReduce(group, tensor) -> promise: the tensor becomes the sum over the group's processes
napi_value allReduce(Call& call) {
  call.context = "all-reduce";
  const auto open = keptAt<OpenGroup>(call, 0);
  std::vector<at::Tensor> tensors{call.tensor(1)};
  const Work work = open->group->allreduce(tensors);
  return promiseOf(call, [open, work] { return waitFor(work); });
}

// broadcast(group, tensor, root) -> promise: the tensor becomes what it is in the process `root`
napi_value broadcast(Call& call) {
  call.context = "broadcast";
  const auto open = keptAt<OpenGroup>(call, 0);
  std::vector<at::Tensor> tensors{call.tensor(1)};
  c10d::BroadcastOptions options;
  options.rootRank = call.int32(2);
  const Work work = open->group->broadcast(tensors, options);
  return promiseOf(call, [open, work] { return waitFor(work); });
}

napi_value processGroupBackends(Call& call) {
#ifdef USE_C10D_NCCL
  return call.of(std::string("gloo,nccl"));
#else
  return call.of(std::string("gloo"));
#endif
}

}  // namespace

void defineProcessGroups(napi_env env, napi_value exports, Instance* instance) {
  define<processGroupBackends>(env, exports, instance, "processGroupBackends");
  define<openTcpStore>(env, exports, instance, "openTcpStore");
  define<openFileStore>(env, exports, instance, "openFileStore");
  define<prefixStore>(env, exports, instance, "prefixStore");
  define<storePort>(env, exports, instance, "storePort");
  define<storeSet>(env, exports, instance, "storeSet");
  define<storeGet>(env, exports, instance, "storeGet");
  define<drop>(env, exports, instance, "closeStore");
  define<openProcessGroup>(env, exports, instance, "openProcessGroup");
  define<closeProcessGroup>(env, exports, instance, "closeProcessGroup");
  define<allReduce>(env, exports, instance, "allReduce");
  define<broadcast>(env, exports, instance, "broadcast");
}

}  // namespace refvlm
