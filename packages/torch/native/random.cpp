// Random numbers: seeds, generators of one's own, and their saved states.
#include "addon.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include <cstring>

namespace refvlm {

namespace {

// Id 0 is libtorch's default CPU generator.
at::Generator generatorAt(Call& call, size_t index) {
  const int32_t id = call.int32(index);
  if (id == 0) return at::globalContext().defaultGenerator(c10::Device(c10::kCPU));
  const auto found = call.instance->generators.find(id);
  if (found == call.instance->generators.end()) throw std::runtime_error("this generator was disposed");
  return found->second;
}

napi_value manualSeed(Call& call) {
  const auto seed = static_cast<uint64_t>(call.int64(1));
  if (call.int32(0) == 0) {
    at::manual_seed(seed);  // the default generators of all devices
    return call.undefined();
  }
  auto generator = generatorAt(call, 0);
  std::lock_guard<std::mutex> lock(generator.mutex());
  generator.set_current_seed(seed);
  return call.undefined();
}

napi_value createGenerator(Call& call) {
  const int32_t id = call.instance->nextGenerator++;
  call.instance->generators.emplace(id, at::detail::createCPUGenerator(static_cast<uint64_t>(call.int64(0))));
  return call.of(id);
}

napi_value disposeGenerator(Call& call) {
  call.instance->generators.erase(call.int32(0));
  return call.undefined();
}

napi_value generatorState(Call& call) {
  auto generator = generatorAt(call, 0);
  std::lock_guard<std::mutex> lock(generator.mutex());
  return call.of(generator.get_state());
}

// libtorch looks at each number of a state by itself. Where the two that tell the place among the 624 words do not fit
// one another, it would read beyond them.
void requirePlace(const at::Tensor& state) {
  struct Start {
    uint64_t seed;
    int32_t left;
    int32_t seeded;
    uint64_t next;
  } start;
  if (!state.device().is_cpu() || state.scalar_type() != at::kByte || !state.is_contiguous() ||
      state.numel() < static_cast<int64_t>(sizeof start)) {
    return;  // libtorch refuses it
  }
  std::memcpy(&start, state.data_ptr(), sizeof start);
  const bool fresh = start.left == 1 && start.next == 0;
  if (fresh || (start.left >= 1 && start.left <= 624 && start.next == 625 - static_cast<uint64_t>(start.left))) return;
  throw std::runtime_error("this is no RNG state: its place among the random words is impossible");
}

napi_value setGeneratorState(Call& call) {
  auto generator = generatorAt(call, 0);
  std::lock_guard<std::mutex> lock(generator.mutex());
  const at::Tensor state = call.tensor(1);
  requirePlace(state);
  generator.set_state(state);
  return call.undefined();
}

}  // namespace

void defineRandom(napi_env env, napi_value exports, Instance* instance) {
  define<manualSeed>(env, exports, instance, "manualSeed");
  define<createGenerator>(env, exports, instance, "createGenerator");
  define<disposeGenerator>(env, exports, instance, "disposeGenerator");
  define<generatorState>(env, exports, instance, "generatorState");
  define<setGeneratorState>(env, exports, instance, "setGeneratorState");
}

}  // namespace refvlm
