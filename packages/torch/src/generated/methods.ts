// Generated from ops.txt and libtorch's schemas by scripts/generate-ops.mjs; do not edit.
// The same operators as methods of Tensor.
import type { Ints, Reduction } from "../call.js";
import type { DType, MemoryFormat, Scalar } from "../dtype.js";
import type { Generator } from "../random.js";
import { Tensor } from "../tensor.js";
import * as f from "./functions.js";

declare module "../tensor.js" {
  interface Tensor {
    /** `aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor`  
     * `aten::add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor` */
    add(other: Tensor | Scalar, options?: { alpha?: Scalar }): Tensor;
    /** `aten::add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)`  
     * `aten::add_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)` */
    add_(other: Tensor | Scalar, options?: { alpha?: Scalar }): Tensor;
    /** `aten::sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor`  
     * `aten::sub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor` */
    sub(other: Tensor | Scalar, options?: { alpha?: Scalar }): Tensor;
    /** `aten::sub_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)`  
     * `aten::sub_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)` */
    sub_(other: Tensor | Scalar, options?: { alpha?: Scalar }): Tensor;
    /** `aten::rsub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor`  
     * `aten::rsub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor` */
    rsub(other: Tensor | Scalar, options?: { alpha?: Scalar }): Tensor;
    /** `aten::mul.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::mul.Scalar(Tensor self, Scalar other) -> Tensor` */
    mul(other: Tensor | Scalar): Tensor;
    /** `aten::mul_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)`  
     * `aten::mul_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)` */
    mul_(other: Tensor | Scalar): Tensor;
    /** `aten::div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor`  
     * `aten::div.Scalar_mode(Tensor self, Scalar other, *, str? rounding_mode) -> Tensor`  
     * `aten::div.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::div.Scalar(Tensor self, Scalar other) -> Tensor` */
    div(other: Tensor | Scalar, options?: { roundingMode?: string | null }): Tensor;
    /** `aten::div_.Tensor_mode(Tensor(a!) self, Tensor other, *, str? rounding_mode) -> Tensor(a!)`  
     * `aten::div_.Scalar_mode(Tensor(a!) self, Scalar other, *, str? rounding_mode) -> Tensor(a!)`  
     * `aten::div_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)`  
     * `aten::div_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)` */
    div_(other: Tensor | Scalar, options?: { roundingMode?: string | null }): Tensor;
    /** `aten::floor_divide(Tensor self, Tensor other) -> Tensor`  
     * `aten::floor_divide.Scalar(Tensor self, Scalar other) -> Tensor` */
    floorDivide(other: Tensor | Scalar): Tensor;
    /** `aten::remainder.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::remainder.Scalar(Tensor self, Scalar other) -> Tensor` */
    remainder(other: Tensor | Scalar): Tensor;
    /** `aten::fmod.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::fmod.Scalar(Tensor self, Scalar other) -> Tensor` */
    fmod(other: Tensor | Scalar): Tensor;
    /** `aten::pow.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor`  
     * `aten::pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor`  
     * `aten::pow.Scalar(Scalar self, Tensor exponent) -> Tensor` */
    pow(exponent: Tensor | Scalar): Tensor;
    /** `aten::pow_.Tensor(Tensor(a!) self, Tensor exponent) -> Tensor(a!)`  
     * `aten::pow_.Scalar(Tensor(a!) self, Scalar exponent) -> Tensor(a!)` */
    pow_(exponent: Tensor | Scalar): Tensor;
    /** `aten::neg(Tensor self) -> Tensor` */
    neg(): Tensor;
    /** `aten::neg_(Tensor(a!) self) -> Tensor(a!)` */
    neg_(): Tensor;
    /** `aten::reciprocal(Tensor self) -> Tensor` */
    reciprocal(): Tensor;
    /** `aten::reciprocal_(Tensor(a!) self) -> Tensor(a!)` */
    reciprocal_(): Tensor;
    /** `aten::addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor` */
    addcmul(tensor1: Tensor, tensor2: Tensor, options?: { value?: Scalar }): Tensor;
    /** `aten::addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)` */
    addcmul_(tensor1: Tensor, tensor2: Tensor, options?: { value?: Scalar }): Tensor;
    /** `aten::addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor` */
    addcdiv(tensor1: Tensor, tensor2: Tensor, options?: { value?: Scalar }): Tensor;
    /** `aten::addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)` */
    addcdiv_(tensor1: Tensor, tensor2: Tensor, options?: { value?: Scalar }): Tensor;
    /** `aten::lerp.Tensor(Tensor self, Tensor end, Tensor weight) -> Tensor`  
     * `aten::lerp.Scalar(Tensor self, Tensor end, Scalar weight) -> Tensor` */
    lerp(end: Tensor, weight: Tensor | Scalar): Tensor;
    /** `aten::lerp_.Tensor(Tensor(a!) self, Tensor end, Tensor weight) -> Tensor(a!)`  
     * `aten::lerp_.Scalar(Tensor(a!) self, Tensor end, Scalar weight) -> Tensor(a!)` */
    lerp_(end: Tensor, weight: Tensor | Scalar): Tensor;
    /** `aten::maximum(Tensor self, Tensor other) -> Tensor` */
    maximum(other: Tensor): Tensor;
    /** `aten::minimum(Tensor self, Tensor other) -> Tensor` */
    minimum(other: Tensor): Tensor;
    /** `aten::fmax(Tensor self, Tensor other) -> Tensor` */
    fmax(other: Tensor): Tensor;
    /** `aten::fmin(Tensor self, Tensor other) -> Tensor` */
    fmin(other: Tensor): Tensor;
    /** `aten::clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor`  
     * `aten::clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor` */
    clamp(min?: Scalar | null | Tensor, max?: Scalar | null | Tensor): Tensor;
    clamp(options: { min?: Scalar | null | Tensor; max?: Scalar | null | Tensor }): Tensor;
    /** `aten::clamp_(Tensor(a!) self, Scalar? min=None, Scalar? max=None) -> Tensor(a!)`  
     * `aten::clamp_.Tensor(Tensor(a!) self, Tensor? min=None, Tensor? max=None) -> Tensor(a!)` */
    clamp_(min?: Scalar | null | Tensor, max?: Scalar | null | Tensor): Tensor;
    clamp_(options: { min?: Scalar | null | Tensor; max?: Scalar | null | Tensor }): Tensor;
    /** `aten::clamp_min(Tensor self, Scalar min) -> Tensor`  
     * `aten::clamp_min.Tensor(Tensor self, Tensor min) -> Tensor` */
    clampMin(min: Scalar | Tensor): Tensor;
    /** `aten::clamp_min_(Tensor(a!) self, Scalar min) -> Tensor(a!)`  
     * `aten::clamp_min_.Tensor(Tensor(a!) self, Tensor min) -> Tensor(a!)` */
    clampMin_(min: Scalar | Tensor): Tensor;
    /** `aten::clamp_max(Tensor self, Scalar max) -> Tensor`  
     * `aten::clamp_max.Tensor(Tensor self, Tensor max) -> Tensor` */
    clampMax(max: Scalar | Tensor): Tensor;
    /** `aten::clamp_max_(Tensor(a!) self, Scalar max) -> Tensor(a!)`  
     * `aten::clamp_max_.Tensor(Tensor(a!) self, Tensor max) -> Tensor(a!)` */
    clampMax_(max: Scalar | Tensor): Tensor;
    /** `aten::atan2(Tensor self, Tensor other) -> Tensor` */
    atan2(other: Tensor): Tensor;
    /** `aten::hypot(Tensor self, Tensor other) -> Tensor` */
    hypot(other: Tensor): Tensor;
    /** `aten::bitwise_and.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::bitwise_and.Scalar(Tensor self, Scalar other) -> Tensor` */
    bitwiseAnd(other: Tensor | Scalar): Tensor;
    /** `aten::bitwise_or.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::bitwise_or.Scalar(Tensor self, Scalar other) -> Tensor` */
    bitwiseOr(other: Tensor | Scalar): Tensor;
    /** `aten::bitwise_xor.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::bitwise_xor.Scalar(Tensor self, Scalar other) -> Tensor` */
    bitwiseXor(other: Tensor | Scalar): Tensor;
    /** `aten::bitwise_not(Tensor self) -> Tensor` */
    bitwiseNot(): Tensor;
    /** `aten::abs(Tensor self) -> Tensor` */
    abs(): Tensor;
    /** `aten::abs_(Tensor(a!) self) -> Tensor(a!)` */
    abs_(): Tensor;
    /** `aten::exp(Tensor self) -> Tensor` */
    exp(): Tensor;
    /** `aten::exp_(Tensor(a!) self) -> Tensor(a!)` */
    exp_(): Tensor;
    /** `aten::expm1(Tensor self) -> Tensor` */
    expm1(): Tensor;
    /** `aten::exp2(Tensor self) -> Tensor` */
    exp2(): Tensor;
    /** `aten::log(Tensor self) -> Tensor` */
    log(): Tensor;
    /** `aten::log_(Tensor(a!) self) -> Tensor(a!)` */
    log_(): Tensor;
    /** `aten::log1p(Tensor self) -> Tensor` */
    log1p(): Tensor;
    /** `aten::log2(Tensor self) -> Tensor` */
    log2(): Tensor;
    /** `aten::log10(Tensor self) -> Tensor` */
    log10(): Tensor;
    /** `aten::sqrt(Tensor self) -> Tensor` */
    sqrt(): Tensor;
    /** `aten::sqrt_(Tensor(a!) self) -> Tensor(a!)` */
    sqrt_(): Tensor;
    /** `aten::rsqrt(Tensor self) -> Tensor` */
    rsqrt(): Tensor;
    /** `aten::rsqrt_(Tensor(a!) self) -> Tensor(a!)` */
    rsqrt_(): Tensor;
    /** `aten::square(Tensor self) -> Tensor` */
    square(): Tensor;
    /** `aten::sin(Tensor self) -> Tensor` */
    sin(): Tensor;
    /** `aten::cos(Tensor self) -> Tensor` */
    cos(): Tensor;
    /** `aten::tan(Tensor self) -> Tensor` */
    tan(): Tensor;
    /** `aten::asin(Tensor self) -> Tensor` */
    asin(): Tensor;
    /** `aten::acos(Tensor self) -> Tensor` */
    acos(): Tensor;
    /** `aten::atan(Tensor self) -> Tensor` */
    atan(): Tensor;
    /** `aten::sinh(Tensor self) -> Tensor` */
    sinh(): Tensor;
    /** `aten::cosh(Tensor self) -> Tensor` */
    cosh(): Tensor;
    /** `aten::tanh(Tensor self) -> Tensor` */
    tanh(): Tensor;
    /** `aten::tanh_(Tensor(a!) self) -> Tensor(a!)` */
    tanh_(): Tensor;
    /** `aten::erf(Tensor self) -> Tensor` */
    erf(): Tensor;
    /** `aten::erfc(Tensor self) -> Tensor` */
    erfc(): Tensor;
    /** `aten::erfinv(Tensor self) -> Tensor` */
    erfinv(): Tensor;
    /** `aten::erfinv_(Tensor(a!) self) -> Tensor(a!)` */
    erfinv_(): Tensor;
    /** `aten::sign(Tensor self) -> Tensor` */
    sign(): Tensor;
    /** `aten::floor(Tensor self) -> Tensor` */
    floor(): Tensor;
    /** `aten::floor_(Tensor(a!) self) -> Tensor(a!)` */
    floor_(): Tensor;
    /** `aten::ceil(Tensor self) -> Tensor` */
    ceil(): Tensor;
    /** `aten::round(Tensor self) -> Tensor` */
    round(): Tensor;
    /** `aten::round_(Tensor(a!) self) -> Tensor(a!)` */
    round_(): Tensor;
    /** `aten::trunc(Tensor self) -> Tensor` */
    trunc(): Tensor;
    /** `aten::frac(Tensor self) -> Tensor` */
    frac(): Tensor;
    /** `aten::logit(Tensor self, float? eps=None) -> Tensor` */
    logit(eps?: number | null): Tensor;
    logit(options: { eps?: number | null }): Tensor;
    /** `aten::nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor` */
    nanToNum(nan?: number | null, posinf?: number | null, neginf?: number | null): Tensor;
    nanToNum(options: { nan?: number | null; posinf?: number | null; neginf?: number | null }): Tensor;
    /** `aten::isnan(Tensor self) -> Tensor` */
    isnan(): Tensor;
    /** `aten::isinf(Tensor self) -> Tensor` */
    isinf(): Tensor;
    /** `aten::isfinite(Tensor self) -> Tensor` */
    isfinite(): Tensor;
    /** `aten::lgamma(Tensor self) -> Tensor` */
    lgamma(): Tensor;
    /** `aten::digamma(Tensor self) -> Tensor` */
    digamma(): Tensor;
    /** `aten::sinc(Tensor self) -> Tensor` */
    sinc(): Tensor;
    /** `aten::eq.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::eq.Scalar(Tensor self, Scalar other) -> Tensor` */
    eq(other: Tensor | Scalar): Tensor;
    /** `aten::ne.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::ne.Scalar(Tensor self, Scalar other) -> Tensor` */
    ne(other: Tensor | Scalar): Tensor;
    /** `aten::lt.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::lt.Scalar(Tensor self, Scalar other) -> Tensor` */
    lt(other: Tensor | Scalar): Tensor;
    /** `aten::le.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::le.Scalar(Tensor self, Scalar other) -> Tensor` */
    le(other: Tensor | Scalar): Tensor;
    /** `aten::gt.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::gt.Scalar(Tensor self, Scalar other) -> Tensor` */
    gt(other: Tensor | Scalar): Tensor;
    /** `aten::ge.Tensor(Tensor self, Tensor other) -> Tensor`  
     * `aten::ge.Scalar(Tensor self, Scalar other) -> Tensor` */
    ge(other: Tensor | Scalar): Tensor;
    /** `aten::eq_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)`  
     * `aten::eq_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)` */
    eq_(other: Tensor | Scalar): Tensor;
    /** `aten::ne_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)`  
     * `aten::ne_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)` */
    ne_(other: Tensor | Scalar): Tensor;
    /** `aten::logical_and(Tensor self, Tensor other) -> Tensor` */
    logicalAnd(other: Tensor): Tensor;
    /** `aten::logical_and_(Tensor(a!) self, Tensor other) -> Tensor(a!)` */
    logicalAnd_(other: Tensor): Tensor;
    /** `aten::logical_or(Tensor self, Tensor other) -> Tensor` */
    logicalOr(other: Tensor): Tensor;
    /** `aten::logical_or_(Tensor(a!) self, Tensor other) -> Tensor(a!)` */
    logicalOr_(other: Tensor): Tensor;
    /** `aten::logical_not(Tensor self) -> Tensor` */
    logicalNot(): Tensor;
    /** `aten::logical_not_(Tensor(a!) self) -> Tensor(a!)` */
    logicalNot_(): Tensor;
    /** `aten::logical_xor(Tensor self, Tensor other) -> Tensor` */
    logicalXor(other: Tensor): Tensor;
    /** `aten::equal(Tensor self, Tensor other) -> bool` */
    equal(other: Tensor): boolean;
    /** `aten::allclose(Tensor self, Tensor other, float rtol=1.0000000000000001e-05, float atol=1e-08, bool equal_nan=False) -> bool` */
    allclose(other: Tensor, rtol?: number, atol?: number, equalNan?: boolean): boolean;
    allclose(other: Tensor, options: { rtol?: number; atol?: number; equalNan?: boolean }): boolean;
    /** `aten::isclose(Tensor self, Tensor other, float rtol=1.0000000000000001e-05, float atol=1e-08, bool equal_nan=False) -> Tensor` */
    isclose(other: Tensor, rtol?: number, atol?: number, equalNan?: boolean): Tensor;
    isclose(other: Tensor, options: { rtol?: number; atol?: number; equalNan?: boolean }): Tensor;
    /** `aten::sigmoid(Tensor self) -> Tensor` */
    sigmoid(): Tensor;
    /** `aten::sigmoid_(Tensor(a!) self) -> Tensor(a!)` */
    sigmoid_(): Tensor;
    /** `aten::log_sigmoid(Tensor self) -> Tensor` */
    logSigmoid(): Tensor;
    /** `aten::relu(Tensor self) -> Tensor` */
    relu(): Tensor;
    /** `aten::relu_(Tensor(a!) self) -> Tensor(a!)` */
    relu_(): Tensor;
    /** `aten::gelu(Tensor self, *, str approximate="none") -> Tensor` */
    gelu(options?: { approximate?: string }): Tensor;
    /** `aten::gelu_(Tensor(a!) self, *, str approximate="none") -> Tensor(a!)` */
    gelu_(options?: { approximate?: string }): Tensor;
    /** `aten::silu(Tensor self) -> Tensor` */
    silu(): Tensor;
    /** `aten::silu_(Tensor(a!) self) -> Tensor(a!)` */
    silu_(): Tensor;
    /** `aten::leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor` */
    leakyRelu(negativeSlope?: Scalar): Tensor;
    leakyRelu(options: { negativeSlope?: Scalar }): Tensor;
    /** `aten::elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor` */
    elu(scale?: Scalar, inputScale?: Scalar, options?: { alpha?: Scalar }): Tensor;
    elu(options: { scale?: Scalar; inputScale?: Scalar; alpha?: Scalar }): Tensor;
    /** `aten::softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor` */
    softplus(threshold?: Scalar, options?: { beta?: Scalar }): Tensor;
    softplus(options: { threshold?: Scalar; beta?: Scalar }): Tensor;
    /** `aten::hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor` */
    hardtanh(minVal?: Scalar, maxVal?: Scalar): Tensor;
    hardtanh(options: { minVal?: Scalar; maxVal?: Scalar }): Tensor;
    /** `aten::hardsigmoid(Tensor self) -> Tensor` */
    hardsigmoid(): Tensor;
    /** `aten::hardswish(Tensor self) -> Tensor` */
    hardswish(): Tensor;
    /** `aten::mish(Tensor self) -> Tensor` */
    mish(): Tensor;
    /** `aten::glu(Tensor self, int dim=-1) -> Tensor` */
    glu(dim?: number): Tensor;
    glu(options: { dim?: number }): Tensor;
    /** `aten::softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor` */
    softmax(dim: number, dtype?: DType | null): Tensor;
    softmax(dim: number, options: { dtype?: DType | null }): Tensor;
    /** `aten::log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor` */
    logSoftmax(dim: number, dtype?: DType | null): Tensor;
    logSoftmax(dim: number, options: { dtype?: DType | null }): Tensor;
    /** `aten::threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor` */
    threshold(threshold: Scalar, value: Scalar): Tensor;
    /** `aten::sum(Tensor self, *, ScalarType? dtype=None) -> Tensor`  
     * `aten::sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
    sum(options?: { dtype?: DType | null }): Tensor;
    sum(dim: Ints | null, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
    sum(dim: Ints | null, options: { keepdim?: boolean; dtype?: DType | null }): Tensor;
    /** `aten::mean(Tensor self, *, ScalarType? dtype=None) -> Tensor`  
     * `aten::mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
    mean(options?: { dtype?: DType | null }): Tensor;
    mean(dim: Ints | null, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
    mean(dim: Ints | null, options: { keepdim?: boolean; dtype?: DType | null }): Tensor;
    /** `aten::prod(Tensor self, *, ScalarType? dtype=None) -> Tensor`  
     * `aten::prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
    prod(options?: { dtype?: DType | null }): Tensor;
    prod(dim: number, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
    prod(dim: number, options: { keepdim?: boolean; dtype?: DType | null }): Tensor;
    /** `aten::std.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> Tensor` */
    std(dim?: Ints | null, options?: { correction?: number | null; keepdim?: boolean }): Tensor;
    std(options: { dim?: Ints | null; correction?: number | null; keepdim?: boolean }): Tensor;
    /** `aten::var.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> Tensor` */
    var(dim?: Ints | null, options?: { correction?: number | null; keepdim?: boolean }): Tensor;
    var(options: { dim?: Ints | null; correction?: number | null; keepdim?: boolean }): Tensor;
    /** `aten::var_mean.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> (Tensor, Tensor)` */
    varMean(dim?: Ints | null, options?: { correction?: number | null; keepdim?: boolean }): [Tensor, Tensor];
    varMean(options: { dim?: Ints | null; correction?: number | null; keepdim?: boolean }): [Tensor, Tensor];
    /** `aten::std_mean.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> (Tensor, Tensor)` */
    stdMean(dim?: Ints | null, options?: { correction?: number | null; keepdim?: boolean }): [Tensor, Tensor];
    stdMean(options: { dim?: Ints | null; correction?: number | null; keepdim?: boolean }): [Tensor, Tensor];
    /** `aten::max(Tensor self) -> Tensor`  
     * `aten::max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)`  
     * `aten::max.other(Tensor self, Tensor other) -> Tensor` */
    max(): Tensor;
    max(dim: number, keepdim?: boolean): [values: Tensor, indices: Tensor];
    max(dim: number, options: { keepdim?: boolean }): [values: Tensor, indices: Tensor];
    max(other: Tensor): Tensor;
    /** `aten::min(Tensor self) -> Tensor`  
     * `aten::min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)`  
     * `aten::min.other(Tensor self, Tensor other) -> Tensor` */
    min(): Tensor;
    min(dim: number, keepdim?: boolean): [values: Tensor, indices: Tensor];
    min(dim: number, options: { keepdim?: boolean }): [values: Tensor, indices: Tensor];
    min(other: Tensor): Tensor;
    /** `aten::amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor` */
    amax(dim?: Ints, keepdim?: boolean): Tensor;
    amax(options: { dim?: Ints; keepdim?: boolean }): Tensor;
    /** `aten::amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor` */
    amin(dim?: Ints, keepdim?: boolean): Tensor;
    amin(options: { dim?: Ints; keepdim?: boolean }): Tensor;
    /** `aten::aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)` */
    aminmax(options?: { dim?: number | null; keepdim?: boolean }): [min: Tensor, max: Tensor];
    /** `aten::argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor` */
    argmax(dim?: number | null, keepdim?: boolean): Tensor;
    argmax(options: { dim?: number | null; keepdim?: boolean }): Tensor;
    /** `aten::argmin(Tensor self, int? dim=None, bool keepdim=False) -> Tensor` */
    argmin(dim?: number | null, keepdim?: boolean): Tensor;
    argmin(options: { dim?: number | null; keepdim?: boolean }): Tensor;
    /** `aten::all(Tensor self) -> Tensor`  
     * `aten::all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor` */
    all(): Tensor;
    all(dim: number, keepdim?: boolean): Tensor;
    all(dim: number, options: { keepdim?: boolean }): Tensor;
    /** `aten::any(Tensor self) -> Tensor`  
     * `aten::any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor` */
    any(): Tensor;
    any(dim: number, keepdim?: boolean): Tensor;
    any(dim: number, options: { keepdim?: boolean }): Tensor;
    /** `aten::logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor` */
    logsumexp(dim: Ints, keepdim?: boolean): Tensor;
    logsumexp(dim: Ints, options: { keepdim?: boolean }): Tensor;
    /** `aten::norm.Scalar(Tensor self, Scalar p=2) -> Tensor`  
     * `aten::norm.ScalarOpt_dim(Tensor self, Scalar? p, int[1] dim, bool keepdim=False) -> Tensor` */
    norm(p?: Scalar): Tensor;
    norm(options: { p?: Scalar }): Tensor;
    norm(p: Scalar | null, dim: Ints, keepdim?: boolean): Tensor;
    norm(p: Scalar | null, dim: Ints, options: { keepdim?: boolean }): Tensor;
    /** `aten::linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
    linalgVectorNorm(ord?: Scalar, dim?: Ints | null, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
    linalgVectorNorm(options: { ord?: Scalar; dim?: Ints | null; keepdim?: boolean; dtype?: DType | null }): Tensor;
    /** `aten::count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor`  
     * `aten::count_nonzero(Tensor self, int? dim=None) -> Tensor` */
    countNonzero(dim: Ints): Tensor;
    countNonzero(dim?: number | null): Tensor;
    countNonzero(options: { dim?: number | null }): Tensor;
    /** `aten::median(Tensor self) -> Tensor`  
     * `aten::median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)` */
    median(): Tensor;
    median(dim: number, keepdim?: boolean): [values: Tensor, indices: Tensor];
    median(dim: number, options: { keepdim?: boolean }): [values: Tensor, indices: Tensor];
    /** `aten::kthvalue(Tensor self, int k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)` */
    kthvalue(k: number, dim?: number, keepdim?: boolean): [values: Tensor, indices: Tensor];
    kthvalue(k: number, options: { dim?: number; keepdim?: boolean }): [values: Tensor, indices: Tensor];
    /** `aten::quantile.scalar(Tensor self, float q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor`  
     * `aten::quantile(Tensor self, Tensor q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor` */
    quantile(q: number | Tensor, dim?: number | null, keepdim?: boolean, options?: { interpolation?: string }): Tensor;
    quantile(q: number | Tensor, options: { dim?: number | null; keepdim?: boolean; interpolation?: string }): Tensor;
    /** `aten::cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor` */
    cumsum(dim: number, options?: { dtype?: DType | null }): Tensor;
    /** `aten::cumsum_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)` */
    cumsum_(dim: number, options?: { dtype?: DType | null }): Tensor;
    /** `aten::cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor` */
    cumprod(dim: number, options?: { dtype?: DType | null }): Tensor;
    /** `aten::cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)` */
    cummax(dim: number): [values: Tensor, indices: Tensor];
    /** `aten::cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)` */
    cummin(dim: number): [values: Tensor, indices: Tensor];
    /** `aten::logcumsumexp(Tensor self, int dim) -> Tensor` */
    logcumsumexp(dim: number): Tensor;
    /** `aten::diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor` */
    diff(n?: number, dim?: number, prepend?: Tensor | null, append?: Tensor | null): Tensor;
    diff(options: { n?: number; dim?: number; prepend?: Tensor | null; append?: Tensor | null }): Tensor;
    /** `aten::bincount(Tensor self, Tensor? weights=None, int minlength=0) -> Tensor` */
    bincount(weights?: Tensor | null, minlength?: number): Tensor;
    bincount(options: { weights?: Tensor | null; minlength?: number }): Tensor;
    bincount(weights: Tensor | null, options: { minlength?: number }): Tensor;
    /** `aten::histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor` */
    histc(bins?: number, min?: Scalar, max?: Scalar): Tensor;
    histc(options: { bins?: number; min?: Scalar; max?: Scalar }): Tensor;
    /** `aten::unique_consecutive(Tensor self, bool return_inverse=False, bool return_counts=False, int? dim=None) -> (Tensor, Tensor, Tensor)` */
    uniqueConsecutive(returnInverse?: boolean, returnCounts?: boolean, dim?: number | null): [Tensor, Tensor, Tensor];
    uniqueConsecutive(options: { returnInverse?: boolean; returnCounts?: boolean; dim?: number | null }): [Tensor, Tensor, Tensor];
    /** `aten::_unique2(Tensor self, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, Tensor)` */
    _unique2(sorted?: boolean, returnInverse?: boolean, returnCounts?: boolean): [Tensor, Tensor, Tensor];
    _unique2(options: { sorted?: boolean; returnInverse?: boolean; returnCounts?: boolean }): [Tensor, Tensor, Tensor];
    /** `aten::unique_dim(Tensor self, int dim, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, Tensor)` */
    uniqueDim(dim: number, sorted?: boolean, returnInverse?: boolean, returnCounts?: boolean): [Tensor, Tensor, Tensor];
    uniqueDim(dim: number, options: { sorted?: boolean; returnInverse?: boolean; returnCounts?: boolean }): [Tensor, Tensor, Tensor];
    /** `aten::nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
    nansum(dim?: Ints | null, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
    nansum(options: { dim?: Ints | null; keepdim?: boolean; dtype?: DType | null }): Tensor;
    /** `aten::mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)` */
    mode(dim?: number, keepdim?: boolean): [values: Tensor, indices: Tensor];
    mode(options: { dim?: number; keepdim?: boolean }): [values: Tensor, indices: Tensor];
    /** `aten::matmul(Tensor self, Tensor other) -> Tensor` */
    matmul(other: Tensor): Tensor;
    /** `aten::mm(Tensor self, Tensor mat2) -> Tensor` */
    mm(mat2: Tensor): Tensor;
    /** `aten::mv(Tensor self, Tensor vec) -> Tensor` */
    mv(vec: Tensor): Tensor;
    /** `aten::bmm(Tensor self, Tensor mat2) -> Tensor` */
    bmm(mat2: Tensor): Tensor;
    /** `aten::dot(Tensor self, Tensor tensor) -> Tensor` */
    dot(tensor: Tensor): Tensor;
    /** `aten::outer(Tensor self, Tensor vec2) -> Tensor` */
    outer(vec2: Tensor): Tensor;
    /** `aten::addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor` */
    addmm(mat1: Tensor, mat2: Tensor, options?: { beta?: Scalar; alpha?: Scalar }): Tensor;
    /** `aten::addmm_(Tensor(a!) self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)` */
    addmm_(mat1: Tensor, mat2: Tensor, options?: { beta?: Scalar; alpha?: Scalar }): Tensor;
    /** `aten::addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor` */
    addmv(mat: Tensor, vec: Tensor, options?: { beta?: Scalar; alpha?: Scalar }): Tensor;
    /** `aten::baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor` */
    baddbmm(batch1: Tensor, batch2: Tensor, options?: { beta?: Scalar; alpha?: Scalar }): Tensor;
    /** `aten::linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor` */
    linear(weight: Tensor, bias?: Tensor | null): Tensor;
    linear(weight: Tensor, options: { bias?: Tensor | null }): Tensor;
    /** `aten::tensordot(Tensor self, Tensor other, int[] dims_self, int[] dims_other) -> Tensor` */
    tensordot(other: Tensor, dimsSelf: Ints, dimsOther: Ints): Tensor;
    /** `aten::cross(Tensor self, Tensor other, int? dim=None) -> Tensor` */
    cross(other: Tensor, dim?: number | null): Tensor;
    cross(other: Tensor, options: { dim?: number | null }): Tensor;
    /** `aten::linalg_cross(Tensor self, Tensor other, *, int dim=-1) -> Tensor` */
    linalgCross(other: Tensor, options?: { dim?: number }): Tensor;
    /** `aten::linalg_norm(Tensor self, Scalar? ord=None, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
    linalgNorm(ord?: Scalar | null, dim?: Ints | null, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
    linalgNorm(options: { ord?: Scalar | null; dim?: Ints | null; keepdim?: boolean; dtype?: DType | null }): Tensor;
    /** `aten::linalg_eigh(Tensor self, str UPLO="L") -> (Tensor eigenvalues, Tensor eigenvectors)` */
    linalgEigh(UPLO?: string): [eigenvalues: Tensor, eigenvectors: Tensor];
    linalgEigh(options: { UPLO?: string }): [eigenvalues: Tensor, eigenvectors: Tensor];
    /** `aten::linalg_lstsq(Tensor self, Tensor b, float? rcond=None, *, str? driver=None) -> (Tensor solution, Tensor residuals, Tensor rank, Tensor singular_values)` */
    linalgLstsq(b: Tensor, rcond?: number | null, options?: { driver?: string | null }): [solution: Tensor, residuals: Tensor, rank: Tensor, singularValues: Tensor];
    linalgLstsq(b: Tensor, options: { rcond?: number | null; driver?: string | null }): [solution: Tensor, residuals: Tensor, rank: Tensor, singularValues: Tensor];
    /** `aten::linalg_cholesky(Tensor self, *, bool upper=False) -> Tensor` */
    linalgCholesky(options?: { upper?: boolean }): Tensor;
    /** `aten::kron(Tensor self, Tensor other) -> Tensor` */
    kron(other: Tensor): Tensor;
    /** `aten::diag(Tensor self, int diagonal=0) -> Tensor` */
    diag(diagonal?: number): Tensor;
    diag(options: { diagonal?: number }): Tensor;
    /** `aten::diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)` */
    diagonal(offset?: number, dim1?: number, dim2?: number): Tensor;
    diagonal(options: { offset?: number; dim1?: number; dim2?: number }): Tensor;
    /** `aten::diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor` */
    diagEmbed(offset?: number, dim1?: number, dim2?: number): Tensor;
    diagEmbed(options: { offset?: number; dim1?: number; dim2?: number }): Tensor;
    /** `aten::trace(Tensor self) -> Tensor` */
    trace(): Tensor;
    /** `aten::tril(Tensor self, int diagonal=0) -> Tensor` */
    tril(diagonal?: number): Tensor;
    tril(options: { diagonal?: number }): Tensor;
    /** `aten::tril_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)` */
    tril_(diagonal?: number): Tensor;
    tril_(options: { diagonal?: number }): Tensor;
    /** `aten::triu(Tensor self, int diagonal=0) -> Tensor` */
    triu(diagonal?: number): Tensor;
    triu(options: { diagonal?: number }): Tensor;
    /** `aten::triu_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)` */
    triu_(diagonal?: number): Tensor;
    triu_(options: { diagonal?: number }): Tensor;
    /** `aten::renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor` */
    renorm(p: Scalar, dim: number, maxnorm: Scalar): Tensor;
    /** `aten::reshape(Tensor(a) self, SymInt[] shape) -> Tensor(a)` */
    reshape(shape: Ints): Tensor;
    /** `aten::view(Tensor(a) self, SymInt[] size) -> Tensor(a)` */
    view(size: Ints): Tensor;
    /** `aten::view_as(Tensor(a) self, Tensor other) -> Tensor(a)` */
    viewAs(other: Tensor): Tensor;
    /** `aten::reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)` */
    reshapeAs(other: Tensor): Tensor;
    /** `aten::expand(Tensor(a) self, SymInt[] size, *, bool implicit=False) -> Tensor(a)` */
    expand(size: Ints, options?: { implicit?: boolean }): Tensor;
    /** `aten::expand_as(Tensor(a) self, Tensor other) -> Tensor(a)` */
    expandAs(other: Tensor): Tensor;
    /** `aten::permute(Tensor(a) self, int[] dims) -> Tensor(a)` */
    permute(dims: Ints): Tensor;
    /** `aten::transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)` */
    transpose(dim0: number, dim1: number): Tensor;
    /** `aten::transpose_(Tensor(a!) self, int dim0, int dim1) -> Tensor(a!)` */
    transpose_(dim0: number, dim1: number): Tensor;
    /** `aten::t(Tensor(a) self) -> Tensor(a)` */
    t(): Tensor;
    /** `aten::movedim.int(Tensor(a) self, int source, int destination) -> Tensor(a)`  
     * `aten::movedim.intlist(Tensor(a) self, int[] source, int[] destination) -> Tensor(a)` */
    movedim(source: number | Ints, destination: number | Ints): Tensor;
    /** `aten::swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)` */
    swapaxes(axis0: number, axis1: number): Tensor;
    /** `aten::squeeze(Tensor(a) self) -> Tensor(a)`  
     * `aten::squeeze.dim(Tensor(a) self, int dim) -> Tensor(a)` */
    squeeze(): Tensor;
    squeeze(dim: number): Tensor;
    /** `aten::squeeze_(Tensor(a!) self) -> Tensor(a!)`  
     * `aten::squeeze_.dim(Tensor(a!) self, int dim) -> Tensor(a!)` */
    squeeze_(): Tensor;
    squeeze_(dim: number): Tensor;
    /** `aten::unsqueeze(Tensor(a) self, int dim) -> Tensor(a)` */
    unsqueeze(dim: number): Tensor;
    /** `aten::unsqueeze_(Tensor(a!) self, int dim) -> Tensor(a!)` */
    unsqueeze_(dim: number): Tensor;
    /** `aten::flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)` */
    flatten(startDim?: number, endDim?: number): Tensor;
    flatten(options: { startDim?: number; endDim?: number }): Tensor;
    /** `aten::unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a)` */
    unflatten(dim: number, sizes: Ints): Tensor;
    /** `aten::ravel(Tensor(a) self) -> Tensor(a)` */
    ravel(): Tensor;
    /** `aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=0) -> Tensor(a)` */
    contiguous(options?: { memoryFormat?: MemoryFormat }): Tensor;
    /** `aten::clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor` */
    clone(options?: { memoryFormat?: MemoryFormat | null }): Tensor;
    /** `aten::narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a)` */
    narrow(dim: number, start: number, length: number): Tensor;
    /** `aten::slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor(a)` */
    slice(dim?: number, start?: number | null, end?: number | null, step?: number): Tensor;
    slice(options: { dim?: number; start?: number | null; end?: number | null; step?: number }): Tensor;
    /** `aten::select.int(Tensor(a) self, int dim, int index) -> Tensor(a)` */
    select(dim: number, index: number): Tensor;
    /** `aten::unbind.int(Tensor(a -> *) self, int dim=0) -> Tensor(a)[]` */
    unbind(dim?: number): Tensor[];
    unbind(options: { dim?: number }): Tensor[];
    /** `aten::split.Tensor(Tensor(a -> *) self, int split_size, int dim=0) -> Tensor(a)[]` */
    split(splitSize: number, dim?: number): Tensor[];
    split(splitSize: number, options: { dim?: number }): Tensor[];
    /** `aten::split_with_sizes(Tensor(a -> *) self, int[] split_sizes, int dim=0) -> Tensor(a)[]` */
    splitWithSizes(splitSizes: Ints, dim?: number): Tensor[];
    splitWithSizes(splitSizes: Ints, options: { dim?: number }): Tensor[];
    /** `aten::chunk(Tensor(a -> *) self, int chunks, int dim=0) -> Tensor(a)[]` */
    chunk(chunks: number, dim?: number): Tensor[];
    chunk(chunks: number, options: { dim?: number }): Tensor[];
    /** `aten::repeat(Tensor self, SymInt[] repeats) -> Tensor` */
    repeat(repeats: Ints): Tensor;
    /** `aten::repeat_interleave.self_int(Tensor self, int repeats, int? dim=None, *, int? output_size=None) -> Tensor`  
     * `aten::repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None, *, int? output_size=None) -> Tensor`  
     * `aten::repeat_interleave.Tensor(Tensor repeats, *, int? output_size=None) -> Tensor` */
    repeatInterleave(repeats: number | Tensor, dim?: number | null, options?: { outputSize?: number | null }): Tensor;
    repeatInterleave(repeats: number | Tensor, options: { dim?: number | null; outputSize?: number | null }): Tensor;
    /** `aten::tile(Tensor self, int[] dims) -> Tensor` */
    tile(dims: Ints): Tensor;
    /** `aten::roll(Tensor self, int[1] shifts, int[1] dims=[]) -> Tensor` */
    roll(shifts: Ints, dims?: Ints): Tensor;
    roll(shifts: Ints, options: { dims?: Ints }): Tensor;
    /** `aten::flip(Tensor self, int[] dims) -> Tensor` */
    flip(dims: Ints): Tensor;
    /** `aten::rot90(Tensor self, int k=1, int[] dims=[0, 1]) -> Tensor` */
    rot90(k?: number, dims?: Ints): Tensor;
    rot90(options: { k?: number; dims?: Ints }): Tensor;
    /** `aten::unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)` */
    unfold(dimension: number, size: number, step: number): Tensor;
    /** `aten::im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor` */
    im2col(kernelSize: Ints, dilation: Ints, padding: Ints, stride: Ints): Tensor;
    /** `aten::col2im(Tensor self, SymInt[2] output_size, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor` */
    col2im(outputSize: Ints, kernelSize: Ints, dilation: Ints, padding: Ints, stride: Ints): Tensor;
    /** `aten::broadcast_to(Tensor(a) self, int[] size) -> Tensor(a)` */
    broadcastTo(size: Ints): Tensor;
    /** `aten::as_strided(Tensor(a) self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -> Tensor(a)` */
    asStrided(size: Ints, stride: Ints, storageOffset?: number | null): Tensor;
    asStrided(size: Ints, stride: Ints, options: { storageOffset?: number | null }): Tensor;
    /** `aten::numpy_T(Tensor(a) self) -> Tensor(a)` */
    numpy_T(): Tensor;
    /** `aten::pixel_shuffle(Tensor self, int upscale_factor) -> Tensor` */
    pixelShuffle(upscaleFactor: number): Tensor;
    /** `aten::pixel_unshuffle(Tensor self, int downscale_factor) -> Tensor` */
    pixelUnshuffle(downscaleFactor: number): Tensor;
    /** `aten::atleast_1d(Tensor self) -> Tensor` */
    atleast1d(): Tensor;
    /** `aten::constant_pad_nd(Tensor self, int[] pad, Scalar value=0) -> Tensor` */
    constantPadNd(pad: Ints, value?: Scalar): Tensor;
    constantPadNd(pad: Ints, options: { value?: Scalar }): Tensor;
    /** `aten::pad(Tensor self, int[] pad, str mode="constant", float? value=None) -> Tensor` */
    pad(pad: Ints, mode?: string, value?: number | null): Tensor;
    pad(pad: Ints, options: { mode?: string; value?: number | null }): Tensor;
    /** `aten::reflection_pad2d(Tensor self, int[4] padding) -> Tensor` */
    reflectionPad2d(padding: Ints): Tensor;
    /** `aten::replication_pad2d(Tensor self, int[4] padding) -> Tensor` */
    replicationPad2d(padding: Ints): Tensor;
    /** `aten::index.Tensor(Tensor self, Tensor?[] indices) -> Tensor` */
    index(indices: readonly (Tensor | null)[]): Tensor;
    /** `aten::index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor` */
    indexPut(indices: readonly (Tensor | null)[], values: Tensor, accumulate?: boolean): Tensor;
    indexPut(indices: readonly (Tensor | null)[], values: Tensor, options: { accumulate?: boolean }): Tensor;
    /** `aten::index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)` */
    indexPut_(indices: readonly (Tensor | null)[], values: Tensor, accumulate?: boolean): Tensor;
    indexPut_(indices: readonly (Tensor | null)[], values: Tensor, options: { accumulate?: boolean }): Tensor;
    /** `aten::index_select(Tensor self, int dim, Tensor index) -> Tensor` */
    indexSelect(dim: number, index: Tensor): Tensor;
    /** `aten::index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor` */
    indexAdd(dim: number, index: Tensor, source: Tensor, options?: { alpha?: Scalar }): Tensor;
    /** `aten::index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!)` */
    indexAdd_(dim: number, index: Tensor, source: Tensor, options?: { alpha?: Scalar }): Tensor;
    /** `aten::index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor` */
    indexCopy(dim: number, index: Tensor, source: Tensor): Tensor;
    /** `aten::index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!)` */
    indexCopy_(dim: number, index: Tensor, source: Tensor): Tensor;
    /** `aten::index_fill.int_Scalar(Tensor self, int dim, Tensor index, Scalar value) -> Tensor`  
     * `aten::index_fill.int_Tensor(Tensor self, int dim, Tensor index, Tensor value) -> Tensor` */
    indexFill(dim: number, index: Tensor, value: Scalar | Tensor): Tensor;
    /** `aten::index_fill_.int_Scalar(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)`  
     * `aten::index_fill_.int_Tensor(Tensor(a!) self, int dim, Tensor index, Tensor value) -> Tensor(a!)` */
    indexFill_(dim: number, index: Tensor, value: Scalar | Tensor): Tensor;
    /** `aten::gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor` */
    gather(dim: number, index: Tensor, options?: { sparseGrad?: boolean }): Tensor;
    /** `aten::scatter.src(Tensor self, int dim, Tensor index, Tensor src) -> Tensor`  
     * `aten::scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor` */
    scatter(dim: number, index: Tensor, src: Tensor): Tensor;
    scatter(dim: number, index: Tensor, value: Scalar): Tensor;
    /** `aten::scatter_.src(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)`  
     * `aten::scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)` */
    scatter_(dim: number, index: Tensor, src: Tensor): Tensor;
    scatter_(dim: number, index: Tensor, value: Scalar): Tensor;
    /** `aten::scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor` */
    scatterAdd(dim: number, index: Tensor, src: Tensor): Tensor;
    /** `aten::scatter_add_(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)` */
    scatterAdd_(dim: number, index: Tensor, src: Tensor): Tensor;
    /** `aten::scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor` */
    scatterReduce(dim: number, index: Tensor, src: Tensor, reduce: string, options?: { includeSelf?: boolean }): Tensor;
    /** `aten::scatter_reduce_.two(Tensor(a!) self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor(a!)` */
    scatterReduce_(dim: number, index: Tensor, src: Tensor, reduce: string, options?: { includeSelf?: boolean }): Tensor;
    /** `aten::masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor`  
     * `aten::masked_fill.Tensor(Tensor self, Tensor mask, Tensor value) -> Tensor` */
    maskedFill(mask: Tensor, value: Scalar | Tensor): Tensor;
    /** `aten::masked_fill_.Scalar(Tensor(a!) self, Tensor mask, Scalar value) -> Tensor(a!)`  
     * `aten::masked_fill_.Tensor(Tensor(a!) self, Tensor mask, Tensor value) -> Tensor(a!)` */
    maskedFill_(mask: Tensor, value: Scalar | Tensor): Tensor;
    /** `aten::masked_select(Tensor self, Tensor mask) -> Tensor` */
    maskedSelect(mask: Tensor): Tensor;
    /** `aten::masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor` */
    maskedScatter(mask: Tensor, source: Tensor): Tensor;
    /** `aten::masked_scatter_(Tensor(a!) self, Tensor mask, Tensor source) -> Tensor(a!)` */
    maskedScatter_(mask: Tensor, source: Tensor): Tensor;
    /** `aten::take(Tensor self, Tensor index) -> Tensor` */
    take(index: Tensor): Tensor;
    /** `aten::take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor` */
    takeAlongDim(indices: Tensor, dim?: number | null): Tensor;
    takeAlongDim(indices: Tensor, options: { dim?: number | null }): Tensor;
    /** `aten::put_(Tensor(a!) self, Tensor index, Tensor source, bool accumulate=False) -> Tensor(a!)` */
    put_(index: Tensor, source: Tensor, accumulate?: boolean): Tensor;
    put_(index: Tensor, source: Tensor, options: { accumulate?: boolean }): Tensor;
    /** `aten::nonzero(Tensor self) -> Tensor` */
    nonzero(): Tensor;
    /** `aten::argwhere(Tensor self) -> Tensor` */
    argwhere(): Tensor;
    /** `aten::topk(Tensor self, int k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)` */
    topk(k: number, dim?: number, largest?: boolean, sorted?: boolean): [values: Tensor, indices: Tensor];
    topk(k: number, options: { dim?: number; largest?: boolean; sorted?: boolean }): [values: Tensor, indices: Tensor];
    /** `aten::sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)`  
     * `aten::sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)` */
    sort(dim?: number, descending?: boolean): [values: Tensor, indices: Tensor];
    sort(options: { dim?: number; descending?: boolean }): [values: Tensor, indices: Tensor];
    sort(options?: { stable?: boolean | null; dim?: number; descending?: boolean }): [values: Tensor, indices: Tensor];
    /** `aten::argsort(Tensor self, int dim=-1, bool descending=False) -> Tensor` */
    argsort(dim?: number, descending?: boolean): Tensor;
    argsort(options: { dim?: number; descending?: boolean }): Tensor;
    /** `aten::bucketize.Tensor(Tensor self, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor` */
    bucketize(boundaries: Tensor, options?: { outInt32?: boolean; right?: boolean }): Tensor;
    /** `aten::embedding_renorm_(Tensor(a!) self, Tensor indices, float max_norm, float norm_type) -> Tensor(a!)` */
    embeddingRenorm_(indices: Tensor, maxNorm: number, normType: number): Tensor;
    /** `aten::one_hot(Tensor self, int num_classes=-1) -> Tensor` */
    oneHot(numClasses?: number): Tensor;
    oneHot(options: { numClasses?: number }): Tensor;
    /** `aten::fill_.Scalar(Tensor(a!) self, Scalar value) -> Tensor(a!)`  
     * `aten::fill_.Tensor(Tensor(a!) self, Tensor value) -> Tensor(a!)` */
    fill_(value: Scalar | Tensor): Tensor;
    /** `aten::zero_(Tensor(a!) self) -> Tensor(a!)` */
    zero_(): Tensor;
    /** `aten::copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)` */
    copy_(src: Tensor): Tensor;
    /** `aten::fill_diagonal_(Tensor(a!) self, Scalar fill_value, bool wrap=False) -> Tensor(a!)` */
    fillDiagonal_(fillValue: Scalar, wrap?: boolean): Tensor;
    fillDiagonal_(fillValue: Scalar, options: { wrap?: boolean }): Tensor;
    /** `aten::resize_(Tensor(a!) self, SymInt[] size, *, MemoryFormat? memory_format=None) -> Tensor(a!)` */
    resize_(size: Ints, options?: { memoryFormat?: MemoryFormat | null }): Tensor;
    /** `aten::set_.source_Tensor(Tensor(a!) self, Tensor source) -> Tensor(a!)` */
    set_(source: Tensor): Tensor;
    /** `aten::zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
    zerosLike(options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
    /** `aten::ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
    onesLike(options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
    /** `aten::empty_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
    emptyLike(options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
    /** `aten::full_like(Tensor self, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
    fullLike(fillValue: Scalar, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
    /** `aten::new_zeros(Tensor self, SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
    newZeros(size: Ints, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
    /** `aten::new_ones(Tensor self, SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
    newOnes(size: Ints, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
    /** `aten::new_full(Tensor self, SymInt[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
    newFull(size: Ints, fillValue: Scalar, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
    /** `aten::new_empty(Tensor self, SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
    newEmpty(size: Ints, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
    /** `aten::rand_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
    randLike(options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
    /** `aten::randn_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
    randnLike(options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
    /** `aten::randint_like(Tensor self, int high, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor`  
     * `aten::randint_like.low_dtype(Tensor self, int low, int high, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
    randintLike(high: number, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
    randintLike(low: number, high: number, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
    /** `aten::normal_(Tensor(a!) self, float mean=0., float std=1., *, Generator? generator=None) -> Tensor(a!)` */
    normal_(mean?: number, std?: number, options?: { generator?: Generator | null }): Tensor;
    normal_(options: { mean?: number; std?: number; generator?: Generator | null }): Tensor;
    /** `aten::uniform_(Tensor(a!) self, float from=0., float to=1., *, Generator? generator=None) -> Tensor(a!)` */
    uniform_(from?: number, to?: number, options?: { generator?: Generator | null }): Tensor;
    uniform_(options: { from?: number; to?: number; generator?: Generator | null }): Tensor;
    /** `aten::random_(Tensor(a!) self, *, Generator? generator=None) -> Tensor(a!)`  
     * `aten::random_.from(Tensor(a!) self, int from, int? to, *, Generator? generator=None) -> Tensor(a!)`  
     * `aten::random_.to(Tensor(a!) self, int to, *, Generator? generator=None) -> Tensor(a!)` */
    random_(options?: { generator?: Generator | null }): Tensor;
    random_(from: number, to: number | null, options?: { generator?: Generator | null }): Tensor;
    random_(to: number, options?: { generator?: Generator | null }): Tensor;
    /** `aten::bernoulli(Tensor self, *, Generator? generator=None) -> Tensor`  
     * `aten::bernoulli.p(Tensor self, float p, *, Generator? generator=None) -> Tensor` */
    bernoulli(options?: { generator?: Generator | null }): Tensor;
    bernoulli(p: number, options?: { generator?: Generator | null }): Tensor;
    /** `aten::bernoulli_.float(Tensor(a!) self, float p=0.5, *, Generator? generator=None) -> Tensor(a!)` */
    bernoulli_(p?: number, options?: { generator?: Generator | null }): Tensor;
    bernoulli_(options: { p?: number; generator?: Generator | null }): Tensor;
    /** `aten::exponential_(Tensor(a!) self, float lambd=1., *, Generator? generator=None) -> Tensor(a!)` */
    exponential_(lambd?: number, options?: { generator?: Generator | null }): Tensor;
    exponential_(options: { lambd?: number; generator?: Generator | null }): Tensor;
    /** `aten::multinomial(Tensor self, int num_samples, bool replacement=False, *, Generator? generator=None) -> Tensor` */
    multinomial(numSamples: number, replacement?: boolean, options?: { generator?: Generator | null }): Tensor;
    multinomial(numSamples: number, options: { replacement?: boolean; generator?: Generator | null }): Tensor;
    /** `aten::dropout(Tensor input, float p, bool train) -> Tensor` */
    dropout(p: number, train: boolean): Tensor;
    /** `aten::dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)` */
    dropout_(p: number, train: boolean): Tensor;
    /** `aten::layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1.0000000000000001e-05, bool cudnn_enable=True) -> Tensor` */
    layerNorm(normalizedShape: Ints, weight?: Tensor | null, bias?: Tensor | null, eps?: number): Tensor;
    layerNorm(normalizedShape: Ints, options: { weight?: Tensor | null; bias?: Tensor | null; eps?: number }): Tensor;
    layerNorm(normalizedShape: Ints, weight: Tensor | null, bias: Tensor | null, options: { eps?: number }): Tensor;
    /** `aten::native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> (Tensor, Tensor, Tensor)` */
    nativeLayerNorm(normalizedShape: Ints, weight: Tensor | null, bias: Tensor | null, eps: number): [Tensor, Tensor, Tensor];
    /** `aten::group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1.0000000000000001e-05, bool cudnn_enabled=True) -> Tensor` */
    groupNorm(numGroups: number, weight?: Tensor | null, bias?: Tensor | null, eps?: number): Tensor;
    groupNorm(numGroups: number, options: { weight?: Tensor | null; bias?: Tensor | null; eps?: number }): Tensor;
    groupNorm(numGroups: number, weight: Tensor | null, bias: Tensor | null, options: { eps?: number }): Tensor;
    /** `aten::batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps, bool cudnn_enabled) -> Tensor` */
    batchNorm(weight: Tensor | null, bias: Tensor | null, runningMean: Tensor | null, runningVar: Tensor | null, training: boolean, momentum: number, eps: number): Tensor;
    /** `aten::instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool use_input_stats, float momentum, float eps, bool cudnn_enabled) -> Tensor` */
    instanceNorm(weight: Tensor | null, bias: Tensor | null, runningMean: Tensor | null, runningVar: Tensor | null, useInputStats: boolean, momentum: number, eps: number): Tensor;
    /** `aten::conv1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=[1], int[1] padding=[0], int[1] dilation=[1], int groups=1) -> Tensor` */
    conv1d(weight: Tensor, bias?: Tensor | null, stride?: Ints, padding?: Ints, dilation?: Ints, groups?: number): Tensor;
    conv1d(weight: Tensor, options: { bias?: Tensor | null; stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
    conv1d(weight: Tensor, bias: Tensor | null, options: { stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
    /** `aten::conv2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] dilation=1, int groups=1) -> Tensor` */
    conv2d(weight: Tensor, bias?: Tensor | null, stride?: Ints, padding?: Ints, dilation?: Ints, groups?: number): Tensor;
    conv2d(weight: Tensor, options: { bias?: Tensor | null; stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
    conv2d(weight: Tensor, bias: Tensor | null, options: { stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
    /** `aten::conv3d(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, int[3] padding=0, int[3] dilation=1, int groups=1) -> Tensor` */
    conv3d(weight: Tensor, bias?: Tensor | null, stride?: Ints, padding?: Ints, dilation?: Ints, groups?: number): Tensor;
    conv3d(weight: Tensor, options: { bias?: Tensor | null; stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
    conv3d(weight: Tensor, bias: Tensor | null, options: { stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
    /** `aten::conv_transpose2d.input(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] output_padding=0, int groups=1, int[2] dilation=1) -> Tensor` */
    convTranspose2d(weight: Tensor, bias?: Tensor | null, stride?: Ints, padding?: Ints, outputPadding?: Ints, groups?: number, dilation?: Ints): Tensor;
    convTranspose2d(weight: Tensor, options: { bias?: Tensor | null; stride?: Ints; padding?: Ints; outputPadding?: Ints; groups?: number; dilation?: Ints }): Tensor;
    convTranspose2d(weight: Tensor, bias: Tensor | null, options: { stride?: Ints; padding?: Ints; outputPadding?: Ints; groups?: number; dilation?: Ints }): Tensor;
    /** `aten::convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, bool transposed, int[] output_padding, int groups) -> Tensor` */
    convolution(weight: Tensor, bias: Tensor | null, stride: Ints, padding: Ints, dilation: Ints, transposed: boolean, outputPadding: Ints, groups: number): Tensor;
    /** `aten::avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor` */
    avgPool2d(kernelSize: Ints, stride?: Ints, padding?: Ints, ceilMode?: boolean, countIncludePad?: boolean, divisorOverride?: number | null): Tensor;
    avgPool2d(kernelSize: Ints, options: { stride?: Ints; padding?: Ints; ceilMode?: boolean; countIncludePad?: boolean; divisorOverride?: number | null }): Tensor;
    /** `aten::max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> Tensor` */
    maxPool2d(kernelSize: Ints, stride?: Ints, padding?: Ints, dilation?: Ints, ceilMode?: boolean): Tensor;
    maxPool2d(kernelSize: Ints, options: { stride?: Ints; padding?: Ints; dilation?: Ints; ceilMode?: boolean }): Tensor;
    /** `aten::max_pool2d_with_indices(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)` */
    maxPool2dWithIndices(kernelSize: Ints, stride?: Ints, padding?: Ints, dilation?: Ints, ceilMode?: boolean): [Tensor, Tensor];
    maxPool2dWithIndices(kernelSize: Ints, options: { stride?: Ints; padding?: Ints; dilation?: Ints; ceilMode?: boolean }): [Tensor, Tensor];
    /** `aten::adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -> Tensor` */
    adaptiveAvgPool2d(outputSize: Ints): Tensor;
    /** `aten::adaptive_max_pool2d(Tensor self, int[2] output_size) -> (Tensor, Tensor)` */
    adaptiveMaxPool2d(outputSize: Ints): [Tensor, Tensor];
    /** `aten::avg_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0], bool ceil_mode=False, bool count_include_pad=True) -> Tensor` */
    avgPool1d(kernelSize: Ints, stride?: Ints, padding?: Ints, ceilMode?: boolean, countIncludePad?: boolean): Tensor;
    avgPool1d(kernelSize: Ints, options: { stride?: Ints; padding?: Ints; ceilMode?: boolean; countIncludePad?: boolean }): Tensor;
    /** `aten::max_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0], int[1] dilation=[1], bool ceil_mode=False) -> Tensor` */
    maxPool1d(kernelSize: Ints, stride?: Ints, padding?: Ints, dilation?: Ints, ceilMode?: boolean): Tensor;
    maxPool1d(kernelSize: Ints, options: { stride?: Ints; padding?: Ints; dilation?: Ints; ceilMode?: boolean }): Tensor;
    /** `aten::upsample_nearest1d(Tensor self, SymInt[1] output_size, float? scales=None) -> Tensor` */
    upsampleNearest1d(outputSize: Ints, scales?: number | null): Tensor;
    upsampleNearest1d(outputSize: Ints, options: { scales?: number | null }): Tensor;
    /** `aten::upsample_nearest2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float? scales_w=None) -> Tensor` */
    upsampleNearest2d(outputSize: Ints, scalesH?: number | null, scalesW?: number | null): Tensor;
    upsampleNearest2d(outputSize: Ints, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
    /** `aten::_upsample_nearest_exact2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float? scales_w=None) -> Tensor` */
    _upsampleNearestExact2d(outputSize: Ints, scalesH?: number | null, scalesW?: number | null): Tensor;
    _upsampleNearestExact2d(outputSize: Ints, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
    /** `aten::upsample_bilinear2d(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor` */
    upsampleBilinear2d(outputSize: Ints, alignCorners: boolean, scalesH?: number | null, scalesW?: number | null): Tensor;
    upsampleBilinear2d(outputSize: Ints, alignCorners: boolean, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
    /** `aten::_upsample_bilinear2d_aa(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor` */
    _upsampleBilinear2dAa(outputSize: Ints, alignCorners: boolean, scalesH?: number | null, scalesW?: number | null): Tensor;
    _upsampleBilinear2dAa(outputSize: Ints, alignCorners: boolean, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
    /** `aten::upsample_bicubic2d(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor` */
    upsampleBicubic2d(outputSize: Ints, alignCorners: boolean, scalesH?: number | null, scalesW?: number | null): Tensor;
    upsampleBicubic2d(outputSize: Ints, alignCorners: boolean, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
    /** `aten::_upsample_bicubic2d_aa(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor` */
    _upsampleBicubic2dAa(outputSize: Ints, alignCorners: boolean, scalesH?: number | null, scalesW?: number | null): Tensor;
    _upsampleBicubic2dAa(outputSize: Ints, alignCorners: boolean, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
    /** `aten::upsample_linear1d(Tensor self, SymInt[1] output_size, bool align_corners, float? scales=None) -> Tensor` */
    upsampleLinear1d(outputSize: Ints, alignCorners: boolean, scales?: number | null): Tensor;
    upsampleLinear1d(outputSize: Ints, alignCorners: boolean, options: { scales?: number | null }): Tensor;
    /** `aten::grid_sampler(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners) -> Tensor` */
    gridSampler(grid: Tensor, interpolationMode: number, paddingMode: number, alignCorners: boolean): Tensor;
    /** `aten::grid_sampler_2d(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners) -> Tensor` */
    gridSampler2d(grid: Tensor, interpolationMode: number, paddingMode: number, alignCorners: boolean): Tensor;
    /** `aten::cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, int ignore_index=-100, float label_smoothing=0.) -> Tensor` */
    crossEntropyLoss(target: Tensor, weight?: Tensor | null, reduction?: Reduction, ignoreIndex?: number, labelSmoothing?: number): Tensor;
    crossEntropyLoss(target: Tensor, options: { weight?: Tensor | null; reduction?: Reduction; ignoreIndex?: number; labelSmoothing?: number }): Tensor;
    crossEntropyLoss(target: Tensor, weight: Tensor | null, options: { reduction?: Reduction; ignoreIndex?: number; labelSmoothing?: number }): Tensor;
    /** `aten::nll_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, int ignore_index=-100) -> Tensor` */
    nllLoss(target: Tensor, weight?: Tensor | null, reduction?: Reduction, ignoreIndex?: number): Tensor;
    nllLoss(target: Tensor, options: { weight?: Tensor | null; reduction?: Reduction; ignoreIndex?: number }): Tensor;
    nllLoss(target: Tensor, weight: Tensor | null, options: { reduction?: Reduction; ignoreIndex?: number }): Tensor;
    /** `aten::nll_loss_nd(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, int ignore_index=-100) -> Tensor` */
    nllLossNd(target: Tensor, weight?: Tensor | null, reduction?: Reduction, ignoreIndex?: number): Tensor;
    nllLossNd(target: Tensor, options: { weight?: Tensor | null; reduction?: Reduction; ignoreIndex?: number }): Tensor;
    nllLossNd(target: Tensor, weight: Tensor | null, options: { reduction?: Reduction; ignoreIndex?: number }): Tensor;
    /** `aten::binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1) -> Tensor` */
    binaryCrossEntropy(target: Tensor, weight?: Tensor | null, reduction?: Reduction): Tensor;
    binaryCrossEntropy(target: Tensor, options: { weight?: Tensor | null; reduction?: Reduction }): Tensor;
    binaryCrossEntropy(target: Tensor, weight: Tensor | null, options: { reduction?: Reduction }): Tensor;
    /** `aten::binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=1) -> Tensor` */
    binaryCrossEntropyWithLogits(target: Tensor, weight?: Tensor | null, posWeight?: Tensor | null, reduction?: Reduction): Tensor;
    binaryCrossEntropyWithLogits(target: Tensor, options: { weight?: Tensor | null; posWeight?: Tensor | null; reduction?: Reduction }): Tensor;
    binaryCrossEntropyWithLogits(target: Tensor, weight: Tensor | null, posWeight: Tensor | null, options: { reduction?: Reduction }): Tensor;
    /** `aten::mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor` */
    mseLoss(target: Tensor, reduction?: Reduction): Tensor;
    mseLoss(target: Tensor, options: { reduction?: Reduction }): Tensor;
    /** `aten::l1_loss(Tensor self, Tensor target, int reduction=1) -> Tensor` */
    l1Loss(target: Tensor, reduction?: Reduction): Tensor;
    l1Loss(target: Tensor, options: { reduction?: Reduction }): Tensor;
    /** `aten::smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.) -> Tensor` */
    smoothL1Loss(target: Tensor, reduction?: Reduction, options?: { beta?: number }): Tensor;
    smoothL1Loss(target: Tensor, options: { reduction?: Reduction; beta?: number }): Tensor;
    /** `aten::huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.) -> Tensor` */
    huberLoss(target: Tensor, reduction?: Reduction, delta?: number): Tensor;
    huberLoss(target: Tensor, options: { reduction?: Reduction; delta?: number }): Tensor;
    /** `aten::kl_div(Tensor self, Tensor target, int reduction=1, *, bool log_target=False) -> Tensor` */
    klDiv(target: Tensor, reduction?: Reduction, options?: { logTarget?: boolean }): Tensor;
    klDiv(target: Tensor, options: { reduction?: Reduction; logTarget?: boolean }): Tensor;
  }
}

const prototype = Tensor.prototype as any;
prototype.add = function (a1: any, o: any) { return (f.add as any)(this, a1, o); };
prototype.add_ = function (a1: any, o: any) { return (f.add_ as any)(this, a1, o); };
prototype.sub = function (a1: any, o: any) { return (f.sub as any)(this, a1, o); };
prototype.sub_ = function (a1: any, o: any) { return (f.sub_ as any)(this, a1, o); };
prototype.rsub = function (a1: any, o: any) { return (f.rsub as any)(this, a1, o); };
prototype.mul = function (a1: any) { return (f.mul as any)(this, a1); };
prototype.mul_ = function (a1: any) { return (f.mul_ as any)(this, a1); };
prototype.div = function (a1: any, o: any) { return (f.div as any)(this, a1, o); };
prototype.div_ = function (a1: any, o: any) { return (f.div_ as any)(this, a1, o); };
prototype.floorDivide = function (a1: any) { return (f.floorDivide as any)(this, a1); };
prototype.remainder = function (a1: any) { return (f.remainder as any)(this, a1); };
prototype.fmod = function (a1: any) { return (f.fmod as any)(this, a1); };
prototype.pow = function (a1: any) { return (f.pow as any)(this, a1); };
prototype.pow_ = function (a1: any) { return (f.pow_ as any)(this, a1); };
prototype.neg = function () { return (f.neg as any)(this); };
prototype.neg_ = function () { return (f.neg_ as any)(this); };
prototype.reciprocal = function () { return (f.reciprocal as any)(this); };
prototype.reciprocal_ = function () { return (f.reciprocal_ as any)(this); };
prototype.addcmul = function (a1: any, a2: any, o: any) { return (f.addcmul as any)(this, a1, a2, o); };
prototype.addcmul_ = function (a1: any, a2: any, o: any) { return (f.addcmul_ as any)(this, a1, a2, o); };
prototype.addcdiv = function (a1: any, a2: any, o: any) { return (f.addcdiv as any)(this, a1, a2, o); };
prototype.addcdiv_ = function (a1: any, a2: any, o: any) { return (f.addcdiv_ as any)(this, a1, a2, o); };
prototype.lerp = function (a1: any, a2: any) { return (f.lerp as any)(this, a1, a2); };
prototype.lerp_ = function (a1: any, a2: any) { return (f.lerp_ as any)(this, a1, a2); };
prototype.maximum = function (a1: any) { return (f.maximum as any)(this, a1); };
prototype.minimum = function (a1: any) { return (f.minimum as any)(this, a1); };
prototype.fmax = function (a1: any) { return (f.fmax as any)(this, a1); };
prototype.fmin = function (a1: any) { return (f.fmin as any)(this, a1); };
prototype.clamp = function (a1: any, a2: any, o: any) { return (f.clamp as any)(this, a1, a2, o); };
prototype.clamp_ = function (a1: any, a2: any, o: any) { return (f.clamp_ as any)(this, a1, a2, o); };
prototype.clampMin = function (a1: any) { return (f.clampMin as any)(this, a1); };
prototype.clampMin_ = function (a1: any) { return (f.clampMin_ as any)(this, a1); };
prototype.clampMax = function (a1: any) { return (f.clampMax as any)(this, a1); };
prototype.clampMax_ = function (a1: any) { return (f.clampMax_ as any)(this, a1); };
prototype.atan2 = function (a1: any) { return (f.atan2 as any)(this, a1); };
prototype.hypot = function (a1: any) { return (f.hypot as any)(this, a1); };
prototype.bitwiseAnd = function (a1: any) { return (f.bitwiseAnd as any)(this, a1); };
prototype.bitwiseOr = function (a1: any) { return (f.bitwiseOr as any)(this, a1); };
prototype.bitwiseXor = function (a1: any) { return (f.bitwiseXor as any)(this, a1); };
prototype.bitwiseNot = function () { return (f.bitwiseNot as any)(this); };
prototype.abs = function () { return (f.abs as any)(this); };
prototype.abs_ = function () { return (f.abs_ as any)(this); };
prototype.exp = function () { return (f.exp as any)(this); };
prototype.exp_ = function () { return (f.exp_ as any)(this); };
prototype.expm1 = function () { return (f.expm1 as any)(this); };
prototype.exp2 = function () { return (f.exp2 as any)(this); };
prototype.log = function () { return (f.log as any)(this); };
prototype.log_ = function () { return (f.log_ as any)(this); };
prototype.log1p = function () { return (f.log1p as any)(this); };
prototype.log2 = function () { return (f.log2 as any)(this); };
prototype.log10 = function () { return (f.log10 as any)(this); };
prototype.sqrt = function () { return (f.sqrt as any)(this); };
prototype.sqrt_ = function () { return (f.sqrt_ as any)(this); };
prototype.rsqrt = function () { return (f.rsqrt as any)(this); };
prototype.rsqrt_ = function () { return (f.rsqrt_ as any)(this); };
prototype.square = function () { return (f.square as any)(this); };
prototype.sin = function () { return (f.sin as any)(this); };
prototype.cos = function () { return (f.cos as any)(this); };
prototype.tan = function () { return (f.tan as any)(this); };
prototype.asin = function () { return (f.asin as any)(this); };
prototype.acos = function () { return (f.acos as any)(this); };
prototype.atan = function () { return (f.atan as any)(this); };
prototype.sinh = function () { return (f.sinh as any)(this); };
prototype.cosh = function () { return (f.cosh as any)(this); };
prototype.tanh = function () { return (f.tanh as any)(this); };
prototype.tanh_ = function () { return (f.tanh_ as any)(this); };
prototype.erf = function () { return (f.erf as any)(this); };
prototype.erfc = function () { return (f.erfc as any)(this); };
prototype.erfinv = function () { return (f.erfinv as any)(this); };
prototype.erfinv_ = function () { return (f.erfinv_ as any)(this); };
prototype.sign = function () { return (f.sign as any)(this); };
prototype.floor = function () { return (f.floor as any)(this); };
prototype.floor_ = function () { return (f.floor_ as any)(this); };
prototype.ceil = function () { return (f.ceil as any)(this); };
prototype.round = function () { return (f.round as any)(this); };
prototype.round_ = function () { return (f.round_ as any)(this); };
prototype.trunc = function () { return (f.trunc as any)(this); };
prototype.frac = function () { return (f.frac as any)(this); };
prototype.logit = function (a1: any, o: any) { return (f.logit as any)(this, a1, o); };
prototype.nanToNum = function (a1: any, a2: any, a3: any, o: any) { return (f.nanToNum as any)(this, a1, a2, a3, o); };
prototype.isnan = function () { return (f.isnan as any)(this); };
prototype.isinf = function () { return (f.isinf as any)(this); };
prototype.isfinite = function () { return (f.isfinite as any)(this); };
prototype.lgamma = function () { return (f.lgamma as any)(this); };
prototype.digamma = function () { return (f.digamma as any)(this); };
prototype.sinc = function () { return (f.sinc as any)(this); };
prototype.eq = function (a1: any) { return (f.eq as any)(this, a1); };
prototype.ne = function (a1: any) { return (f.ne as any)(this, a1); };
prototype.lt = function (a1: any) { return (f.lt as any)(this, a1); };
prototype.le = function (a1: any) { return (f.le as any)(this, a1); };
prototype.gt = function (a1: any) { return (f.gt as any)(this, a1); };
prototype.ge = function (a1: any) { return (f.ge as any)(this, a1); };
prototype.eq_ = function (a1: any) { return (f.eq_ as any)(this, a1); };
prototype.ne_ = function (a1: any) { return (f.ne_ as any)(this, a1); };
prototype.logicalAnd = function (a1: any) { return (f.logicalAnd as any)(this, a1); };
prototype.logicalAnd_ = function (a1: any) { return (f.logicalAnd_ as any)(this, a1); };
prototype.logicalOr = function (a1: any) { return (f.logicalOr as any)(this, a1); };
prototype.logicalOr_ = function (a1: any) { return (f.logicalOr_ as any)(this, a1); };
prototype.logicalNot = function () { return (f.logicalNot as any)(this); };
prototype.logicalNot_ = function () { return (f.logicalNot_ as any)(this); };
prototype.logicalXor = function (a1: any) { return (f.logicalXor as any)(this, a1); };
prototype.equal = function (a1: any) { return (f.equal as any)(this, a1); };
prototype.allclose = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.allclose as any)(this, a1, a2, a3, a4, o); };
prototype.isclose = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.isclose as any)(this, a1, a2, a3, a4, o); };
prototype.sigmoid = function () { return (f.sigmoid as any)(this); };
prototype.sigmoid_ = function () { return (f.sigmoid_ as any)(this); };
prototype.logSigmoid = function () { return (f.logSigmoid as any)(this); };
prototype.relu = function () { return (f.relu as any)(this); };
prototype.relu_ = function () { return (f.relu_ as any)(this); };
prototype.gelu = function (o: any) { return (f.gelu as any)(this, o); };
prototype.gelu_ = function (o: any) { return (f.gelu_ as any)(this, o); };
prototype.silu = function () { return (f.silu as any)(this); };
prototype.silu_ = function () { return (f.silu_ as any)(this); };
prototype.leakyRelu = function (a1: any, o: any) { return (f.leakyRelu as any)(this, a1, o); };
prototype.elu = function (a1: any, a2: any, o: any) { return (f.elu as any)(this, a1, a2, o); };
prototype.softplus = function (a1: any, o: any) { return (f.softplus as any)(this, a1, o); };
prototype.hardtanh = function (a1: any, a2: any, o: any) { return (f.hardtanh as any)(this, a1, a2, o); };
prototype.hardsigmoid = function () { return (f.hardsigmoid as any)(this); };
prototype.hardswish = function () { return (f.hardswish as any)(this); };
prototype.mish = function () { return (f.mish as any)(this); };
prototype.glu = function (a1: any, o: any) { return (f.glu as any)(this, a1, o); };
prototype.softmax = function (a1: any, a2: any, o: any) { return (f.softmax as any)(this, a1, a2, o); };
prototype.logSoftmax = function (a1: any, a2: any, o: any) { return (f.logSoftmax as any)(this, a1, a2, o); };
prototype.threshold = function (a1: any, a2: any) { return (f.threshold as any)(this, a1, a2); };
prototype.sum = function (a1: any, a2: any, o: any) { return (f.sum as any)(this, a1, a2, o); };
prototype.mean = function (a1: any, a2: any, o: any) { return (f.mean as any)(this, a1, a2, o); };
prototype.prod = function (a1: any, a2: any, o: any) { return (f.prod as any)(this, a1, a2, o); };
prototype.std = function (a1: any, o: any) { return (f.std as any)(this, a1, o); };
prototype.var = function (a1: any, o: any) { return (f.var as any)(this, a1, o); };
prototype.varMean = function (a1: any, o: any) { return (f.varMean as any)(this, a1, o); };
prototype.stdMean = function (a1: any, o: any) { return (f.stdMean as any)(this, a1, o); };
prototype.max = function (a1: any, a2: any, o: any) { return (f.max as any)(this, a1, a2, o); };
prototype.min = function (a1: any, a2: any, o: any) { return (f.min as any)(this, a1, a2, o); };
prototype.amax = function (a1: any, a2: any, o: any) { return (f.amax as any)(this, a1, a2, o); };
prototype.amin = function (a1: any, a2: any, o: any) { return (f.amin as any)(this, a1, a2, o); };
prototype.aminmax = function (o: any) { return (f.aminmax as any)(this, o); };
prototype.argmax = function (a1: any, a2: any, o: any) { return (f.argmax as any)(this, a1, a2, o); };
prototype.argmin = function (a1: any, a2: any, o: any) { return (f.argmin as any)(this, a1, a2, o); };
prototype.all = function (a1: any, a2: any, o: any) { return (f.all as any)(this, a1, a2, o); };
prototype.any = function (a1: any, a2: any, o: any) { return (f.any as any)(this, a1, a2, o); };
prototype.logsumexp = function (a1: any, a2: any, o: any) { return (f.logsumexp as any)(this, a1, a2, o); };
prototype.norm = function (a1: any, a2: any, a3: any, o: any) { return (f.norm as any)(this, a1, a2, a3, o); };
prototype.linalgVectorNorm = function (a1: any, a2: any, a3: any, o: any) { return (f.linalgVectorNorm as any)(this, a1, a2, a3, o); };
prototype.countNonzero = function (a1: any, o: any) { return (f.countNonzero as any)(this, a1, o); };
prototype.median = function (a1: any, a2: any, o: any) { return (f.median as any)(this, a1, a2, o); };
prototype.kthvalue = function (a1: any, a2: any, a3: any, o: any) { return (f.kthvalue as any)(this, a1, a2, a3, o); };
prototype.quantile = function (a1: any, a2: any, a3: any, o: any) { return (f.quantile as any)(this, a1, a2, a3, o); };
prototype.cumsum = function (a1: any, o: any) { return (f.cumsum as any)(this, a1, o); };
prototype.cumsum_ = function (a1: any, o: any) { return (f.cumsum_ as any)(this, a1, o); };
prototype.cumprod = function (a1: any, o: any) { return (f.cumprod as any)(this, a1, o); };
prototype.cummax = function (a1: any) { return (f.cummax as any)(this, a1); };
prototype.cummin = function (a1: any) { return (f.cummin as any)(this, a1); };
prototype.logcumsumexp = function (a1: any) { return (f.logcumsumexp as any)(this, a1); };
prototype.diff = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.diff as any)(this, a1, a2, a3, a4, o); };
prototype.bincount = function (a1: any, a2: any, o: any) { return (f.bincount as any)(this, a1, a2, o); };
prototype.histc = function (a1: any, a2: any, a3: any, o: any) { return (f.histc as any)(this, a1, a2, a3, o); };
prototype.uniqueConsecutive = function (a1: any, a2: any, a3: any, o: any) { return (f.uniqueConsecutive as any)(this, a1, a2, a3, o); };
prototype._unique2 = function (a1: any, a2: any, a3: any, o: any) { return (f._unique2 as any)(this, a1, a2, a3, o); };
prototype.uniqueDim = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.uniqueDim as any)(this, a1, a2, a3, a4, o); };
prototype.nansum = function (a1: any, a2: any, o: any) { return (f.nansum as any)(this, a1, a2, o); };
prototype.mode = function (a1: any, a2: any, o: any) { return (f.mode as any)(this, a1, a2, o); };
prototype.matmul = function (a1: any) { return (f.matmul as any)(this, a1); };
prototype.mm = function (a1: any) { return (f.mm as any)(this, a1); };
prototype.mv = function (a1: any) { return (f.mv as any)(this, a1); };
prototype.bmm = function (a1: any) { return (f.bmm as any)(this, a1); };
prototype.dot = function (a1: any) { return (f.dot as any)(this, a1); };
prototype.outer = function (a1: any) { return (f.outer as any)(this, a1); };
prototype.addmm = function (a1: any, a2: any, o: any) { return (f.addmm as any)(this, a1, a2, o); };
prototype.addmm_ = function (a1: any, a2: any, o: any) { return (f.addmm_ as any)(this, a1, a2, o); };
prototype.addmv = function (a1: any, a2: any, o: any) { return (f.addmv as any)(this, a1, a2, o); };
prototype.baddbmm = function (a1: any, a2: any, o: any) { return (f.baddbmm as any)(this, a1, a2, o); };
prototype.linear = function (a1: any, a2: any, o: any) { return (f.linear as any)(this, a1, a2, o); };
prototype.tensordot = function (a1: any, a2: any, a3: any) { return (f.tensordot as any)(this, a1, a2, a3); };
prototype.cross = function (a1: any, a2: any, o: any) { return (f.cross as any)(this, a1, a2, o); };
prototype.linalgCross = function (a1: any, o: any) { return (f.linalgCross as any)(this, a1, o); };
prototype.linalgNorm = function (a1: any, a2: any, a3: any, o: any) { return (f.linalgNorm as any)(this, a1, a2, a3, o); };
prototype.linalgEigh = function (a1: any, o: any) { return (f.linalgEigh as any)(this, a1, o); };
prototype.linalgLstsq = function (a1: any, a2: any, o: any) { return (f.linalgLstsq as any)(this, a1, a2, o); };
prototype.linalgCholesky = function (o: any) { return (f.linalgCholesky as any)(this, o); };
prototype.kron = function (a1: any) { return (f.kron as any)(this, a1); };
prototype.diag = function (a1: any, o: any) { return (f.diag as any)(this, a1, o); };
prototype.diagonal = function (a1: any, a2: any, a3: any, o: any) { return (f.diagonal as any)(this, a1, a2, a3, o); };
prototype.diagEmbed = function (a1: any, a2: any, a3: any, o: any) { return (f.diagEmbed as any)(this, a1, a2, a3, o); };
prototype.trace = function () { return (f.trace as any)(this); };
prototype.tril = function (a1: any, o: any) { return (f.tril as any)(this, a1, o); };
prototype.tril_ = function (a1: any, o: any) { return (f.tril_ as any)(this, a1, o); };
prototype.triu = function (a1: any, o: any) { return (f.triu as any)(this, a1, o); };
prototype.triu_ = function (a1: any, o: any) { return (f.triu_ as any)(this, a1, o); };
prototype.renorm = function (a1: any, a2: any, a3: any) { return (f.renorm as any)(this, a1, a2, a3); };
prototype.reshape = function (a1: any) { return (f.reshape as any)(this, a1); };
prototype.view = function (a1: any) { return (f.view as any)(this, a1); };
prototype.viewAs = function (a1: any) { return (f.viewAs as any)(this, a1); };
prototype.reshapeAs = function (a1: any) { return (f.reshapeAs as any)(this, a1); };
prototype.expand = function (a1: any, o: any) { return (f.expand as any)(this, a1, o); };
prototype.expandAs = function (a1: any) { return (f.expandAs as any)(this, a1); };
prototype.permute = function (a1: any) { return (f.permute as any)(this, a1); };
prototype.transpose = function (a1: any, a2: any) { return (f.transpose as any)(this, a1, a2); };
prototype.transpose_ = function (a1: any, a2: any) { return (f.transpose_ as any)(this, a1, a2); };
prototype.t = function () { return (f.t as any)(this); };
prototype.movedim = function (a1: any, a2: any) { return (f.movedim as any)(this, a1, a2); };
prototype.swapaxes = function (a1: any, a2: any) { return (f.swapaxes as any)(this, a1, a2); };
prototype.squeeze = function (a1: any) { return (f.squeeze as any)(this, a1); };
prototype.squeeze_ = function (a1: any) { return (f.squeeze_ as any)(this, a1); };
prototype.unsqueeze = function (a1: any) { return (f.unsqueeze as any)(this, a1); };
prototype.unsqueeze_ = function (a1: any) { return (f.unsqueeze_ as any)(this, a1); };
prototype.flatten = function (a1: any, a2: any, o: any) { return (f.flatten as any)(this, a1, a2, o); };
prototype.unflatten = function (a1: any, a2: any) { return (f.unflatten as any)(this, a1, a2); };
prototype.ravel = function () { return (f.ravel as any)(this); };
prototype.contiguous = function (o: any) { return (f.contiguous as any)(this, o); };
prototype.clone = function (o: any) { return (f.clone as any)(this, o); };
prototype.narrow = function (a1: any, a2: any, a3: any) { return (f.narrow as any)(this, a1, a2, a3); };
prototype.slice = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.slice as any)(this, a1, a2, a3, a4, o); };
prototype.select = function (a1: any, a2: any) { return (f.select as any)(this, a1, a2); };
prototype.unbind = function (a1: any, o: any) { return (f.unbind as any)(this, a1, o); };
prototype.split = function (a1: any, a2: any, o: any) { return (f.split as any)(this, a1, a2, o); };
prototype.splitWithSizes = function (a1: any, a2: any, o: any) { return (f.splitWithSizes as any)(this, a1, a2, o); };
prototype.chunk = function (a1: any, a2: any, o: any) { return (f.chunk as any)(this, a1, a2, o); };
prototype.repeat = function (a1: any) { return (f.repeat as any)(this, a1); };
prototype.repeatInterleave = function (a1: any, a2: any, o: any) { return (f.repeatInterleave as any)(this, a1, a2, o); };
prototype.tile = function (a1: any) { return (f.tile as any)(this, a1); };
prototype.roll = function (a1: any, a2: any, o: any) { return (f.roll as any)(this, a1, a2, o); };
prototype.flip = function (a1: any) { return (f.flip as any)(this, a1); };
prototype.rot90 = function (a1: any, a2: any, o: any) { return (f.rot90 as any)(this, a1, a2, o); };
prototype.unfold = function (a1: any, a2: any, a3: any) { return (f.unfold as any)(this, a1, a2, a3); };
prototype.im2col = function (a1: any, a2: any, a3: any, a4: any) { return (f.im2col as any)(this, a1, a2, a3, a4); };
prototype.col2im = function (a1: any, a2: any, a3: any, a4: any, a5: any) { return (f.col2im as any)(this, a1, a2, a3, a4, a5); };
prototype.broadcastTo = function (a1: any) { return (f.broadcastTo as any)(this, a1); };
prototype.asStrided = function (a1: any, a2: any, a3: any, o: any) { return (f.asStrided as any)(this, a1, a2, a3, o); };
prototype.numpy_T = function () { return (f.numpy_T as any)(this); };
prototype.pixelShuffle = function (a1: any) { return (f.pixelShuffle as any)(this, a1); };
prototype.pixelUnshuffle = function (a1: any) { return (f.pixelUnshuffle as any)(this, a1); };
prototype.atleast1d = function () { return (f.atleast1d as any)(this); };
prototype.constantPadNd = function (a1: any, a2: any, o: any) { return (f.constantPadNd as any)(this, a1, a2, o); };
prototype.pad = function (a1: any, a2: any, a3: any, o: any) { return (f.pad as any)(this, a1, a2, a3, o); };
prototype.reflectionPad2d = function (a1: any) { return (f.reflectionPad2d as any)(this, a1); };
prototype.replicationPad2d = function (a1: any) { return (f.replicationPad2d as any)(this, a1); };
prototype.index = function (a1: any) { return (f.index as any)(this, a1); };
prototype.indexPut = function (a1: any, a2: any, a3: any, o: any) { return (f.indexPut as any)(this, a1, a2, a3, o); };
prototype.indexPut_ = function (a1: any, a2: any, a3: any, o: any) { return (f.indexPut_ as any)(this, a1, a2, a3, o); };
prototype.indexSelect = function (a1: any, a2: any) { return (f.indexSelect as any)(this, a1, a2); };
prototype.indexAdd = function (a1: any, a2: any, a3: any, o: any) { return (f.indexAdd as any)(this, a1, a2, a3, o); };
prototype.indexAdd_ = function (a1: any, a2: any, a3: any, o: any) { return (f.indexAdd_ as any)(this, a1, a2, a3, o); };
prototype.indexCopy = function (a1: any, a2: any, a3: any) { return (f.indexCopy as any)(this, a1, a2, a3); };
prototype.indexCopy_ = function (a1: any, a2: any, a3: any) { return (f.indexCopy_ as any)(this, a1, a2, a3); };
prototype.indexFill = function (a1: any, a2: any, a3: any) { return (f.indexFill as any)(this, a1, a2, a3); };
prototype.indexFill_ = function (a1: any, a2: any, a3: any) { return (f.indexFill_ as any)(this, a1, a2, a3); };
prototype.gather = function (a1: any, a2: any, o: any) { return (f.gather as any)(this, a1, a2, o); };
prototype.scatter = function (a1: any, a2: any, a3: any) { return (f.scatter as any)(this, a1, a2, a3); };
prototype.scatter_ = function (a1: any, a2: any, a3: any) { return (f.scatter_ as any)(this, a1, a2, a3); };
prototype.scatterAdd = function (a1: any, a2: any, a3: any) { return (f.scatterAdd as any)(this, a1, a2, a3); };
prototype.scatterAdd_ = function (a1: any, a2: any, a3: any) { return (f.scatterAdd_ as any)(this, a1, a2, a3); };
prototype.scatterReduce = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.scatterReduce as any)(this, a1, a2, a3, a4, o); };
prototype.scatterReduce_ = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.scatterReduce_ as any)(this, a1, a2, a3, a4, o); };
prototype.maskedFill = function (a1: any, a2: any) { return (f.maskedFill as any)(this, a1, a2); };
prototype.maskedFill_ = function (a1: any, a2: any) { return (f.maskedFill_ as any)(this, a1, a2); };
prototype.maskedSelect = function (a1: any) { return (f.maskedSelect as any)(this, a1); };
prototype.maskedScatter = function (a1: any, a2: any) { return (f.maskedScatter as any)(this, a1, a2); };
prototype.maskedScatter_ = function (a1: any, a2: any) { return (f.maskedScatter_ as any)(this, a1, a2); };
prototype.take = function (a1: any) { return (f.take as any)(this, a1); };
prototype.takeAlongDim = function (a1: any, a2: any, o: any) { return (f.takeAlongDim as any)(this, a1, a2, o); };
prototype.put_ = function (a1: any, a2: any, a3: any, o: any) { return (f.put_ as any)(this, a1, a2, a3, o); };
prototype.nonzero = function () { return (f.nonzero as any)(this); };
prototype.argwhere = function () { return (f.argwhere as any)(this); };
prototype.topk = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.topk as any)(this, a1, a2, a3, a4, o); };
prototype.sort = function (a1: any, a2: any, o: any) { return (f.sort as any)(this, a1, a2, o); };
prototype.argsort = function (a1: any, a2: any, o: any) { return (f.argsort as any)(this, a1, a2, o); };
prototype.bucketize = function (a1: any, o: any) { return (f.bucketize as any)(this, a1, o); };
prototype.embeddingRenorm_ = function (a1: any, a2: any, a3: any) { return (f.embeddingRenorm_ as any)(this, a1, a2, a3); };
prototype.oneHot = function (a1: any, o: any) { return (f.oneHot as any)(this, a1, o); };
prototype.fill_ = function (a1: any) { return (f.fill_ as any)(this, a1); };
prototype.zero_ = function () { return (f.zero_ as any)(this); };
prototype.copy_ = function (a1: any) { return (f.copy_ as any)(this, a1); };
prototype.fillDiagonal_ = function (a1: any, a2: any, o: any) { return (f.fillDiagonal_ as any)(this, a1, a2, o); };
prototype.resize_ = function (a1: any, o: any) { return (f.resize_ as any)(this, a1, o); };
prototype.set_ = function (a1: any) { return (f.set_ as any)(this, a1); };
prototype.zerosLike = function (o: any) { return (f.zerosLike as any)(this, o); };
prototype.onesLike = function (o: any) { return (f.onesLike as any)(this, o); };
prototype.emptyLike = function (o: any) { return (f.emptyLike as any)(this, o); };
prototype.fullLike = function (a1: any, o: any) { return (f.fullLike as any)(this, a1, o); };
prototype.newZeros = function (a1: any, o: any) { return (f.newZeros as any)(this, a1, o); };
prototype.newOnes = function (a1: any, o: any) { return (f.newOnes as any)(this, a1, o); };
prototype.newFull = function (a1: any, a2: any, o: any) { return (f.newFull as any)(this, a1, a2, o); };
prototype.newEmpty = function (a1: any, o: any) { return (f.newEmpty as any)(this, a1, o); };
prototype.randLike = function (o: any) { return (f.randLike as any)(this, o); };
prototype.randnLike = function (o: any) { return (f.randnLike as any)(this, o); };
prototype.randintLike = function (a1: any, a2: any, o: any) { return (f.randintLike as any)(this, a1, a2, o); };
prototype.normal_ = function (a1: any, a2: any, o: any) { return (f.normal_ as any)(this, a1, a2, o); };
prototype.uniform_ = function (a1: any, a2: any, o: any) { return (f.uniform_ as any)(this, a1, a2, o); };
prototype.random_ = function (a1: any, a2: any, o: any) { return (f.random_ as any)(this, a1, a2, o); };
prototype.bernoulli = function (a1: any, o: any) { return (f.bernoulli as any)(this, a1, o); };
prototype.bernoulli_ = function (a1: any, o: any) { return (f.bernoulli_ as any)(this, a1, o); };
prototype.exponential_ = function (a1: any, o: any) { return (f.exponential_ as any)(this, a1, o); };
prototype.multinomial = function (a1: any, a2: any, o: any) { return (f.multinomial as any)(this, a1, a2, o); };
prototype.dropout = function (a1: any, a2: any) { return (f.dropout as any)(this, a1, a2); };
prototype.dropout_ = function (a1: any, a2: any) { return (f.dropout_ as any)(this, a1, a2); };
prototype.layerNorm = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.layerNorm as any)(this, a1, a2, a3, a4, o); };
prototype.nativeLayerNorm = function (a1: any, a2: any, a3: any, a4: any) { return (f.nativeLayerNorm as any)(this, a1, a2, a3, a4); };
prototype.groupNorm = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.groupNorm as any)(this, a1, a2, a3, a4, o); };
prototype.batchNorm = function (a1: any, a2: any, a3: any, a4: any, a5: any, a6: any, a7: any) { return (f.batchNorm as any)(this, a1, a2, a3, a4, a5, a6, a7); };
prototype.instanceNorm = function (a1: any, a2: any, a3: any, a4: any, a5: any, a6: any, a7: any) { return (f.instanceNorm as any)(this, a1, a2, a3, a4, a5, a6, a7); };
prototype.conv1d = function (a1: any, a2: any, a3: any, a4: any, a5: any, a6: any, o: any) { return (f.conv1d as any)(this, a1, a2, a3, a4, a5, a6, o); };
prototype.conv2d = function (a1: any, a2: any, a3: any, a4: any, a5: any, a6: any, o: any) { return (f.conv2d as any)(this, a1, a2, a3, a4, a5, a6, o); };
prototype.conv3d = function (a1: any, a2: any, a3: any, a4: any, a5: any, a6: any, o: any) { return (f.conv3d as any)(this, a1, a2, a3, a4, a5, a6, o); };
prototype.convTranspose2d = function (a1: any, a2: any, a3: any, a4: any, a5: any, a6: any, a7: any, o: any) { return (f.convTranspose2d as any)(this, a1, a2, a3, a4, a5, a6, a7, o); };
prototype.convolution = function (a1: any, a2: any, a3: any, a4: any, a5: any, a6: any, a7: any, a8: any) { return (f.convolution as any)(this, a1, a2, a3, a4, a5, a6, a7, a8); };
prototype.avgPool2d = function (a1: any, a2: any, a3: any, a4: any, a5: any, a6: any, o: any) { return (f.avgPool2d as any)(this, a1, a2, a3, a4, a5, a6, o); };
prototype.maxPool2d = function (a1: any, a2: any, a3: any, a4: any, a5: any, o: any) { return (f.maxPool2d as any)(this, a1, a2, a3, a4, a5, o); };
prototype.maxPool2dWithIndices = function (a1: any, a2: any, a3: any, a4: any, a5: any, o: any) { return (f.maxPool2dWithIndices as any)(this, a1, a2, a3, a4, a5, o); };
prototype.adaptiveAvgPool2d = function (a1: any) { return (f.adaptiveAvgPool2d as any)(this, a1); };
prototype.adaptiveMaxPool2d = function (a1: any) { return (f.adaptiveMaxPool2d as any)(this, a1); };
prototype.avgPool1d = function (a1: any, a2: any, a3: any, a4: any, a5: any, o: any) { return (f.avgPool1d as any)(this, a1, a2, a3, a4, a5, o); };
prototype.maxPool1d = function (a1: any, a2: any, a3: any, a4: any, a5: any, o: any) { return (f.maxPool1d as any)(this, a1, a2, a3, a4, a5, o); };
prototype.upsampleNearest1d = function (a1: any, a2: any, o: any) { return (f.upsampleNearest1d as any)(this, a1, a2, o); };
prototype.upsampleNearest2d = function (a1: any, a2: any, a3: any, o: any) { return (f.upsampleNearest2d as any)(this, a1, a2, a3, o); };
prototype._upsampleNearestExact2d = function (a1: any, a2: any, a3: any, o: any) { return (f._upsampleNearestExact2d as any)(this, a1, a2, a3, o); };
prototype.upsampleBilinear2d = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.upsampleBilinear2d as any)(this, a1, a2, a3, a4, o); };
prototype._upsampleBilinear2dAa = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f._upsampleBilinear2dAa as any)(this, a1, a2, a3, a4, o); };
prototype.upsampleBicubic2d = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.upsampleBicubic2d as any)(this, a1, a2, a3, a4, o); };
prototype._upsampleBicubic2dAa = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f._upsampleBicubic2dAa as any)(this, a1, a2, a3, a4, o); };
prototype.upsampleLinear1d = function (a1: any, a2: any, a3: any, o: any) { return (f.upsampleLinear1d as any)(this, a1, a2, a3, o); };
prototype.gridSampler = function (a1: any, a2: any, a3: any, a4: any) { return (f.gridSampler as any)(this, a1, a2, a3, a4); };
prototype.gridSampler2d = function (a1: any, a2: any, a3: any, a4: any) { return (f.gridSampler2d as any)(this, a1, a2, a3, a4); };
prototype.crossEntropyLoss = function (a1: any, a2: any, a3: any, a4: any, a5: any, o: any) { return (f.crossEntropyLoss as any)(this, a1, a2, a3, a4, a5, o); };
prototype.nllLoss = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.nllLoss as any)(this, a1, a2, a3, a4, o); };
prototype.nllLossNd = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.nllLossNd as any)(this, a1, a2, a3, a4, o); };
prototype.binaryCrossEntropy = function (a1: any, a2: any, a3: any, o: any) { return (f.binaryCrossEntropy as any)(this, a1, a2, a3, o); };
prototype.binaryCrossEntropyWithLogits = function (a1: any, a2: any, a3: any, a4: any, o: any) { return (f.binaryCrossEntropyWithLogits as any)(this, a1, a2, a3, a4, o); };
prototype.mseLoss = function (a1: any, a2: any, o: any) { return (f.mseLoss as any)(this, a1, a2, o); };
prototype.l1Loss = function (a1: any, a2: any, o: any) { return (f.l1Loss as any)(this, a1, a2, o); };
prototype.smoothL1Loss = function (a1: any, a2: any, o: any) { return (f.smoothL1Loss as any)(this, a1, a2, o); };
prototype.huberLoss = function (a1: any, a2: any, a3: any, o: any) { return (f.huberLoss as any)(this, a1, a2, a3, o); };
prototype.klDiv = function (a1: any, a2: any, o: any) { return (f.klDiv as any)(this, a1, a2, o); };
