// refvlm::narrow_linear, the one operator of our own: float32 rows times weights stored in 16 bits, widened as they are read.
// CPUs without 16-bit products multiply and widen such weights far slower in libtorch than they read them.
#include "addon.h"

#include <ATen/TensorIterator.h>
#include <ATen/ops/mm.h>
#include <torch/library.h>

#include <algorithm>
#include <cstring>

#define INLINE inline __attribute__((always_inline))
// What is inlined into the versions below has no calling convention that could differ between them.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace refvlm {

namespace {

// Vectors of as many lanes as the processor's registers have: wider ones would lie in memory. (GCC 12 converts no vectors whose
// lanes a template counts.) Halves: the exponent is moved by a product, which is right for subnormal numbers, too; infinity and
// NaN keep all its bits.
#define VECTORS(LANES)                                                                               \
  struct Vectors##LANES {                                                                            \
    static constexpr int kLanes = LANES;                                                             \
    typedef float Floats __attribute__((vector_size(4 * LANES)));                                    \
    typedef uint32_t Words __attribute__((vector_size(4 * LANES)));                                  \
    typedef uint16_t Halves __attribute__((vector_size(2 * LANES)));                                 \
    static INLINE Floats widened(Halves halves, c10::BFloat16) {                                     \
      return reinterpret_cast<Floats>(__builtin_convertvector(halves, Words) << 16);                 \
    }                                                                                                \
    static INLINE Floats widened(Halves halves, c10::Half) {                                         \
      const Words bits = __builtin_convertvector(halves, Words);                                     \
      const Words magnitude = (bits & 0x7fff) << 13;                                                 \
      const Words number = reinterpret_cast<Words>(reinterpret_cast<Floats>(magnitude) * 0x1p112f);  \
      const Words isSpecial = reinterpret_cast<Words>(magnitude >= (0x7c00u << 13));                 \
      return reinterpret_cast<Floats>(number | ((bits & 0x8000) << 16) | (isSpecial & 0x7f800000u)); \
    }                                                                                                \
  }
VECTORS(4);
VECTORS(8);
VECTORS(16);

// Up to as many values as a vector has, zeros behind them.
template <typename Vector, typename T>
INLINE Vector load(const T* from, int64_t count) {
  Vector vector = {};
  std::memcpy(&vector, from, sizeof(T) * count);
  return vector;
}

// Products of kOutputs rows of weights with kRows rows of x [kRows, count], to products [kRows, outputs]. Several rows of
// weights side by side are several streams from memory; each begins on another page, where the processor foresees nothing, so
// memory is asked for the rows that come next. -O2 unrolls no loop by itself, and sums would then lie in memory.
template <typename V, int kOutputs, int kRows, typename T>
INLINE void multiplyTile(const T* weight, const float* x, int64_t count, float* products, int64_t outputs) {
  using Floats = typename V::Floats;
  constexpr int kLanes = V::kLanes;
  Floats sums[kOutputs][kRows] = {};
  const auto add = [&](int64_t at, int64_t length) __attribute__((always_inline)) {
    Floats wide[kOutputs];
#pragma GCC unroll 4
    for (int output = 0; output < kOutputs; output++)
      wide[output] = V::widened(load<typename V::Halves>(weight + output * count + at, length), T{});
#pragma GCC unroll 4
    for (int row = 0; row < kRows; row++) {
      const Floats values = load<Floats>(x + row * count + at, length);
#pragma GCC unroll 4
      for (int output = 0; output < kOutputs; output++) sums[output][row] += wide[output] * values;
    }
  };
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    if (kRows == 1) {
#pragma GCC unroll 4
      for (int output = 0; output < kOutputs; output++)
        __builtin_prefetch(weight + (kOutputs + output) * count + i, 0, 2);
    }
    add(i, kLanes);
  }
  if (i < count) add(i, count - i);
#pragma GCC unroll 4
  for (int output = 0; output < kOutputs; output++)
#pragma GCC unroll 4
    for (int row = 0; row < kRows; row++) {
      float sum = 0;
      for (int64_t lane = 0; lane < kLanes; lane++) sum += sums[output][row][lane];
      products[row * outputs + output] = sum;
    }
}

// kOutputs rows of weights with all rows of x; what four rows have read is in the cache for the others. Two rows of weights with
// four of x fill the 16 registers that a processor has at least.
template <typename V, int kOutputs, typename T>
INLINE void multiplyRows(const T* weight, const float* x, int64_t rows, int64_t count, float* products, int64_t outputs) {
  constexpr int kPaired = kOutputs < 2 ? 1 : 2;
  int64_t row = 0;
  for (; row + 4 <= rows; row += 4)
    for (int output = 0; output < kOutputs; output += kPaired)
      multiplyTile<V, kPaired, 4>(weight + output * count, x + row * count, count,
                                       products + row * outputs + output, outputs);
  for (; row < rows; row++)
    multiplyTile<V, kOutputs, 1>(weight, x + row * count, count, products + row * outputs, outputs);
}

// A thread's share: `share` rows of weights, to products [rows, outputs].
template <typename V, typename T>
INLINE void multiplyAll(const T* weight, int64_t share, const float* x, int64_t rows, int64_t count, float* products,
                        int64_t outputs) {
  int64_t output = 0;
  for (; output + 4 <= share; output += 4)
    multiplyRows<V, 4>(weight + output * count, x, rows, count, products + output, outputs);
  for (; output < share; output++)
    multiplyRows<V, 1>(weight + output * count, x, rows, count, products + output, outputs);
}

template <typename V, typename T>
INLINE void widenAll(const T* from, float* to, int64_t count) {
  constexpr int kLanes = V::kLanes;
  int64_t i = 0;
  const auto store = [&](int64_t length) __attribute__((always_inline)) {
    const typename V::Floats wide = V::widened(load<typename V::Halves>(from + i, length), T{});
    std::memcpy(to + i, &wide, sizeof(float) * length);
  };
  for (; i + kLanes <= count; i += kLanes) store(kLanes);
  store(count - i);
}

// One binary serves all x86 machines: the widest of these that the processor has is taken when the addon is loaded.
#define KERNELS(TARGET, LANES, T)                                                                                         \
  TARGET void dot(const T* weight, int64_t share, const float* x, int64_t rows, int64_t count, float* products,           \
                  int64_t outputs) {                                                                                      \
    multiplyAll<Vectors##LANES>(weight, share, x, rows, count, products, outputs);                                                 \
  }                                                                                                                       \
  TARGET void widen(const T* from, float* to, int64_t count) { widenAll<Vectors##LANES>(from, to, count); }
#define KERNELS_OF_BOTH(TARGET, LANES)  \
  KERNELS(TARGET, LANES, c10::BFloat16) \
  KERNELS(TARGET, LANES, c10::Half)
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
KERNELS_OF_BOTH(__attribute__((target("default"))), 4)
KERNELS_OF_BOTH(__attribute__((target("arch=x86-64-v3"))), 8)
KERNELS_OF_BOTH(__attribute__((target("arch=x86-64-v4"))), 16)
#else
KERNELS_OF_BOTH(, 4)
#endif

// Products that are worth a thread.
constexpr int64_t kGrain = 1 << 16;
// Rows up to which weights are widened where they are multiplied; for more, a matrix product of widened ones is quicker.
constexpr int64_t kFewRows = 20;
// Weights that are widened at a time: they stay in the cache until they are multiplied.
constexpr int64_t kBlock = 1 << 21;

// libtorch's own iterator spreads work over its threads: OpenMP linked here could be another than libtorch's.
at::TensorIterator iterator(const at::Tensor& output, const at::Tensor* input = nullptr) {
  auto config = at::TensorIteratorConfig();
  config.check_all_same_dtype(false).resize_outputs(false).add_output(output);
  if (input) config.add_input(*input);
  return config.build();
}

// x [rows, in] and weight [out, in], both contiguous, to y [rows, out].
template <typename T>
void multiplyFew(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& y) {
  const int64_t rows = x.size(0), inputs = x.size(1), outputs = weight.size(0);
  const auto* values = static_cast<const float*>(x.data_ptr());
  const auto* weights = static_cast<const T*>(weight.data_ptr());
  auto* products = static_cast<float*>(y.data_ptr());
  iterator(y.select(0, 0)).for_each(
      [&](char** data, const int64_t*, int64_t count) {
        const int64_t begin = reinterpret_cast<float*>(data[0]) - products;
        dot(weights + begin * inputs, count, values, rows, inputs, products + begin, outputs);
      },
      std::max<int64_t>(1, kGrain / std::max<int64_t>(1, inputs * rows)));
}

template <typename T>
void multiplyMany(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& y) {
  const int64_t outputs = weight.size(0);
  const int64_t step = std::min(outputs, kBlock / weight.size(1) + 1);
  const at::Tensor wide = x.new_empty({step, weight.size(1)});
  for (int64_t from = 0; from < outputs; from += step) {
    const int64_t count = std::min(step, outputs - from);
    const at::Tensor part = weight.narrow(0, from, count), widened = wide.narrow(0, 0, count);
    iterator(widened, &part).for_each(
        [](char** data, const int64_t*, int64_t values) {
          widen(reinterpret_cast<const T*>(data[1]), reinterpret_cast<float*>(data[0]), values);
        },
        kGrain);
    at::Tensor products = y.narrow(1, from, count);
    at::mm_out(products, x, widened.t());
  }
}

template <typename T>
void multiply(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& y) {
  x.size(0) <= kFewRows ? multiplyFew<T>(x, weight, y) : multiplyMany<T>(x, weight, y);
}

at::Tensor narrowLinear(const at::Tensor& x, const at::Tensor& weight, const c10::optional<at::Tensor>& bias) {
  TORCH_CHECK(weight.dim() == 2 && x.dim() >= 1 && x.size(-1) == weight.size(1),
              "x ", x.sizes(), " does not fit the weight ", weight.sizes());
  TORCH_CHECK(x.scalar_type() == at::kFloat, "x must be float32, it is ", x.scalar_type());
  const bool isHalf = weight.scalar_type() == at::kHalf;
  TORCH_CHECK(isHalf || weight.scalar_type() == at::kBFloat16,
              "the weight must be bfloat16 or float16, it is ", weight.scalar_type());
  const auto rows = x.reshape({-1, weight.size(1)}).contiguous();
  const auto y = rows.new_empty({rows.size(0), weight.size(0)});
  if (y.numel() > 0) {
    const auto dense = weight.contiguous();
    isHalf ? multiply<c10::Half>(rows, dense, y) : multiply<c10::BFloat16>(rows, dense, y);
  }
  if (bias && bias->defined()) y.add_(*bias);
  auto shape = x.sizes().vec();
  shape.back() = weight.size(0);
  return y.view(shape);
}

}  // namespace

// Known to libtorch's dispatcher, so that it is called as all operators are; another copy of this addon may have told it.
void registerNarrowLinear() {
  static const bool registered = [] {
    if (c10::Dispatcher::singleton().findSchema({"refvlm::narrow_linear", ""})) return true;
    auto* library = new torch::Library(torch::Library::FRAGMENT, "refvlm", {}, __FILE__, __LINE__);  // for good
    library->def("narrow_linear(Tensor x, Tensor weight, Tensor? bias=None) -> Tensor");
    library->impl("narrow_linear", torch::dispatch(c10::DispatchKey::CPU, TORCH_FN(narrowLinear)));
    return true;
  }();
  (void)registered;
}

}  // namespace refvlm
