// Generated from ops.txt and libtorch's schemas by scripts/generate-ops.mjs; do not edit.
// Typed free functions, one for each operator in use.
import { call, dt, gen, h, hs, type Ints, isInts, isOptions, isScalar, isTensor, isTensors, leaf, mf, op, red, type Reduction, tuple, w, ws } from "../call.js";
import type { DType, MemoryFormat, Scalar } from "../dtype.js";
import * as guards from "../guards.js";
import type { Generator } from "../random.js";
import type { Tensor } from "../tensor.js";

const $add_Tensor = op("add", "Tensor", "self,other,alpha");
const $add_Scalar = op("add", "Scalar", "self,other,alpha");
/** `aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor`  
 * `aten::add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor` */
export function add(self: Tensor, other: Tensor | Scalar, options?: { alpha?: Scalar }): Tensor;
export function add(a0?: any, a1?: any, o?: any): any {
  if (isTensor(a1)) return w(call($add_Tensor, h(a0), h(a1), o?.alpha));
  return w(call($add_Scalar, h(a0), a1, o?.alpha));
}

const $add__Tensor = op("add_", "Tensor", "self,other,alpha");
const $add__Scalar = op("add_", "Scalar", "self,other,alpha");
/** `aten::add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)`  
 * `aten::add_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)` */
export function add_(self: Tensor, other: Tensor | Scalar, options?: { alpha?: Scalar }): Tensor;
export function add_(a0?: any, a1?: any, o?: any): any {
  if (isTensor(a1)) return (call($add__Tensor, h(a0), h(a1), o?.alpha), a0);
  return (call($add__Scalar, h(a0), a1, o?.alpha), a0);
}

const $sub_Tensor = op("sub", "Tensor", "self,other,alpha");
const $sub_Scalar = op("sub", "Scalar", "self,other,alpha");
/** `aten::sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor`  
 * `aten::sub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor` */
export function sub(self: Tensor, other: Tensor | Scalar, options?: { alpha?: Scalar }): Tensor;
export function sub(a0?: any, a1?: any, o?: any): any {
  if (isTensor(a1)) return w(call($sub_Tensor, h(a0), h(a1), o?.alpha));
  return w(call($sub_Scalar, h(a0), a1, o?.alpha));
}

const $sub__Tensor = op("sub_", "Tensor", "self,other,alpha");
const $sub__Scalar = op("sub_", "Scalar", "self,other,alpha");
/** `aten::sub_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)`  
 * `aten::sub_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)` */
export function sub_(self: Tensor, other: Tensor | Scalar, options?: { alpha?: Scalar }): Tensor;
export function sub_(a0?: any, a1?: any, o?: any): any {
  if (isTensor(a1)) return (call($sub__Tensor, h(a0), h(a1), o?.alpha), a0);
  return (call($sub__Scalar, h(a0), a1, o?.alpha), a0);
}

const $rsub_Tensor = op("rsub", "Tensor", "self,other,alpha");
const $rsub_Scalar = op("rsub", "Scalar", "self,other,alpha");
/** `aten::rsub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor`  
 * `aten::rsub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor` */
export function rsub(self: Tensor, other: Tensor | Scalar, options?: { alpha?: Scalar }): Tensor;
export function rsub(a0?: any, a1?: any, o?: any): any {
  if (isTensor(a1)) return w(call($rsub_Tensor, h(a0), h(a1), o?.alpha));
  return w(call($rsub_Scalar, h(a0), a1, o?.alpha));
}

const $mul_Tensor = op("mul", "Tensor", "self,other");
const $mul_Scalar = op("mul", "Scalar", "self,other");
/** `aten::mul.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::mul.Scalar(Tensor self, Scalar other) -> Tensor` */
export function mul(self: Tensor, other: Tensor | Scalar): Tensor;
export function mul(a0?: any, a1?: any): any {
  if (isTensor(a1)) return w(call($mul_Tensor, h(a0), h(a1)));
  return w(call($mul_Scalar, h(a0), a1));
}

const $mul__Tensor = op("mul_", "Tensor", "self,other");
const $mul__Scalar = op("mul_", "Scalar", "self,other");
/** `aten::mul_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)`  
 * `aten::mul_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)` */
export function mul_(self: Tensor, other: Tensor | Scalar): Tensor;
export function mul_(a0?: any, a1?: any): any {
  if (isTensor(a1)) return (call($mul__Tensor, h(a0), h(a1)), a0);
  return (call($mul__Scalar, h(a0), a1), a0);
}

const $div_Tensor_mode = op("div", "Tensor_mode", "self,other,rounding_mode");
const $div_Scalar_mode = op("div", "Scalar_mode", "self,other,rounding_mode");
const $div_Tensor = op("div", "Tensor", "self,other");
const $div_Scalar = op("div", "Scalar", "self,other");
/** `aten::div.Tensor_mode(Tensor self, Tensor other, *, str? rounding_mode) -> Tensor`  
 * `aten::div.Scalar_mode(Tensor self, Scalar other, *, str? rounding_mode) -> Tensor`  
 * `aten::div.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::div.Scalar(Tensor self, Scalar other) -> Tensor` */
export function div(self: Tensor, other: Tensor | Scalar, options?: { roundingMode?: string | null }): Tensor;
export function div(a0?: any, a1?: any, o?: any): any {
  if (o !== undefined) o = { ...o };
  guards.div(a0, a1, o);
  if (isTensor(a1) && o?.roundingMode != null) return w(call($div_Tensor_mode, h(a0), h(a1), o?.roundingMode));
  if (isScalar(a1) && o?.roundingMode != null) return w(call($div_Scalar_mode, h(a0), a1, o?.roundingMode));
  if (isTensor(a1)) return w(call($div_Tensor, h(a0), h(a1)));
  return w(call($div_Scalar, h(a0), a1));
}

const $div__Tensor_mode = op("div_", "Tensor_mode", "self,other,rounding_mode");
const $div__Scalar_mode = op("div_", "Scalar_mode", "self,other,rounding_mode");
const $div__Tensor = op("div_", "Tensor", "self,other");
const $div__Scalar = op("div_", "Scalar", "self,other");
/** `aten::div_.Tensor_mode(Tensor(a!) self, Tensor other, *, str? rounding_mode) -> Tensor(a!)`  
 * `aten::div_.Scalar_mode(Tensor(a!) self, Scalar other, *, str? rounding_mode) -> Tensor(a!)`  
 * `aten::div_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)`  
 * `aten::div_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)` */
export function div_(self: Tensor, other: Tensor | Scalar, options?: { roundingMode?: string | null }): Tensor;
export function div_(a0?: any, a1?: any, o?: any): any {
  if (o !== undefined) o = { ...o };
  guards.div_(a0, a1, o);
  if (isTensor(a1) && o?.roundingMode != null) return (call($div__Tensor_mode, h(a0), h(a1), o?.roundingMode), a0);
  if (isScalar(a1) && o?.roundingMode != null) return (call($div__Scalar_mode, h(a0), a1, o?.roundingMode), a0);
  if (isTensor(a1)) return (call($div__Tensor, h(a0), h(a1)), a0);
  return (call($div__Scalar, h(a0), a1), a0);
}

const $floor_divide = op("floor_divide", "", "self,other");
const $floor_divide_Scalar = op("floor_divide", "Scalar", "self,other");
/** `aten::floor_divide(Tensor self, Tensor other) -> Tensor`  
 * `aten::floor_divide.Scalar(Tensor self, Scalar other) -> Tensor` */
export function floorDivide(self: Tensor, other: Tensor | Scalar): Tensor;
export function floorDivide(a0?: any, a1?: any): any {
  guards.floorDivide(a0, a1);
  if (isTensor(a1)) return w(call($floor_divide, h(a0), h(a1)));
  return w(call($floor_divide_Scalar, h(a0), a1));
}

const $remainder_Tensor = op("remainder", "Tensor", "self,other");
const $remainder_Scalar = op("remainder", "Scalar", "self,other");
/** `aten::remainder.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::remainder.Scalar(Tensor self, Scalar other) -> Tensor` */
export function remainder(self: Tensor, other: Tensor | Scalar): Tensor;
export function remainder(a0?: any, a1?: any): any {
  guards.remainder(a0, a1);
  if (isTensor(a1)) return w(call($remainder_Tensor, h(a0), h(a1)));
  return w(call($remainder_Scalar, h(a0), a1));
}

const $fmod_Tensor = op("fmod", "Tensor", "self,other");
const $fmod_Scalar = op("fmod", "Scalar", "self,other");
/** `aten::fmod.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::fmod.Scalar(Tensor self, Scalar other) -> Tensor` */
export function fmod(self: Tensor, other: Tensor | Scalar): Tensor;
export function fmod(a0?: any, a1?: any): any {
  guards.fmod(a0, a1);
  if (isTensor(a1)) return w(call($fmod_Tensor, h(a0), h(a1)));
  return w(call($fmod_Scalar, h(a0), a1));
}

const $pow_Tensor_Tensor = op("pow", "Tensor_Tensor", "self,exponent");
const $pow_Tensor_Scalar = op("pow", "Tensor_Scalar", "self,exponent");
const $pow_Scalar = op("pow", "Scalar", "self,exponent");
/** `aten::pow.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor`  
 * `aten::pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor`  
 * `aten::pow.Scalar(Scalar self, Tensor exponent) -> Tensor` */
export function pow(self: Tensor | Scalar, exponent: Tensor | Scalar): Tensor;
export function pow(a0?: any, a1?: any): any {
  if (isTensor(a0) && isTensor(a1)) return w(call($pow_Tensor_Tensor, h(a0), h(a1)));
  if (isTensor(a0) && isScalar(a1)) return w(call($pow_Tensor_Scalar, h(a0), a1));
  return w(call($pow_Scalar, a0, h(a1)));
}

const $pow__Tensor = op("pow_", "Tensor", "self,exponent");
const $pow__Scalar = op("pow_", "Scalar", "self,exponent");
/** `aten::pow_.Tensor(Tensor(a!) self, Tensor exponent) -> Tensor(a!)`  
 * `aten::pow_.Scalar(Tensor(a!) self, Scalar exponent) -> Tensor(a!)` */
export function pow_(self: Tensor, exponent: Tensor | Scalar): Tensor;
export function pow_(a0?: any, a1?: any): any {
  if (isTensor(a1)) return (call($pow__Tensor, h(a0), h(a1)), a0);
  return (call($pow__Scalar, h(a0), a1), a0);
}

const $neg = op("neg", "", "self");
/** `aten::neg(Tensor self) -> Tensor` */
export function neg(self: Tensor): Tensor;
export function neg(a0?: any): any {
  return w(call($neg, h(a0)));
}

const $neg_ = op("neg_", "", "self");
/** `aten::neg_(Tensor(a!) self) -> Tensor(a!)` */
export function neg_(self: Tensor): Tensor;
export function neg_(a0?: any): any {
  return (call($neg_, h(a0)), a0);
}

const $reciprocal = op("reciprocal", "", "self");
/** `aten::reciprocal(Tensor self) -> Tensor` */
export function reciprocal(self: Tensor): Tensor;
export function reciprocal(a0?: any): any {
  return w(call($reciprocal, h(a0)));
}

const $reciprocal_ = op("reciprocal_", "", "self");
/** `aten::reciprocal_(Tensor(a!) self) -> Tensor(a!)` */
export function reciprocal_(self: Tensor): Tensor;
export function reciprocal_(a0?: any): any {
  return (call($reciprocal_, h(a0)), a0);
}

const $addcmul = op("addcmul", "", "self,tensor1,tensor2,value");
/** `aten::addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor` */
export function addcmul(self: Tensor, tensor1: Tensor, tensor2: Tensor, options?: { value?: Scalar }): Tensor;
export function addcmul(a0?: any, a1?: any, a2?: any, o?: any): any {
  return w(call($addcmul, h(a0), h(a1), h(a2), o?.value));
}

const $addcmul_ = op("addcmul_", "", "self,tensor1,tensor2,value");
/** `aten::addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)` */
export function addcmul_(self: Tensor, tensor1: Tensor, tensor2: Tensor, options?: { value?: Scalar }): Tensor;
export function addcmul_(a0?: any, a1?: any, a2?: any, o?: any): any {
  return (call($addcmul_, h(a0), h(a1), h(a2), o?.value), a0);
}

const $addcdiv = op("addcdiv", "", "self,tensor1,tensor2,value");
/** `aten::addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor` */
export function addcdiv(self: Tensor, tensor1: Tensor, tensor2: Tensor, options?: { value?: Scalar }): Tensor;
export function addcdiv(a0?: any, a1?: any, a2?: any, o?: any): any {
  return w(call($addcdiv, h(a0), h(a1), h(a2), o?.value));
}

const $addcdiv_ = op("addcdiv_", "", "self,tensor1,tensor2,value");
/** `aten::addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)` */
export function addcdiv_(self: Tensor, tensor1: Tensor, tensor2: Tensor, options?: { value?: Scalar }): Tensor;
export function addcdiv_(a0?: any, a1?: any, a2?: any, o?: any): any {
  return (call($addcdiv_, h(a0), h(a1), h(a2), o?.value), a0);
}

const $lerp_Tensor = op("lerp", "Tensor", "self,end,weight");
const $lerp_Scalar = op("lerp", "Scalar", "self,end,weight");
/** `aten::lerp.Tensor(Tensor self, Tensor end, Tensor weight) -> Tensor`  
 * `aten::lerp.Scalar(Tensor self, Tensor end, Scalar weight) -> Tensor` */
export function lerp(self: Tensor, end: Tensor, weight: Tensor | Scalar): Tensor;
export function lerp(a0?: any, a1?: any, a2?: any): any {
  if (isTensor(a2)) return w(call($lerp_Tensor, h(a0), h(a1), h(a2)));
  return w(call($lerp_Scalar, h(a0), h(a1), a2));
}

const $lerp__Tensor = op("lerp_", "Tensor", "self,end,weight");
const $lerp__Scalar = op("lerp_", "Scalar", "self,end,weight");
/** `aten::lerp_.Tensor(Tensor(a!) self, Tensor end, Tensor weight) -> Tensor(a!)`  
 * `aten::lerp_.Scalar(Tensor(a!) self, Tensor end, Scalar weight) -> Tensor(a!)` */
export function lerp_(self: Tensor, end: Tensor, weight: Tensor | Scalar): Tensor;
export function lerp_(a0?: any, a1?: any, a2?: any): any {
  if (isTensor(a2)) return (call($lerp__Tensor, h(a0), h(a1), h(a2)), a0);
  return (call($lerp__Scalar, h(a0), h(a1), a2), a0);
}

const $maximum = op("maximum", "", "self,other");
/** `aten::maximum(Tensor self, Tensor other) -> Tensor` */
export function maximum(self: Tensor, other: Tensor): Tensor;
export function maximum(a0?: any, a1?: any): any {
  return w(call($maximum, h(a0), h(a1)));
}

const $minimum = op("minimum", "", "self,other");
/** `aten::minimum(Tensor self, Tensor other) -> Tensor` */
export function minimum(self: Tensor, other: Tensor): Tensor;
export function minimum(a0?: any, a1?: any): any {
  return w(call($minimum, h(a0), h(a1)));
}

const $fmax = op("fmax", "", "self,other");
/** `aten::fmax(Tensor self, Tensor other) -> Tensor` */
export function fmax(self: Tensor, other: Tensor): Tensor;
export function fmax(a0?: any, a1?: any): any {
  return w(call($fmax, h(a0), h(a1)));
}

const $fmin = op("fmin", "", "self,other");
/** `aten::fmin(Tensor self, Tensor other) -> Tensor` */
export function fmin(self: Tensor, other: Tensor): Tensor;
export function fmin(a0?: any, a1?: any): any {
  return w(call($fmin, h(a0), h(a1)));
}

const $clamp = op("clamp", "", "self,min,max");
const $clamp_Tensor = op("clamp", "Tensor", "self,min,max");
/** `aten::clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor`  
 * `aten::clamp.Tensor(Tensor self, Tensor? min=None, Tensor? max=None) -> Tensor` */
export function clamp(self: Tensor, min?: Scalar | null | Tensor, max?: Scalar | null | Tensor): Tensor;
export function clamp(self: Tensor, options: { min?: Scalar | null | Tensor; max?: Scalar | null | Tensor }): Tensor;
export function clamp(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if ((a1 == null || isScalar(a1)) && (a2 == null || isScalar(a2))) return w(call($clamp, h(a0), (a1 ?? o?.min), (a2 ?? o?.max)));
  return w(call($clamp_Tensor, h(a0), h((a1 ?? o?.min)), h((a2 ?? o?.max))));
}

const $clamp_ = op("clamp_", "", "self,min,max");
const $clamp__Tensor = op("clamp_", "Tensor", "self,min,max");
/** `aten::clamp_(Tensor(a!) self, Scalar? min=None, Scalar? max=None) -> Tensor(a!)`  
 * `aten::clamp_.Tensor(Tensor(a!) self, Tensor? min=None, Tensor? max=None) -> Tensor(a!)` */
export function clamp_(self: Tensor, min?: Scalar | null | Tensor, max?: Scalar | null | Tensor): Tensor;
export function clamp_(self: Tensor, options: { min?: Scalar | null | Tensor; max?: Scalar | null | Tensor }): Tensor;
export function clamp_(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if ((a1 == null || isScalar(a1)) && (a2 == null || isScalar(a2))) return (call($clamp_, h(a0), (a1 ?? o?.min), (a2 ?? o?.max)), a0);
  return (call($clamp__Tensor, h(a0), h((a1 ?? o?.min)), h((a2 ?? o?.max))), a0);
}

const $clamp_min = op("clamp_min", "", "self,min");
const $clamp_min_Tensor = op("clamp_min", "Tensor", "self,min");
/** `aten::clamp_min(Tensor self, Scalar min) -> Tensor`  
 * `aten::clamp_min.Tensor(Tensor self, Tensor min) -> Tensor` */
export function clampMin(self: Tensor, min: Scalar | Tensor): Tensor;
export function clampMin(a0?: any, a1?: any): any {
  if (isScalar(a1)) return w(call($clamp_min, h(a0), a1));
  return w(call($clamp_min_Tensor, h(a0), h(a1)));
}

const $clamp_min_ = op("clamp_min_", "", "self,min");
const $clamp_min__Tensor = op("clamp_min_", "Tensor", "self,min");
/** `aten::clamp_min_(Tensor(a!) self, Scalar min) -> Tensor(a!)`  
 * `aten::clamp_min_.Tensor(Tensor(a!) self, Tensor min) -> Tensor(a!)` */
export function clampMin_(self: Tensor, min: Scalar | Tensor): Tensor;
export function clampMin_(a0?: any, a1?: any): any {
  if (isScalar(a1)) return (call($clamp_min_, h(a0), a1), a0);
  return (call($clamp_min__Tensor, h(a0), h(a1)), a0);
}

const $clamp_max = op("clamp_max", "", "self,max");
const $clamp_max_Tensor = op("clamp_max", "Tensor", "self,max");
/** `aten::clamp_max(Tensor self, Scalar max) -> Tensor`  
 * `aten::clamp_max.Tensor(Tensor self, Tensor max) -> Tensor` */
export function clampMax(self: Tensor, max: Scalar | Tensor): Tensor;
export function clampMax(a0?: any, a1?: any): any {
  if (isScalar(a1)) return w(call($clamp_max, h(a0), a1));
  return w(call($clamp_max_Tensor, h(a0), h(a1)));
}

const $clamp_max_ = op("clamp_max_", "", "self,max");
const $clamp_max__Tensor = op("clamp_max_", "Tensor", "self,max");
/** `aten::clamp_max_(Tensor(a!) self, Scalar max) -> Tensor(a!)`  
 * `aten::clamp_max_.Tensor(Tensor(a!) self, Tensor max) -> Tensor(a!)` */
export function clampMax_(self: Tensor, max: Scalar | Tensor): Tensor;
export function clampMax_(a0?: any, a1?: any): any {
  if (isScalar(a1)) return (call($clamp_max_, h(a0), a1), a0);
  return (call($clamp_max__Tensor, h(a0), h(a1)), a0);
}

const $atan2 = op("atan2", "", "self,other");
/** `aten::atan2(Tensor self, Tensor other) -> Tensor` */
export function atan2(self: Tensor, other: Tensor): Tensor;
export function atan2(a0?: any, a1?: any): any {
  return w(call($atan2, h(a0), h(a1)));
}

const $hypot = op("hypot", "", "self,other");
/** `aten::hypot(Tensor self, Tensor other) -> Tensor` */
export function hypot(self: Tensor, other: Tensor): Tensor;
export function hypot(a0?: any, a1?: any): any {
  return w(call($hypot, h(a0), h(a1)));
}

const $bitwise_and_Tensor = op("bitwise_and", "Tensor", "self,other");
const $bitwise_and_Scalar = op("bitwise_and", "Scalar", "self,other");
/** `aten::bitwise_and.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::bitwise_and.Scalar(Tensor self, Scalar other) -> Tensor` */
export function bitwiseAnd(self: Tensor, other: Tensor | Scalar): Tensor;
export function bitwiseAnd(a0?: any, a1?: any): any {
  if (isTensor(a1)) return w(call($bitwise_and_Tensor, h(a0), h(a1)));
  return w(call($bitwise_and_Scalar, h(a0), a1));
}

const $bitwise_or_Tensor = op("bitwise_or", "Tensor", "self,other");
const $bitwise_or_Scalar = op("bitwise_or", "Scalar", "self,other");
/** `aten::bitwise_or.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::bitwise_or.Scalar(Tensor self, Scalar other) -> Tensor` */
export function bitwiseOr(self: Tensor, other: Tensor | Scalar): Tensor;
export function bitwiseOr(a0?: any, a1?: any): any {
  if (isTensor(a1)) return w(call($bitwise_or_Tensor, h(a0), h(a1)));
  return w(call($bitwise_or_Scalar, h(a0), a1));
}

const $bitwise_xor_Tensor = op("bitwise_xor", "Tensor", "self,other");
const $bitwise_xor_Scalar = op("bitwise_xor", "Scalar", "self,other");
/** `aten::bitwise_xor.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::bitwise_xor.Scalar(Tensor self, Scalar other) -> Tensor` */
export function bitwiseXor(self: Tensor, other: Tensor | Scalar): Tensor;
export function bitwiseXor(a0?: any, a1?: any): any {
  if (isTensor(a1)) return w(call($bitwise_xor_Tensor, h(a0), h(a1)));
  return w(call($bitwise_xor_Scalar, h(a0), a1));
}

const $bitwise_not = op("bitwise_not", "", "self");
/** `aten::bitwise_not(Tensor self) -> Tensor` */
export function bitwiseNot(self: Tensor): Tensor;
export function bitwiseNot(a0?: any): any {
  return w(call($bitwise_not, h(a0)));
}

const $abs = op("abs", "", "self");
/** `aten::abs(Tensor self) -> Tensor` */
export function abs(self: Tensor): Tensor;
export function abs(a0?: any): any {
  return w(call($abs, h(a0)));
}

const $abs_ = op("abs_", "", "self");
/** `aten::abs_(Tensor(a!) self) -> Tensor(a!)` */
export function abs_(self: Tensor): Tensor;
export function abs_(a0?: any): any {
  return (call($abs_, h(a0)), a0);
}

const $exp = op("exp", "", "self");
/** `aten::exp(Tensor self) -> Tensor` */
export function exp(self: Tensor): Tensor;
export function exp(a0?: any): any {
  return w(call($exp, h(a0)));
}

const $exp_ = op("exp_", "", "self");
/** `aten::exp_(Tensor(a!) self) -> Tensor(a!)` */
export function exp_(self: Tensor): Tensor;
export function exp_(a0?: any): any {
  return (call($exp_, h(a0)), a0);
}

const $expm1 = op("expm1", "", "self");
/** `aten::expm1(Tensor self) -> Tensor` */
export function expm1(self: Tensor): Tensor;
export function expm1(a0?: any): any {
  return w(call($expm1, h(a0)));
}

const $exp2 = op("exp2", "", "self");
/** `aten::exp2(Tensor self) -> Tensor` */
export function exp2(self: Tensor): Tensor;
export function exp2(a0?: any): any {
  return w(call($exp2, h(a0)));
}

const $log = op("log", "", "self");
/** `aten::log(Tensor self) -> Tensor` */
export function log(self: Tensor): Tensor;
export function log(a0?: any): any {
  return w(call($log, h(a0)));
}

const $log_ = op("log_", "", "self");
/** `aten::log_(Tensor(a!) self) -> Tensor(a!)` */
export function log_(self: Tensor): Tensor;
export function log_(a0?: any): any {
  return (call($log_, h(a0)), a0);
}

const $log1p = op("log1p", "", "self");
/** `aten::log1p(Tensor self) -> Tensor` */
export function log1p(self: Tensor): Tensor;
export function log1p(a0?: any): any {
  return w(call($log1p, h(a0)));
}

const $log2 = op("log2", "", "self");
/** `aten::log2(Tensor self) -> Tensor` */
export function log2(self: Tensor): Tensor;
export function log2(a0?: any): any {
  return w(call($log2, h(a0)));
}

const $log10 = op("log10", "", "self");
/** `aten::log10(Tensor self) -> Tensor` */
export function log10(self: Tensor): Tensor;
export function log10(a0?: any): any {
  return w(call($log10, h(a0)));
}

const $sqrt = op("sqrt", "", "self");
/** `aten::sqrt(Tensor self) -> Tensor` */
export function sqrt(self: Tensor): Tensor;
export function sqrt(a0?: any): any {
  return w(call($sqrt, h(a0)));
}

const $sqrt_ = op("sqrt_", "", "self");
/** `aten::sqrt_(Tensor(a!) self) -> Tensor(a!)` */
export function sqrt_(self: Tensor): Tensor;
export function sqrt_(a0?: any): any {
  return (call($sqrt_, h(a0)), a0);
}

const $rsqrt = op("rsqrt", "", "self");
/** `aten::rsqrt(Tensor self) -> Tensor` */
export function rsqrt(self: Tensor): Tensor;
export function rsqrt(a0?: any): any {
  return w(call($rsqrt, h(a0)));
}

const $rsqrt_ = op("rsqrt_", "", "self");
/** `aten::rsqrt_(Tensor(a!) self) -> Tensor(a!)` */
export function rsqrt_(self: Tensor): Tensor;
export function rsqrt_(a0?: any): any {
  return (call($rsqrt_, h(a0)), a0);
}

const $square = op("square", "", "self");
/** `aten::square(Tensor self) -> Tensor` */
export function square(self: Tensor): Tensor;
export function square(a0?: any): any {
  return w(call($square, h(a0)));
}

const $sin = op("sin", "", "self");
/** `aten::sin(Tensor self) -> Tensor` */
export function sin(self: Tensor): Tensor;
export function sin(a0?: any): any {
  return w(call($sin, h(a0)));
}

const $cos = op("cos", "", "self");
/** `aten::cos(Tensor self) -> Tensor` */
export function cos(self: Tensor): Tensor;
export function cos(a0?: any): any {
  return w(call($cos, h(a0)));
}

const $tan = op("tan", "", "self");
/** `aten::tan(Tensor self) -> Tensor` */
export function tan(self: Tensor): Tensor;
export function tan(a0?: any): any {
  return w(call($tan, h(a0)));
}

const $asin = op("asin", "", "self");
/** `aten::asin(Tensor self) -> Tensor` */
export function asin(self: Tensor): Tensor;
export function asin(a0?: any): any {
  return w(call($asin, h(a0)));
}

const $acos = op("acos", "", "self");
/** `aten::acos(Tensor self) -> Tensor` */
export function acos(self: Tensor): Tensor;
export function acos(a0?: any): any {
  return w(call($acos, h(a0)));
}

const $atan = op("atan", "", "self");
/** `aten::atan(Tensor self) -> Tensor` */
export function atan(self: Tensor): Tensor;
export function atan(a0?: any): any {
  return w(call($atan, h(a0)));
}

const $sinh = op("sinh", "", "self");
/** `aten::sinh(Tensor self) -> Tensor` */
export function sinh(self: Tensor): Tensor;
export function sinh(a0?: any): any {
  return w(call($sinh, h(a0)));
}

const $cosh = op("cosh", "", "self");
/** `aten::cosh(Tensor self) -> Tensor` */
export function cosh(self: Tensor): Tensor;
export function cosh(a0?: any): any {
  return w(call($cosh, h(a0)));
}

const $tanh = op("tanh", "", "self");
/** `aten::tanh(Tensor self) -> Tensor` */
export function tanh(self: Tensor): Tensor;
export function tanh(a0?: any): any {
  return w(call($tanh, h(a0)));
}

const $tanh_ = op("tanh_", "", "self");
/** `aten::tanh_(Tensor(a!) self) -> Tensor(a!)` */
export function tanh_(self: Tensor): Tensor;
export function tanh_(a0?: any): any {
  return (call($tanh_, h(a0)), a0);
}

const $erf = op("erf", "", "self");
/** `aten::erf(Tensor self) -> Tensor` */
export function erf(self: Tensor): Tensor;
export function erf(a0?: any): any {
  return w(call($erf, h(a0)));
}

const $erfc = op("erfc", "", "self");
/** `aten::erfc(Tensor self) -> Tensor` */
export function erfc(self: Tensor): Tensor;
export function erfc(a0?: any): any {
  return w(call($erfc, h(a0)));
}

const $erfinv = op("erfinv", "", "self");
/** `aten::erfinv(Tensor self) -> Tensor` */
export function erfinv(self: Tensor): Tensor;
export function erfinv(a0?: any): any {
  return w(call($erfinv, h(a0)));
}

const $erfinv_ = op("erfinv_", "", "self");
/** `aten::erfinv_(Tensor(a!) self) -> Tensor(a!)` */
export function erfinv_(self: Tensor): Tensor;
export function erfinv_(a0?: any): any {
  return (call($erfinv_, h(a0)), a0);
}

const $sign = op("sign", "", "self");
/** `aten::sign(Tensor self) -> Tensor` */
export function sign(self: Tensor): Tensor;
export function sign(a0?: any): any {
  return w(call($sign, h(a0)));
}

const $floor = op("floor", "", "self");
/** `aten::floor(Tensor self) -> Tensor` */
export function floor(self: Tensor): Tensor;
export function floor(a0?: any): any {
  return w(call($floor, h(a0)));
}

const $floor_ = op("floor_", "", "self");
/** `aten::floor_(Tensor(a!) self) -> Tensor(a!)` */
export function floor_(self: Tensor): Tensor;
export function floor_(a0?: any): any {
  return (call($floor_, h(a0)), a0);
}

const $ceil = op("ceil", "", "self");
/** `aten::ceil(Tensor self) -> Tensor` */
export function ceil(self: Tensor): Tensor;
export function ceil(a0?: any): any {
  return w(call($ceil, h(a0)));
}

const $round = op("round", "", "self");
/** `aten::round(Tensor self) -> Tensor` */
export function round(self: Tensor): Tensor;
export function round(a0?: any): any {
  return w(call($round, h(a0)));
}

const $round_ = op("round_", "", "self");
/** `aten::round_(Tensor(a!) self) -> Tensor(a!)` */
export function round_(self: Tensor): Tensor;
export function round_(a0?: any): any {
  return (call($round_, h(a0)), a0);
}

const $trunc = op("trunc", "", "self");
/** `aten::trunc(Tensor self) -> Tensor` */
export function trunc(self: Tensor): Tensor;
export function trunc(a0?: any): any {
  return w(call($trunc, h(a0)));
}

const $frac = op("frac", "", "self");
/** `aten::frac(Tensor self) -> Tensor` */
export function frac(self: Tensor): Tensor;
export function frac(a0?: any): any {
  return w(call($frac, h(a0)));
}

const $logit = op("logit", "", "self,eps");
/** `aten::logit(Tensor self, float? eps=None) -> Tensor` */
export function logit(self: Tensor, eps?: number | null): Tensor;
export function logit(self: Tensor, options: { eps?: number | null }): Tensor;
export function logit(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($logit, h(a0), (a1 ?? o?.eps)));
}

const $nan_to_num = op("nan_to_num", "", "self,nan,posinf,neginf");
/** `aten::nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor` */
export function nanToNum(self: Tensor, nan?: number | null, posinf?: number | null, neginf?: number | null): Tensor;
export function nanToNum(self: Tensor, options: { nan?: number | null; posinf?: number | null; neginf?: number | null }): Tensor;
export function nanToNum(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($nan_to_num, h(a0), (a1 ?? o?.nan), (a2 ?? o?.posinf), (a3 ?? o?.neginf)));
}

const $isnan = op("isnan", "", "self");
/** `aten::isnan(Tensor self) -> Tensor` */
export function isnan(self: Tensor): Tensor;
export function isnan(a0?: any): any {
  return w(call($isnan, h(a0)));
}

const $isinf = op("isinf", "", "self");
/** `aten::isinf(Tensor self) -> Tensor` */
export function isinf(self: Tensor): Tensor;
export function isinf(a0?: any): any {
  return w(call($isinf, h(a0)));
}

const $isfinite = op("isfinite", "", "self");
/** `aten::isfinite(Tensor self) -> Tensor` */
export function isfinite(self: Tensor): Tensor;
export function isfinite(a0?: any): any {
  return w(call($isfinite, h(a0)));
}

const $lgamma = op("lgamma", "", "self");
/** `aten::lgamma(Tensor self) -> Tensor` */
export function lgamma(self: Tensor): Tensor;
export function lgamma(a0?: any): any {
  return w(call($lgamma, h(a0)));
}

const $digamma = op("digamma", "", "self");
/** `aten::digamma(Tensor self) -> Tensor` */
export function digamma(self: Tensor): Tensor;
export function digamma(a0?: any): any {
  return w(call($digamma, h(a0)));
}

const $sinc = op("sinc", "", "self");
/** `aten::sinc(Tensor self) -> Tensor` */
export function sinc(self: Tensor): Tensor;
export function sinc(a0?: any): any {
  return w(call($sinc, h(a0)));
}

const $eq_Tensor = op("eq", "Tensor", "self,other");
const $eq_Scalar = op("eq", "Scalar", "self,other");
/** `aten::eq.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::eq.Scalar(Tensor self, Scalar other) -> Tensor` */
export function eq(self: Tensor, other: Tensor | Scalar): Tensor;
export function eq(a0?: any, a1?: any): any {
  if (isTensor(a1)) return w(call($eq_Tensor, h(a0), h(a1)));
  return w(call($eq_Scalar, h(a0), a1));
}

const $ne_Tensor = op("ne", "Tensor", "self,other");
const $ne_Scalar = op("ne", "Scalar", "self,other");
/** `aten::ne.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::ne.Scalar(Tensor self, Scalar other) -> Tensor` */
export function ne(self: Tensor, other: Tensor | Scalar): Tensor;
export function ne(a0?: any, a1?: any): any {
  if (isTensor(a1)) return w(call($ne_Tensor, h(a0), h(a1)));
  return w(call($ne_Scalar, h(a0), a1));
}

const $lt_Tensor = op("lt", "Tensor", "self,other");
const $lt_Scalar = op("lt", "Scalar", "self,other");
/** `aten::lt.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::lt.Scalar(Tensor self, Scalar other) -> Tensor` */
export function lt(self: Tensor, other: Tensor | Scalar): Tensor;
export function lt(a0?: any, a1?: any): any {
  if (isTensor(a1)) return w(call($lt_Tensor, h(a0), h(a1)));
  return w(call($lt_Scalar, h(a0), a1));
}

const $le_Tensor = op("le", "Tensor", "self,other");
const $le_Scalar = op("le", "Scalar", "self,other");
/** `aten::le.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::le.Scalar(Tensor self, Scalar other) -> Tensor` */
export function le(self: Tensor, other: Tensor | Scalar): Tensor;
export function le(a0?: any, a1?: any): any {
  if (isTensor(a1)) return w(call($le_Tensor, h(a0), h(a1)));
  return w(call($le_Scalar, h(a0), a1));
}

const $gt_Tensor = op("gt", "Tensor", "self,other");
const $gt_Scalar = op("gt", "Scalar", "self,other");
/** `aten::gt.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::gt.Scalar(Tensor self, Scalar other) -> Tensor` */
export function gt(self: Tensor, other: Tensor | Scalar): Tensor;
export function gt(a0?: any, a1?: any): any {
  if (isTensor(a1)) return w(call($gt_Tensor, h(a0), h(a1)));
  return w(call($gt_Scalar, h(a0), a1));
}

const $ge_Tensor = op("ge", "Tensor", "self,other");
const $ge_Scalar = op("ge", "Scalar", "self,other");
/** `aten::ge.Tensor(Tensor self, Tensor other) -> Tensor`  
 * `aten::ge.Scalar(Tensor self, Scalar other) -> Tensor` */
export function ge(self: Tensor, other: Tensor | Scalar): Tensor;
export function ge(a0?: any, a1?: any): any {
  if (isTensor(a1)) return w(call($ge_Tensor, h(a0), h(a1)));
  return w(call($ge_Scalar, h(a0), a1));
}

const $eq__Tensor = op("eq_", "Tensor", "self,other");
const $eq__Scalar = op("eq_", "Scalar", "self,other");
/** `aten::eq_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)`  
 * `aten::eq_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)` */
export function eq_(self: Tensor, other: Tensor | Scalar): Tensor;
export function eq_(a0?: any, a1?: any): any {
  if (isTensor(a1)) return (call($eq__Tensor, h(a0), h(a1)), a0);
  return (call($eq__Scalar, h(a0), a1), a0);
}

const $ne__Tensor = op("ne_", "Tensor", "self,other");
const $ne__Scalar = op("ne_", "Scalar", "self,other");
/** `aten::ne_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)`  
 * `aten::ne_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)` */
export function ne_(self: Tensor, other: Tensor | Scalar): Tensor;
export function ne_(a0?: any, a1?: any): any {
  if (isTensor(a1)) return (call($ne__Tensor, h(a0), h(a1)), a0);
  return (call($ne__Scalar, h(a0), a1), a0);
}

const $logical_and = op("logical_and", "", "self,other");
/** `aten::logical_and(Tensor self, Tensor other) -> Tensor` */
export function logicalAnd(self: Tensor, other: Tensor): Tensor;
export function logicalAnd(a0?: any, a1?: any): any {
  return w(call($logical_and, h(a0), h(a1)));
}

const $logical_and_ = op("logical_and_", "", "self,other");
/** `aten::logical_and_(Tensor(a!) self, Tensor other) -> Tensor(a!)` */
export function logicalAnd_(self: Tensor, other: Tensor): Tensor;
export function logicalAnd_(a0?: any, a1?: any): any {
  return (call($logical_and_, h(a0), h(a1)), a0);
}

const $logical_or = op("logical_or", "", "self,other");
/** `aten::logical_or(Tensor self, Tensor other) -> Tensor` */
export function logicalOr(self: Tensor, other: Tensor): Tensor;
export function logicalOr(a0?: any, a1?: any): any {
  return w(call($logical_or, h(a0), h(a1)));
}

const $logical_or_ = op("logical_or_", "", "self,other");
/** `aten::logical_or_(Tensor(a!) self, Tensor other) -> Tensor(a!)` */
export function logicalOr_(self: Tensor, other: Tensor): Tensor;
export function logicalOr_(a0?: any, a1?: any): any {
  return (call($logical_or_, h(a0), h(a1)), a0);
}

const $logical_not = op("logical_not", "", "self");
/** `aten::logical_not(Tensor self) -> Tensor` */
export function logicalNot(self: Tensor): Tensor;
export function logicalNot(a0?: any): any {
  return w(call($logical_not, h(a0)));
}

const $logical_not_ = op("logical_not_", "", "self");
/** `aten::logical_not_(Tensor(a!) self) -> Tensor(a!)` */
export function logicalNot_(self: Tensor): Tensor;
export function logicalNot_(a0?: any): any {
  return (call($logical_not_, h(a0)), a0);
}

const $logical_xor = op("logical_xor", "", "self,other");
/** `aten::logical_xor(Tensor self, Tensor other) -> Tensor` */
export function logicalXor(self: Tensor, other: Tensor): Tensor;
export function logicalXor(a0?: any, a1?: any): any {
  return w(call($logical_xor, h(a0), h(a1)));
}

const $equal = op("equal", "", "self,other");
/** `aten::equal(Tensor self, Tensor other) -> bool` */
export function equal(self: Tensor, other: Tensor): boolean;
export function equal(a0?: any, a1?: any): any {
  return call($equal, h(a0), h(a1));
}

const $allclose = op("allclose", "", "self,other,rtol,atol,equal_nan");
/** `aten::allclose(Tensor self, Tensor other, float rtol=1.0000000000000001e-05, float atol=1e-08, bool equal_nan=False) -> bool` */
export function allclose(self: Tensor, other: Tensor, rtol?: number, atol?: number, equalNan?: boolean): boolean;
export function allclose(self: Tensor, other: Tensor, options: { rtol?: number; atol?: number; equalNan?: boolean }): boolean;
export function allclose(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return call($allclose, h(a0), h(a1), (a2 ?? o?.rtol), (a3 ?? o?.atol), (a4 ?? o?.equalNan));
}

const $isclose = op("isclose", "", "self,other,rtol,atol,equal_nan");
/** `aten::isclose(Tensor self, Tensor other, float rtol=1.0000000000000001e-05, float atol=1e-08, bool equal_nan=False) -> Tensor` */
export function isclose(self: Tensor, other: Tensor, rtol?: number, atol?: number, equalNan?: boolean): Tensor;
export function isclose(self: Tensor, other: Tensor, options: { rtol?: number; atol?: number; equalNan?: boolean }): Tensor;
export function isclose(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($isclose, h(a0), h(a1), (a2 ?? o?.rtol), (a3 ?? o?.atol), (a4 ?? o?.equalNan)));
}

const $isin_Tensor_Tensor = op("isin", "Tensor_Tensor", "elements,test_elements,assume_unique,invert");
const $isin_Tensor_Scalar = op("isin", "Tensor_Scalar", "elements,test_element,assume_unique,invert");
/** `aten::isin.Tensor_Tensor(Tensor elements, Tensor test_elements, *, bool assume_unique=False, bool invert=False) -> Tensor`  
 * `aten::isin.Tensor_Scalar(Tensor elements, Scalar test_element, *, bool assume_unique=False, bool invert=False) -> Tensor` */
export function isin(elements: Tensor, testElements: Tensor, options?: { assumeUnique?: boolean; invert?: boolean }): Tensor;
export function isin(elements: Tensor, testElement: Scalar, options?: { assumeUnique?: boolean; invert?: boolean }): Tensor;
export function isin(a0?: any, a1?: any, o?: any): any {
  if (isTensor(a1)) return w(call($isin_Tensor_Tensor, h(a0), h(a1), o?.assumeUnique, o?.invert));
  return w(call($isin_Tensor_Scalar, h(a0), a1, o?.assumeUnique, o?.invert));
}

const $sigmoid = op("sigmoid", "", "self");
/** `aten::sigmoid(Tensor self) -> Tensor` */
export function sigmoid(self: Tensor): Tensor;
export function sigmoid(a0?: any): any {
  return w(call($sigmoid, h(a0)));
}

const $sigmoid_ = op("sigmoid_", "", "self");
/** `aten::sigmoid_(Tensor(a!) self) -> Tensor(a!)` */
export function sigmoid_(self: Tensor): Tensor;
export function sigmoid_(a0?: any): any {
  return (call($sigmoid_, h(a0)), a0);
}

const $log_sigmoid = op("log_sigmoid", "", "self");
/** `aten::log_sigmoid(Tensor self) -> Tensor` */
export function logSigmoid(self: Tensor): Tensor;
export function logSigmoid(a0?: any): any {
  return w(call($log_sigmoid, h(a0)));
}

const $relu = op("relu", "", "self");
/** `aten::relu(Tensor self) -> Tensor` */
export function relu(self: Tensor): Tensor;
export function relu(a0?: any): any {
  return w(call($relu, h(a0)));
}

const $relu_ = op("relu_", "", "self");
/** `aten::relu_(Tensor(a!) self) -> Tensor(a!)` */
export function relu_(self: Tensor): Tensor;
export function relu_(a0?: any): any {
  return (call($relu_, h(a0)), a0);
}

const $gelu = op("gelu", "", "self,approximate");
/** `aten::gelu(Tensor self, *, str approximate="none") -> Tensor` */
export function gelu(self: Tensor, options?: { approximate?: string }): Tensor;
export function gelu(a0?: any, o?: any): any {
  return w(call($gelu, h(a0), o?.approximate));
}

const $gelu_ = op("gelu_", "", "self,approximate");
/** `aten::gelu_(Tensor(a!) self, *, str approximate="none") -> Tensor(a!)` */
export function gelu_(self: Tensor, options?: { approximate?: string }): Tensor;
export function gelu_(a0?: any, o?: any): any {
  return (call($gelu_, h(a0), o?.approximate), a0);
}

const $silu = op("silu", "", "self");
/** `aten::silu(Tensor self) -> Tensor` */
export function silu(self: Tensor): Tensor;
export function silu(a0?: any): any {
  return w(call($silu, h(a0)));
}

const $silu_ = op("silu_", "", "self");
/** `aten::silu_(Tensor(a!) self) -> Tensor(a!)` */
export function silu_(self: Tensor): Tensor;
export function silu_(a0?: any): any {
  return (call($silu_, h(a0)), a0);
}

const $leaky_relu = op("leaky_relu", "", "self,negative_slope");
/** `aten::leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor` */
export function leakyRelu(self: Tensor, negativeSlope?: Scalar): Tensor;
export function leakyRelu(self: Tensor, options: { negativeSlope?: Scalar }): Tensor;
export function leakyRelu(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($leaky_relu, h(a0), (a1 ?? o?.negativeSlope)));
}

const $elu = op("elu", "", "self,scale,input_scale,alpha");
/** `aten::elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor` */
export function elu(self: Tensor, scale?: Scalar, inputScale?: Scalar, options?: { alpha?: Scalar }): Tensor;
export function elu(self: Tensor, options: { scale?: Scalar; inputScale?: Scalar; alpha?: Scalar }): Tensor;
export function elu(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($elu, h(a0), (a1 ?? o?.scale), (a2 ?? o?.inputScale), o?.alpha));
}

const $softplus = op("softplus", "", "self,threshold,beta");
/** `aten::softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor` */
export function softplus(self: Tensor, threshold?: Scalar, options?: { beta?: Scalar }): Tensor;
export function softplus(self: Tensor, options: { threshold?: Scalar; beta?: Scalar }): Tensor;
export function softplus(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($softplus, h(a0), (a1 ?? o?.threshold), o?.beta));
}

const $hardtanh = op("hardtanh", "", "self,min_val,max_val");
/** `aten::hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor` */
export function hardtanh(self: Tensor, minVal?: Scalar, maxVal?: Scalar): Tensor;
export function hardtanh(self: Tensor, options: { minVal?: Scalar; maxVal?: Scalar }): Tensor;
export function hardtanh(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($hardtanh, h(a0), (a1 ?? o?.minVal), (a2 ?? o?.maxVal)));
}

const $hardsigmoid = op("hardsigmoid", "", "self");
/** `aten::hardsigmoid(Tensor self) -> Tensor` */
export function hardsigmoid(self: Tensor): Tensor;
export function hardsigmoid(a0?: any): any {
  return w(call($hardsigmoid, h(a0)));
}

const $hardswish = op("hardswish", "", "self");
/** `aten::hardswish(Tensor self) -> Tensor` */
export function hardswish(self: Tensor): Tensor;
export function hardswish(a0?: any): any {
  return w(call($hardswish, h(a0)));
}

const $mish = op("mish", "", "self");
/** `aten::mish(Tensor self) -> Tensor` */
export function mish(self: Tensor): Tensor;
export function mish(a0?: any): any {
  return w(call($mish, h(a0)));
}

const $glu = op("glu", "", "self,dim");
/** `aten::glu(Tensor self, int dim=-1) -> Tensor` */
export function glu(self: Tensor, dim?: number): Tensor;
export function glu(self: Tensor, options: { dim?: number }): Tensor;
export function glu(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($glu, h(a0), (a1 ?? o?.dim)));
}

const $softmax_int = op("softmax", "int", "self,dim,dtype");
/** `aten::softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor` */
export function softmax(self: Tensor, dim: number, dtype?: DType | null): Tensor;
export function softmax(self: Tensor, dim: number, options: { dtype?: DType | null }): Tensor;
export function softmax(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($softmax_int, h(a0), a1, dt((a2 ?? o?.dtype))));
}

const $log_softmax_int = op("log_softmax", "int", "self,dim,dtype");
/** `aten::log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor` */
export function logSoftmax(self: Tensor, dim: number, dtype?: DType | null): Tensor;
export function logSoftmax(self: Tensor, dim: number, options: { dtype?: DType | null }): Tensor;
export function logSoftmax(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($log_softmax_int, h(a0), a1, dt((a2 ?? o?.dtype))));
}

const $threshold = op("threshold", "", "self,threshold,value");
/** `aten::threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor` */
export function threshold(self: Tensor, threshold: Scalar, value: Scalar): Tensor;
export function threshold(a0?: any, a1?: any, a2?: any): any {
  return w(call($threshold, h(a0), a1, a2));
}

const $sum = op("sum", "", "self,dtype");
const $sum_dim_IntList = op("sum", "dim_IntList", "self,dim,keepdim,dtype");
/** `aten::sum(Tensor self, *, ScalarType? dtype=None) -> Tensor`  
 * `aten::sum.dim_IntList(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
export function sum(self: Tensor, options?: { dtype?: DType | null }): Tensor;
export function sum(self: Tensor, dim: Ints | null, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
export function sum(self: Tensor, dim: Ints | null, options: { keepdim?: boolean; dtype?: DType | null }): Tensor;
export function sum(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a1 === undefined && a2 === undefined) return w(call($sum, h(a0), dt(o?.dtype)));
  return w(call($sum_dim_IntList, h(a0), a1, (a2 ?? o?.keepdim), dt(o?.dtype)));
}

const $mean = op("mean", "", "self,dtype");
const $mean_dim = op("mean", "dim", "self,dim,keepdim,dtype");
/** `aten::mean(Tensor self, *, ScalarType? dtype=None) -> Tensor`  
 * `aten::mean.dim(Tensor self, int[1]? dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
export function mean(self: Tensor, options?: { dtype?: DType | null }): Tensor;
export function mean(self: Tensor, dim: Ints | null, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
export function mean(self: Tensor, dim: Ints | null, options: { keepdim?: boolean; dtype?: DType | null }): Tensor;
export function mean(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a1 === undefined && a2 === undefined) return w(call($mean, h(a0), dt(o?.dtype)));
  return w(call($mean_dim, h(a0), a1, (a2 ?? o?.keepdim), dt(o?.dtype)));
}

const $prod = op("prod", "", "self,dtype");
const $prod_dim_int = op("prod", "dim_int", "self,dim,keepdim,dtype");
/** `aten::prod(Tensor self, *, ScalarType? dtype=None) -> Tensor`  
 * `aten::prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
export function prod(self: Tensor, options?: { dtype?: DType | null }): Tensor;
export function prod(self: Tensor, dim: number, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
export function prod(self: Tensor, dim: number, options: { keepdim?: boolean; dtype?: DType | null }): Tensor;
export function prod(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a1 === undefined && a2 === undefined) return w(call($prod, h(a0), dt(o?.dtype)));
  return w(call($prod_dim_int, h(a0), a1, (a2 ?? o?.keepdim), dt(o?.dtype)));
}

const $std_correction = op("std", "correction", "self,dim,correction,keepdim");
/** `aten::std.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> Tensor` */
export function std(self: Tensor, dim?: Ints | null, options?: { correction?: number | null; keepdim?: boolean }): Tensor;
export function std(self: Tensor, options: { dim?: Ints | null; correction?: number | null; keepdim?: boolean }): Tensor;
export function std(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($std_correction, h(a0), (a1 ?? o?.dim), o?.correction, o?.keepdim));
}

const $var_correction = op("var", "correction", "self,dim,correction,keepdim");
/** `aten::var.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> Tensor` */
export function var$(self: Tensor, dim?: Ints | null, options?: { correction?: number | null; keepdim?: boolean }): Tensor;
export function var$(self: Tensor, options: { dim?: Ints | null; correction?: number | null; keepdim?: boolean }): Tensor;
export function var$(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($var_correction, h(a0), (a1 ?? o?.dim), o?.correction, o?.keepdim));
}
export { var$ as var };

const $var_mean_correction = op("var_mean", "correction", "self,dim,correction,keepdim");
/** `aten::var_mean.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> (Tensor, Tensor)` */
export function varMean(self: Tensor, dim?: Ints | null, options?: { correction?: number | null; keepdim?: boolean }): [Tensor, Tensor];
export function varMean(self: Tensor, options: { dim?: Ints | null; correction?: number | null; keepdim?: boolean }): [Tensor, Tensor];
export function varMean(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return tuple(call($var_mean_correction, h(a0), (a1 ?? o?.dim), o?.correction, o?.keepdim), ["Tensor", "Tensor"]);
}

const $std_mean_correction = op("std_mean", "correction", "self,dim,correction,keepdim");
/** `aten::std_mean.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> (Tensor, Tensor)` */
export function stdMean(self: Tensor, dim?: Ints | null, options?: { correction?: number | null; keepdim?: boolean }): [Tensor, Tensor];
export function stdMean(self: Tensor, options: { dim?: Ints | null; correction?: number | null; keepdim?: boolean }): [Tensor, Tensor];
export function stdMean(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return tuple(call($std_mean_correction, h(a0), (a1 ?? o?.dim), o?.correction, o?.keepdim), ["Tensor", "Tensor"]);
}

const $max = op("max", "", "self");
const $max_dim = op("max", "dim", "self,dim,keepdim");
const $max_other = op("max", "other", "self,other");
/** `aten::max(Tensor self) -> Tensor`  
 * `aten::max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)`  
 * `aten::max.other(Tensor self, Tensor other) -> Tensor` */
export function max(self: Tensor): Tensor;
export function max(self: Tensor, dim: number, keepdim?: boolean): [values: Tensor, indices: Tensor];
export function max(self: Tensor, dim: number, options: { keepdim?: boolean }): [values: Tensor, indices: Tensor];
export function max(self: Tensor, other: Tensor): Tensor;
export function max(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a1 === undefined && a2 === undefined) return w(call($max, h(a0)));
  if (typeof a1 === "number" && (a2 == null || typeof a2 === "boolean")) return tuple(call($max_dim, h(a0), a1, (a2 ?? o?.keepdim)), ["Tensor", "Tensor"]);
  return w(call($max_other, h(a0), h(a1)));
}

const $min = op("min", "", "self");
const $min_dim = op("min", "dim", "self,dim,keepdim");
const $min_other = op("min", "other", "self,other");
/** `aten::min(Tensor self) -> Tensor`  
 * `aten::min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)`  
 * `aten::min.other(Tensor self, Tensor other) -> Tensor` */
export function min(self: Tensor): Tensor;
export function min(self: Tensor, dim: number, keepdim?: boolean): [values: Tensor, indices: Tensor];
export function min(self: Tensor, dim: number, options: { keepdim?: boolean }): [values: Tensor, indices: Tensor];
export function min(self: Tensor, other: Tensor): Tensor;
export function min(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a1 === undefined && a2 === undefined) return w(call($min, h(a0)));
  if (typeof a1 === "number" && (a2 == null || typeof a2 === "boolean")) return tuple(call($min_dim, h(a0), a1, (a2 ?? o?.keepdim)), ["Tensor", "Tensor"]);
  return w(call($min_other, h(a0), h(a1)));
}

const $amax = op("amax", "", "self,dim,keepdim");
/** `aten::amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor` */
export function amax(self: Tensor, dim?: Ints, keepdim?: boolean): Tensor;
export function amax(self: Tensor, options: { dim?: Ints; keepdim?: boolean }): Tensor;
export function amax(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($amax, h(a0), (a1 ?? o?.dim), (a2 ?? o?.keepdim)));
}

const $amin = op("amin", "", "self,dim,keepdim");
/** `aten::amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor` */
export function amin(self: Tensor, dim?: Ints, keepdim?: boolean): Tensor;
export function amin(self: Tensor, options: { dim?: Ints; keepdim?: boolean }): Tensor;
export function amin(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($amin, h(a0), (a1 ?? o?.dim), (a2 ?? o?.keepdim)));
}

const $aminmax = op("aminmax", "", "self,dim,keepdim");
/** `aten::aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)` */
export function aminmax(self: Tensor, options?: { dim?: number | null; keepdim?: boolean }): [min: Tensor, max: Tensor];
export function aminmax(a0?: any, o?: any): any {
  return tuple(call($aminmax, h(a0), o?.dim, o?.keepdim), ["Tensor", "Tensor"]);
}

const $argmax = op("argmax", "", "self,dim,keepdim");
/** `aten::argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor` */
export function argmax(self: Tensor, dim?: number | null, keepdim?: boolean): Tensor;
export function argmax(self: Tensor, options: { dim?: number | null; keepdim?: boolean }): Tensor;
export function argmax(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($argmax, h(a0), (a1 ?? o?.dim), (a2 ?? o?.keepdim)));
}

const $argmin = op("argmin", "", "self,dim,keepdim");
/** `aten::argmin(Tensor self, int? dim=None, bool keepdim=False) -> Tensor` */
export function argmin(self: Tensor, dim?: number | null, keepdim?: boolean): Tensor;
export function argmin(self: Tensor, options: { dim?: number | null; keepdim?: boolean }): Tensor;
export function argmin(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($argmin, h(a0), (a1 ?? o?.dim), (a2 ?? o?.keepdim)));
}

const $all = op("all", "", "self");
const $all_dim = op("all", "dim", "self,dim,keepdim");
/** `aten::all(Tensor self) -> Tensor`  
 * `aten::all.dim(Tensor self, int dim, bool keepdim=False) -> Tensor` */
export function all(self: Tensor): Tensor;
export function all(self: Tensor, dim: number, keepdim?: boolean): Tensor;
export function all(self: Tensor, dim: number, options: { keepdim?: boolean }): Tensor;
export function all(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a1 === undefined && a2 === undefined) return w(call($all, h(a0)));
  return w(call($all_dim, h(a0), a1, (a2 ?? o?.keepdim)));
}

const $any = op("any", "", "self");
const $any_dim = op("any", "dim", "self,dim,keepdim");
/** `aten::any(Tensor self) -> Tensor`  
 * `aten::any.dim(Tensor self, int dim, bool keepdim=False) -> Tensor` */
export function any(self: Tensor): Tensor;
export function any(self: Tensor, dim: number, keepdim?: boolean): Tensor;
export function any(self: Tensor, dim: number, options: { keepdim?: boolean }): Tensor;
export function any(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a1 === undefined && a2 === undefined) return w(call($any, h(a0)));
  return w(call($any_dim, h(a0), a1, (a2 ?? o?.keepdim)));
}

const $logsumexp = op("logsumexp", "", "self,dim,keepdim");
/** `aten::logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor` */
export function logsumexp(self: Tensor, dim: Ints, keepdim?: boolean): Tensor;
export function logsumexp(self: Tensor, dim: Ints, options: { keepdim?: boolean }): Tensor;
export function logsumexp(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($logsumexp, h(a0), a1, (a2 ?? o?.keepdim)));
}

const $norm_Scalar = op("norm", "Scalar", "self,p");
const $norm_ScalarOpt_dim = op("norm", "ScalarOpt_dim", "self,p,dim,keepdim");
/** `aten::norm.Scalar(Tensor self, Scalar p=2) -> Tensor`  
 * `aten::norm.ScalarOpt_dim(Tensor self, Scalar? p, int[1] dim, bool keepdim=False) -> Tensor` */
export function norm(self: Tensor, p?: Scalar): Tensor;
export function norm(self: Tensor, options: { p?: Scalar }): Tensor;
export function norm(self: Tensor, p: Scalar | null, dim: Ints, keepdim?: boolean): Tensor;
export function norm(self: Tensor, p: Scalar | null, dim: Ints, options: { keepdim?: boolean }): Tensor;
export function norm(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  if ((a1 == null || isScalar(a1)) && a2 === undefined && a3 === undefined) return w(call($norm_Scalar, h(a0), (a1 ?? o?.p)));
  return w(call($norm_ScalarOpt_dim, h(a0), a1, a2, (a3 ?? o?.keepdim)));
}

const $linalg_vector_norm = op("linalg_vector_norm", "", "self,ord,dim,keepdim,dtype");
/** `aten::linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
export function linalgVectorNorm(self: Tensor, ord?: Scalar, dim?: Ints | null, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
export function linalgVectorNorm(self: Tensor, options: { ord?: Scalar; dim?: Ints | null; keepdim?: boolean; dtype?: DType | null }): Tensor;
export function linalgVectorNorm(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($linalg_vector_norm, h(a0), (a1 ?? o?.ord), (a2 ?? o?.dim), (a3 ?? o?.keepdim), dt(o?.dtype)));
}

const $count_nonzero_dim_IntList = op("count_nonzero", "dim_IntList", "self,dim");
const $count_nonzero = op("count_nonzero", "", "self,dim");
/** `aten::count_nonzero.dim_IntList(Tensor self, int[] dim) -> Tensor`  
 * `aten::count_nonzero(Tensor self, int? dim=None) -> Tensor` */
export function countNonzero(self: Tensor, dim: Ints): Tensor;
export function countNonzero(self: Tensor, dim?: number | null): Tensor;
export function countNonzero(self: Tensor, options: { dim?: number | null }): Tensor;
export function countNonzero(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  if (isInts(a1)) return w(call($count_nonzero_dim_IntList, h(a0), a1));
  return w(call($count_nonzero, h(a0), (a1 ?? o?.dim)));
}

const $median = op("median", "", "self");
const $median_dim = op("median", "dim", "self,dim,keepdim");
/** `aten::median(Tensor self) -> Tensor`  
 * `aten::median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)` */
export function median(self: Tensor): Tensor;
export function median(self: Tensor, dim: number, keepdim?: boolean): [values: Tensor, indices: Tensor];
export function median(self: Tensor, dim: number, options: { keepdim?: boolean }): [values: Tensor, indices: Tensor];
export function median(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a1 === undefined && a2 === undefined) return w(call($median, h(a0)));
  return tuple(call($median_dim, h(a0), a1, (a2 ?? o?.keepdim)), ["Tensor", "Tensor"]);
}

const $kthvalue = op("kthvalue", "", "self,k,dim,keepdim");
/** `aten::kthvalue(Tensor self, int k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)` */
export function kthvalue(self: Tensor, k: number, dim?: number, keepdim?: boolean): [values: Tensor, indices: Tensor];
export function kthvalue(self: Tensor, k: number, options: { dim?: number; keepdim?: boolean }): [values: Tensor, indices: Tensor];
export function kthvalue(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return tuple(call($kthvalue, h(a0), a1, (a2 ?? o?.dim), (a3 ?? o?.keepdim)), ["Tensor", "Tensor"]);
}

const $quantile_scalar = op("quantile", "scalar", "self,q,dim,keepdim,interpolation");
const $quantile = op("quantile", "", "self,q,dim,keepdim,interpolation");
/** `aten::quantile.scalar(Tensor self, float q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor`  
 * `aten::quantile(Tensor self, Tensor q, int? dim=None, bool keepdim=False, *, str interpolation="linear") -> Tensor` */
export function quantile(self: Tensor, q: number | Tensor, dim?: number | null, keepdim?: boolean, options?: { interpolation?: string }): Tensor;
export function quantile(self: Tensor, q: number | Tensor, options: { dim?: number | null; keepdim?: boolean; interpolation?: string }): Tensor;
export function quantile(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  if (typeof a1 === "number") return w(call($quantile_scalar, h(a0), a1, (a2 ?? o?.dim), (a3 ?? o?.keepdim), o?.interpolation));
  return w(call($quantile, h(a0), h(a1), (a2 ?? o?.dim), (a3 ?? o?.keepdim), o?.interpolation));
}

const $cumsum = op("cumsum", "", "self,dim,dtype");
/** `aten::cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor` */
export function cumsum(self: Tensor, dim: number, options?: { dtype?: DType | null }): Tensor;
export function cumsum(a0?: any, a1?: any, o?: any): any {
  return w(call($cumsum, h(a0), a1, dt(o?.dtype)));
}

const $cumsum_ = op("cumsum_", "", "self,dim,dtype");
/** `aten::cumsum_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)` */
export function cumsum_(self: Tensor, dim: number, options?: { dtype?: DType | null }): Tensor;
export function cumsum_(a0?: any, a1?: any, o?: any): any {
  return (call($cumsum_, h(a0), a1, dt(o?.dtype)), a0);
}

const $cumprod = op("cumprod", "", "self,dim,dtype");
/** `aten::cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor` */
export function cumprod(self: Tensor, dim: number, options?: { dtype?: DType | null }): Tensor;
export function cumprod(a0?: any, a1?: any, o?: any): any {
  return w(call($cumprod, h(a0), a1, dt(o?.dtype)));
}

const $cummax = op("cummax", "", "self,dim");
/** `aten::cummax(Tensor self, int dim) -> (Tensor values, Tensor indices)` */
export function cummax(self: Tensor, dim: number): [values: Tensor, indices: Tensor];
export function cummax(a0?: any, a1?: any): any {
  return tuple(call($cummax, h(a0), a1), ["Tensor", "Tensor"]);
}

const $cummin = op("cummin", "", "self,dim");
/** `aten::cummin(Tensor self, int dim) -> (Tensor values, Tensor indices)` */
export function cummin(self: Tensor, dim: number): [values: Tensor, indices: Tensor];
export function cummin(a0?: any, a1?: any): any {
  return tuple(call($cummin, h(a0), a1), ["Tensor", "Tensor"]);
}

const $logcumsumexp = op("logcumsumexp", "", "self,dim");
/** `aten::logcumsumexp(Tensor self, int dim) -> Tensor` */
export function logcumsumexp(self: Tensor, dim: number): Tensor;
export function logcumsumexp(a0?: any, a1?: any): any {
  return w(call($logcumsumexp, h(a0), a1));
}

const $diff = op("diff", "", "self,n,dim,prepend,append");
/** `aten::diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor` */
export function diff(self: Tensor, n?: number, dim?: number, prepend?: Tensor | null, append?: Tensor | null): Tensor;
export function diff(self: Tensor, options: { n?: number; dim?: number; prepend?: Tensor | null; append?: Tensor | null }): Tensor;
export function diff(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($diff, h(a0), (a1 ?? o?.n), (a2 ?? o?.dim), h((a3 ?? o?.prepend)), h((a4 ?? o?.append))));
}

const $trapezoid_dx = op("trapezoid", "dx", "y,dx,dim");
/** `aten::trapezoid.dx(Tensor y, *, Scalar dx=1, int dim=-1) -> Tensor` */
export function trapezoid(y: Tensor, options?: { dx?: Scalar; dim?: number }): Tensor;
export function trapezoid(a0?: any, o?: any): any {
  return w(call($trapezoid_dx, h(a0), o?.dx, o?.dim));
}

const $bincount = op("bincount", "", "self,weights,minlength");
/** `aten::bincount(Tensor self, Tensor? weights=None, int minlength=0) -> Tensor` */
export function bincount(self: Tensor, weights?: Tensor | null, minlength?: number): Tensor;
export function bincount(self: Tensor, options: { weights?: Tensor | null; minlength?: number }): Tensor;
export function bincount(self: Tensor, weights: Tensor | null, options: { minlength?: number }): Tensor;
export function bincount(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (o !== undefined) o = { ...o };
  guards.bincount(a0, a1, a2, o);
  return w(call($bincount, h(a0), h((a1 ?? o?.weights)), (a2 ?? o?.minlength)));
}

const $histc = op("histc", "", "self,bins,min,max");
/** `aten::histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor` */
export function histc(self: Tensor, bins?: number, min?: Scalar, max?: Scalar): Tensor;
export function histc(self: Tensor, options: { bins?: number; min?: Scalar; max?: Scalar }): Tensor;
export function histc(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($histc, h(a0), (a1 ?? o?.bins), (a2 ?? o?.min), (a3 ?? o?.max)));
}

const $unique_consecutive = op("unique_consecutive", "", "self,return_inverse,return_counts,dim");
/** `aten::unique_consecutive(Tensor self, bool return_inverse=False, bool return_counts=False, int? dim=None) -> (Tensor, Tensor, Tensor)` */
export function uniqueConsecutive(self: Tensor, returnInverse?: boolean, returnCounts?: boolean, dim?: number | null): [Tensor, Tensor, Tensor];
export function uniqueConsecutive(self: Tensor, options: { returnInverse?: boolean; returnCounts?: boolean; dim?: number | null }): [Tensor, Tensor, Tensor];
export function uniqueConsecutive(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return tuple(call($unique_consecutive, h(a0), (a1 ?? o?.returnInverse), (a2 ?? o?.returnCounts), (a3 ?? o?.dim)), ["Tensor", "Tensor", "Tensor"]);
}

const $_unique2 = op("_unique2", "", "self,sorted,return_inverse,return_counts");
/** `aten::_unique2(Tensor self, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, Tensor)` */
export function _unique2(self: Tensor, sorted?: boolean, returnInverse?: boolean, returnCounts?: boolean): [Tensor, Tensor, Tensor];
export function _unique2(self: Tensor, options: { sorted?: boolean; returnInverse?: boolean; returnCounts?: boolean }): [Tensor, Tensor, Tensor];
export function _unique2(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return tuple(call($_unique2, h(a0), (a1 ?? o?.sorted), (a2 ?? o?.returnInverse), (a3 ?? o?.returnCounts)), ["Tensor", "Tensor", "Tensor"]);
}

const $unique_dim = op("unique_dim", "", "self,dim,sorted,return_inverse,return_counts");
/** `aten::unique_dim(Tensor self, int dim, bool sorted=True, bool return_inverse=False, bool return_counts=False) -> (Tensor, Tensor, Tensor)` */
export function uniqueDim(self: Tensor, dim: number, sorted?: boolean, returnInverse?: boolean, returnCounts?: boolean): [Tensor, Tensor, Tensor];
export function uniqueDim(self: Tensor, dim: number, options: { sorted?: boolean; returnInverse?: boolean; returnCounts?: boolean }): [Tensor, Tensor, Tensor];
export function uniqueDim(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return tuple(call($unique_dim, h(a0), a1, (a2 ?? o?.sorted), (a3 ?? o?.returnInverse), (a4 ?? o?.returnCounts)), ["Tensor", "Tensor", "Tensor"]);
}

const $nansum = op("nansum", "", "self,dim,keepdim,dtype");
/** `aten::nansum(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
export function nansum(self: Tensor, dim?: Ints | null, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
export function nansum(self: Tensor, options: { dim?: Ints | null; keepdim?: boolean; dtype?: DType | null }): Tensor;
export function nansum(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($nansum, h(a0), (a1 ?? o?.dim), (a2 ?? o?.keepdim), dt(o?.dtype)));
}

const $mode = op("mode", "", "self,dim,keepdim");
/** `aten::mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)` */
export function mode(self: Tensor, dim?: number, keepdim?: boolean): [values: Tensor, indices: Tensor];
export function mode(self: Tensor, options: { dim?: number; keepdim?: boolean }): [values: Tensor, indices: Tensor];
export function mode(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return tuple(call($mode, h(a0), (a1 ?? o?.dim), (a2 ?? o?.keepdim)), ["Tensor", "Tensor"]);
}

const $matmul = op("matmul", "", "self,other");
/** `aten::matmul(Tensor self, Tensor other) -> Tensor` */
export function matmul(self: Tensor, other: Tensor): Tensor;
export function matmul(a0?: any, a1?: any): any {
  return w(call($matmul, h(a0), h(a1)));
}

const $mm = op("mm", "", "self,mat2");
/** `aten::mm(Tensor self, Tensor mat2) -> Tensor` */
export function mm(self: Tensor, mat2: Tensor): Tensor;
export function mm(a0?: any, a1?: any): any {
  return w(call($mm, h(a0), h(a1)));
}

const $mv = op("mv", "", "self,vec");
/** `aten::mv(Tensor self, Tensor vec) -> Tensor` */
export function mv(self: Tensor, vec: Tensor): Tensor;
export function mv(a0?: any, a1?: any): any {
  return w(call($mv, h(a0), h(a1)));
}

const $bmm = op("bmm", "", "self,mat2");
/** `aten::bmm(Tensor self, Tensor mat2) -> Tensor` */
export function bmm(self: Tensor, mat2: Tensor): Tensor;
export function bmm(a0?: any, a1?: any): any {
  return w(call($bmm, h(a0), h(a1)));
}

const $dot = op("dot", "", "self,tensor");
/** `aten::dot(Tensor self, Tensor tensor) -> Tensor` */
export function dot(self: Tensor, tensor: Tensor): Tensor;
export function dot(a0?: any, a1?: any): any {
  return w(call($dot, h(a0), h(a1)));
}

const $outer = op("outer", "", "self,vec2");
/** `aten::outer(Tensor self, Tensor vec2) -> Tensor` */
export function outer(self: Tensor, vec2: Tensor): Tensor;
export function outer(a0?: any, a1?: any): any {
  return w(call($outer, h(a0), h(a1)));
}

const $addmm = op("addmm", "", "self,mat1,mat2,beta,alpha");
/** `aten::addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor` */
export function addmm(self: Tensor, mat1: Tensor, mat2: Tensor, options?: { beta?: Scalar; alpha?: Scalar }): Tensor;
export function addmm(a0?: any, a1?: any, a2?: any, o?: any): any {
  return w(call($addmm, h(a0), h(a1), h(a2), o?.beta, o?.alpha));
}

const $addmm_ = op("addmm_", "", "self,mat1,mat2,beta,alpha");
/** `aten::addmm_(Tensor(a!) self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)` */
export function addmm_(self: Tensor, mat1: Tensor, mat2: Tensor, options?: { beta?: Scalar; alpha?: Scalar }): Tensor;
export function addmm_(a0?: any, a1?: any, a2?: any, o?: any): any {
  return (call($addmm_, h(a0), h(a1), h(a2), o?.beta, o?.alpha), a0);
}

const $addmv = op("addmv", "", "self,mat,vec,beta,alpha");
/** `aten::addmv(Tensor self, Tensor mat, Tensor vec, *, Scalar beta=1, Scalar alpha=1) -> Tensor` */
export function addmv(self: Tensor, mat: Tensor, vec: Tensor, options?: { beta?: Scalar; alpha?: Scalar }): Tensor;
export function addmv(a0?: any, a1?: any, a2?: any, o?: any): any {
  return w(call($addmv, h(a0), h(a1), h(a2), o?.beta, o?.alpha));
}

const $baddbmm = op("baddbmm", "", "self,batch1,batch2,beta,alpha");
/** `aten::baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor` */
export function baddbmm(self: Tensor, batch1: Tensor, batch2: Tensor, options?: { beta?: Scalar; alpha?: Scalar }): Tensor;
export function baddbmm(a0?: any, a1?: any, a2?: any, o?: any): any {
  return w(call($baddbmm, h(a0), h(a1), h(a2), o?.beta, o?.alpha));
}

const $einsum = op("einsum", "", "equation,tensors,path");
/** `aten::einsum(str equation, Tensor[] tensors, *, int[]? path=None) -> Tensor` */
export function einsum(equation: string, tensors: readonly Tensor[], options?: { path?: Ints | null }): Tensor;
export function einsum(a0?: any, a1?: any, o?: any): any {
  return w(call($einsum, a0, hs(a1), o?.path));
}

const $linear = op("linear", "", "input,weight,bias");
/** `aten::linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor` */
export function linear(input: Tensor, weight: Tensor, bias?: Tensor | null): Tensor;
export function linear(input: Tensor, weight: Tensor, options: { bias?: Tensor | null }): Tensor;
export function linear(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($linear, h(a0), h(a1), h((a2 ?? o?.bias))));
}

const $bilinear = op("bilinear", "", "input1,input2,weight,bias");
/** `aten::bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias=None) -> Tensor` */
export function bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias?: Tensor | null): Tensor;
export function bilinear(input1: Tensor, input2: Tensor, weight: Tensor, options: { bias?: Tensor | null }): Tensor;
export function bilinear(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($bilinear, h(a0), h(a1), h(a2), h((a3 ?? o?.bias))));
}

const $tensordot = op("tensordot", "", "self,other,dims_self,dims_other");
/** `aten::tensordot(Tensor self, Tensor other, int[] dims_self, int[] dims_other) -> Tensor` */
export function tensordot(self: Tensor, other: Tensor, dimsSelf: Ints, dimsOther: Ints): Tensor;
export function tensordot(a0?: any, a1?: any, a2?: any, a3?: any): any {
  return w(call($tensordot, h(a0), h(a1), a2, a3));
}

const $cross = op("cross", "", "self,other,dim");
/** `aten::cross(Tensor self, Tensor other, int? dim=None) -> Tensor` */
export function cross(self: Tensor, other: Tensor, dim?: number | null): Tensor;
export function cross(self: Tensor, other: Tensor, options: { dim?: number | null }): Tensor;
export function cross(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($cross, h(a0), h(a1), (a2 ?? o?.dim)));
}

const $linalg_cross = op("linalg_cross", "", "self,other,dim");
/** `aten::linalg_cross(Tensor self, Tensor other, *, int dim=-1) -> Tensor` */
export function linalgCross(self: Tensor, other: Tensor, options?: { dim?: number }): Tensor;
export function linalgCross(a0?: any, a1?: any, o?: any): any {
  return w(call($linalg_cross, h(a0), h(a1), o?.dim));
}

const $linalg_norm = op("linalg_norm", "", "self,ord,dim,keepdim,dtype");
/** `aten::linalg_norm(Tensor self, Scalar? ord=None, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor` */
export function linalgNorm(self: Tensor, ord?: Scalar | null, dim?: Ints | null, keepdim?: boolean, options?: { dtype?: DType | null }): Tensor;
export function linalgNorm(self: Tensor, options: { ord?: Scalar | null; dim?: Ints | null; keepdim?: boolean; dtype?: DType | null }): Tensor;
export function linalgNorm(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($linalg_norm, h(a0), (a1 ?? o?.ord), (a2 ?? o?.dim), (a3 ?? o?.keepdim), dt(o?.dtype)));
}

const $linalg_inv = op("linalg_inv", "", "A");
/** `aten::linalg_inv(Tensor A) -> Tensor` */
export function linalgInv(A: Tensor): Tensor;
export function linalgInv(a0?: any): any {
  return w(call($linalg_inv, h(a0)));
}

const $linalg_solve = op("linalg_solve", "", "A,B,left");
/** `aten::linalg_solve(Tensor A, Tensor B, *, bool left=True) -> Tensor` */
export function linalgSolve(A: Tensor, B: Tensor, options?: { left?: boolean }): Tensor;
export function linalgSolve(a0?: any, a1?: any, o?: any): any {
  return w(call($linalg_solve, h(a0), h(a1), o?.left));
}

const $linalg_qr = op("linalg_qr", "", "A,mode");
/** `aten::linalg_qr(Tensor A, str mode="reduced") -> (Tensor Q, Tensor R)` */
export function linalgQr(A: Tensor, mode?: string): [Q: Tensor, R: Tensor];
export function linalgQr(A: Tensor, options: { mode?: string }): [Q: Tensor, R: Tensor];
export function linalgQr(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return tuple(call($linalg_qr, h(a0), (a1 ?? o?.mode)), ["Tensor", "Tensor"]);
}

const $linalg_svd = op("linalg_svd", "", "A,full_matrices,driver");
/** `aten::linalg_svd(Tensor A, bool full_matrices=True, *, str? driver=None) -> (Tensor U, Tensor S, Tensor Vh)` */
export function linalgSvd(A: Tensor, fullMatrices?: boolean, options?: { driver?: string | null }): [U: Tensor, S: Tensor, Vh: Tensor];
export function linalgSvd(A: Tensor, options: { fullMatrices?: boolean; driver?: string | null }): [U: Tensor, S: Tensor, Vh: Tensor];
export function linalgSvd(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return tuple(call($linalg_svd, h(a0), (a1 ?? o?.fullMatrices), o?.driver), ["Tensor", "Tensor", "Tensor"]);
}

const $linalg_eigh = op("linalg_eigh", "", "self,UPLO");
/** `aten::linalg_eigh(Tensor self, str UPLO="L") -> (Tensor eigenvalues, Tensor eigenvectors)` */
export function linalgEigh(self: Tensor, UPLO?: string): [eigenvalues: Tensor, eigenvectors: Tensor];
export function linalgEigh(self: Tensor, options: { UPLO?: string }): [eigenvalues: Tensor, eigenvectors: Tensor];
export function linalgEigh(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return tuple(call($linalg_eigh, h(a0), (a1 ?? o?.UPLO)), ["Tensor", "Tensor"]);
}

const $linalg_lstsq = op("linalg_lstsq", "", "self,b,rcond,driver");
/** `aten::linalg_lstsq(Tensor self, Tensor b, float? rcond=None, *, str? driver=None) -> (Tensor solution, Tensor residuals, Tensor rank, Tensor singular_values)` */
export function linalgLstsq(self: Tensor, b: Tensor, rcond?: number | null, options?: { driver?: string | null }): [solution: Tensor, residuals: Tensor, rank: Tensor, singularValues: Tensor];
export function linalgLstsq(self: Tensor, b: Tensor, options: { rcond?: number | null; driver?: string | null }): [solution: Tensor, residuals: Tensor, rank: Tensor, singularValues: Tensor];
export function linalgLstsq(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return tuple(call($linalg_lstsq, h(a0), h(a1), (a2 ?? o?.rcond), o?.driver), ["Tensor", "Tensor", "Tensor", "Tensor"]);
}

const $linalg_cholesky = op("linalg_cholesky", "", "self,upper");
/** `aten::linalg_cholesky(Tensor self, *, bool upper=False) -> Tensor` */
export function linalgCholesky(self: Tensor, options?: { upper?: boolean }): Tensor;
export function linalgCholesky(a0?: any, o?: any): any {
  return w(call($linalg_cholesky, h(a0), o?.upper));
}

const $linalg_det = op("linalg_det", "", "A");
/** `aten::linalg_det(Tensor A) -> Tensor` */
export function linalgDet(A: Tensor): Tensor;
export function linalgDet(a0?: any): any {
  return w(call($linalg_det, h(a0)));
}

const $cdist = op("cdist", "", "x1,x2,p,compute_mode");
/** `aten::cdist(Tensor x1, Tensor x2, float p=2., int? compute_mode=None) -> Tensor` */
export function cdist(x1: Tensor, x2: Tensor, p?: number, computeMode?: number | null): Tensor;
export function cdist(x1: Tensor, x2: Tensor, options: { p?: number; computeMode?: number | null }): Tensor;
export function cdist(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($cdist, h(a0), h(a1), (a2 ?? o?.p), (a3 ?? o?.computeMode)));
}

const $pairwise_distance = op("pairwise_distance", "", "x1,x2,p,eps,keepdim");
/** `aten::pairwise_distance(Tensor x1, Tensor x2, float p=2., float eps=9.9999999999999995e-07, bool keepdim=False) -> Tensor` */
export function pairwiseDistance(x1: Tensor, x2: Tensor, p?: number, eps?: number, keepdim?: boolean): Tensor;
export function pairwiseDistance(x1: Tensor, x2: Tensor, options: { p?: number; eps?: number; keepdim?: boolean }): Tensor;
export function pairwiseDistance(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($pairwise_distance, h(a0), h(a1), (a2 ?? o?.p), (a3 ?? o?.eps), (a4 ?? o?.keepdim)));
}

const $cosine_similarity = op("cosine_similarity", "", "x1,x2,dim,eps");
/** `aten::cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08) -> Tensor` */
export function cosineSimilarity(x1: Tensor, x2: Tensor, dim?: number, eps?: number): Tensor;
export function cosineSimilarity(x1: Tensor, x2: Tensor, options: { dim?: number; eps?: number }): Tensor;
export function cosineSimilarity(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($cosine_similarity, h(a0), h(a1), (a2 ?? o?.dim), (a3 ?? o?.eps)));
}

const $kron = op("kron", "", "self,other");
/** `aten::kron(Tensor self, Tensor other) -> Tensor` */
export function kron(self: Tensor, other: Tensor): Tensor;
export function kron(a0?: any, a1?: any): any {
  return w(call($kron, h(a0), h(a1)));
}

const $diag = op("diag", "", "self,diagonal");
/** `aten::diag(Tensor self, int diagonal=0) -> Tensor` */
export function diag(self: Tensor, diagonal?: number): Tensor;
export function diag(self: Tensor, options: { diagonal?: number }): Tensor;
export function diag(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($diag, h(a0), (a1 ?? o?.diagonal)));
}

const $diagonal = op("diagonal", "", "self,offset,dim1,dim2");
/** `aten::diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)` */
export function diagonal(self: Tensor, offset?: number, dim1?: number, dim2?: number): Tensor;
export function diagonal(self: Tensor, options: { offset?: number; dim1?: number; dim2?: number }): Tensor;
export function diagonal(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($diagonal, h(a0), (a1 ?? o?.offset), (a2 ?? o?.dim1), (a3 ?? o?.dim2)));
}

const $diag_embed = op("diag_embed", "", "self,offset,dim1,dim2");
/** `aten::diag_embed(Tensor self, int offset=0, int dim1=-2, int dim2=-1) -> Tensor` */
export function diagEmbed(self: Tensor, offset?: number, dim1?: number, dim2?: number): Tensor;
export function diagEmbed(self: Tensor, options: { offset?: number; dim1?: number; dim2?: number }): Tensor;
export function diagEmbed(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($diag_embed, h(a0), (a1 ?? o?.offset), (a2 ?? o?.dim1), (a3 ?? o?.dim2)));
}

const $trace = op("trace", "", "self");
/** `aten::trace(Tensor self) -> Tensor` */
export function trace(self: Tensor): Tensor;
export function trace(a0?: any): any {
  return w(call($trace, h(a0)));
}

const $tril = op("tril", "", "self,diagonal");
/** `aten::tril(Tensor self, int diagonal=0) -> Tensor` */
export function tril(self: Tensor, diagonal?: number): Tensor;
export function tril(self: Tensor, options: { diagonal?: number }): Tensor;
export function tril(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($tril, h(a0), (a1 ?? o?.diagonal)));
}

const $tril_ = op("tril_", "", "self,diagonal");
/** `aten::tril_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)` */
export function tril_(self: Tensor, diagonal?: number): Tensor;
export function tril_(self: Tensor, options: { diagonal?: number }): Tensor;
export function tril_(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return (call($tril_, h(a0), (a1 ?? o?.diagonal)), a0);
}

const $triu = op("triu", "", "self,diagonal");
/** `aten::triu(Tensor self, int diagonal=0) -> Tensor` */
export function triu(self: Tensor, diagonal?: number): Tensor;
export function triu(self: Tensor, options: { diagonal?: number }): Tensor;
export function triu(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($triu, h(a0), (a1 ?? o?.diagonal)));
}

const $triu_ = op("triu_", "", "self,diagonal");
/** `aten::triu_(Tensor(a!) self, int diagonal=0) -> Tensor(a!)` */
export function triu_(self: Tensor, diagonal?: number): Tensor;
export function triu_(self: Tensor, options: { diagonal?: number }): Tensor;
export function triu_(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return (call($triu_, h(a0), (a1 ?? o?.diagonal)), a0);
}

const $tril_indices = op("tril_indices", "", "row,col,offset,dtype,device");
/** `aten::tril_indices(int row, int col, int offset=0, *, ScalarType? dtype=4, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function trilIndices(row: number, col: number, offset?: number, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function trilIndices(row: number, col: number, options: { offset?: number; dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function trilIndices(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return leaf(w(call($tril_indices, a0, a1, (a2 ?? o?.offset), dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $triu_indices = op("triu_indices", "", "row,col,offset,dtype,device");
/** `aten::triu_indices(int row, int col, int offset=0, *, ScalarType? dtype=4, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function triuIndices(row: number, col: number, offset?: number, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function triuIndices(row: number, col: number, options: { offset?: number; dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function triuIndices(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return leaf(w(call($triu_indices, a0, a1, (a2 ?? o?.offset), dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $renorm = op("renorm", "", "self,p,dim,maxnorm");
/** `aten::renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor` */
export function renorm(self: Tensor, p: Scalar, dim: number, maxnorm: Scalar): Tensor;
export function renorm(a0?: any, a1?: any, a2?: any, a3?: any): any {
  return w(call($renorm, h(a0), a1, a2, a3));
}

const $reshape = op("reshape", "", "self,shape");
/** `aten::reshape(Tensor(a) self, SymInt[] shape) -> Tensor(a)` */
export function reshape(self: Tensor, shape: Ints): Tensor;
export function reshape(a0?: any, a1?: any): any {
  return w(call($reshape, h(a0), a1));
}

const $view = op("view", "", "self,size");
/** `aten::view(Tensor(a) self, SymInt[] size) -> Tensor(a)` */
export function view(self: Tensor, size: Ints): Tensor;
export function view(a0?: any, a1?: any): any {
  return w(call($view, h(a0), a1));
}

const $view_as = op("view_as", "", "self,other");
/** `aten::view_as(Tensor(a) self, Tensor other) -> Tensor(a)` */
export function viewAs(self: Tensor, other: Tensor): Tensor;
export function viewAs(a0?: any, a1?: any): any {
  return w(call($view_as, h(a0), h(a1)));
}

const $reshape_as = op("reshape_as", "", "self,other");
/** `aten::reshape_as(Tensor(a) self, Tensor other) -> Tensor(a)` */
export function reshapeAs(self: Tensor, other: Tensor): Tensor;
export function reshapeAs(a0?: any, a1?: any): any {
  return w(call($reshape_as, h(a0), h(a1)));
}

const $expand = op("expand", "", "self,size,implicit");
/** `aten::expand(Tensor(a) self, SymInt[] size, *, bool implicit=False) -> Tensor(a)` */
export function expand(self: Tensor, size: Ints, options?: { implicit?: boolean }): Tensor;
export function expand(a0?: any, a1?: any, o?: any): any {
  return w(call($expand, h(a0), a1, o?.implicit));
}

const $expand_as = op("expand_as", "", "self,other");
/** `aten::expand_as(Tensor(a) self, Tensor other) -> Tensor(a)` */
export function expandAs(self: Tensor, other: Tensor): Tensor;
export function expandAs(a0?: any, a1?: any): any {
  return w(call($expand_as, h(a0), h(a1)));
}

const $permute = op("permute", "", "self,dims");
/** `aten::permute(Tensor(a) self, int[] dims) -> Tensor(a)` */
export function permute(self: Tensor, dims: Ints): Tensor;
export function permute(a0?: any, a1?: any): any {
  return w(call($permute, h(a0), a1));
}

const $transpose_int = op("transpose", "int", "self,dim0,dim1");
/** `aten::transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)` */
export function transpose(self: Tensor, dim0: number, dim1: number): Tensor;
export function transpose(a0?: any, a1?: any, a2?: any): any {
  return w(call($transpose_int, h(a0), a1, a2));
}

const $transpose_ = op("transpose_", "", "self,dim0,dim1");
/** `aten::transpose_(Tensor(a!) self, int dim0, int dim1) -> Tensor(a!)` */
export function transpose_(self: Tensor, dim0: number, dim1: number): Tensor;
export function transpose_(a0?: any, a1?: any, a2?: any): any {
  return (call($transpose_, h(a0), a1, a2), a0.refresh());
}

const $t = op("t", "", "self");
/** `aten::t(Tensor(a) self) -> Tensor(a)` */
export function t(self: Tensor): Tensor;
export function t(a0?: any): any {
  return w(call($t, h(a0)));
}

const $movedim_int = op("movedim", "int", "self,source,destination");
const $movedim_intlist = op("movedim", "intlist", "self,source,destination");
/** `aten::movedim.int(Tensor(a) self, int source, int destination) -> Tensor(a)`  
 * `aten::movedim.intlist(Tensor(a) self, int[] source, int[] destination) -> Tensor(a)` */
export function movedim(self: Tensor, source: number | Ints, destination: number | Ints): Tensor;
export function movedim(a0?: any, a1?: any, a2?: any): any {
  if (typeof a1 === "number" && typeof a2 === "number") return w(call($movedim_int, h(a0), a1, a2));
  return w(call($movedim_intlist, h(a0), a1, a2));
}

const $swapaxes = op("swapaxes", "", "self,axis0,axis1");
/** `aten::swapaxes(Tensor(a) self, int axis0, int axis1) -> Tensor(a)` */
export function swapaxes(self: Tensor, axis0: number, axis1: number): Tensor;
export function swapaxes(a0?: any, a1?: any, a2?: any): any {
  return w(call($swapaxes, h(a0), a1, a2));
}

const $squeeze = op("squeeze", "", "self");
const $squeeze_dim = op("squeeze", "dim", "self,dim");
/** `aten::squeeze(Tensor(a) self) -> Tensor(a)`  
 * `aten::squeeze.dim(Tensor(a) self, int dim) -> Tensor(a)` */
export function squeeze(self: Tensor): Tensor;
export function squeeze(self: Tensor, dim: number): Tensor;
export function squeeze(a0?: any, a1?: any): any {
  if (a1 === undefined) return w(call($squeeze, h(a0)));
  return w(call($squeeze_dim, h(a0), a1));
}

const $squeeze_ = op("squeeze_", "", "self");
const $squeeze__dim = op("squeeze_", "dim", "self,dim");
/** `aten::squeeze_(Tensor(a!) self) -> Tensor(a!)`  
 * `aten::squeeze_.dim(Tensor(a!) self, int dim) -> Tensor(a!)` */
export function squeeze_(self: Tensor): Tensor;
export function squeeze_(self: Tensor, dim: number): Tensor;
export function squeeze_(a0?: any, a1?: any): any {
  if (a1 === undefined) return (call($squeeze_, h(a0)), a0.refresh());
  return (call($squeeze__dim, h(a0), a1), a0.refresh());
}

const $unsqueeze = op("unsqueeze", "", "self,dim");
/** `aten::unsqueeze(Tensor(a) self, int dim) -> Tensor(a)` */
export function unsqueeze(self: Tensor, dim: number): Tensor;
export function unsqueeze(a0?: any, a1?: any): any {
  return w(call($unsqueeze, h(a0), a1));
}

const $unsqueeze_ = op("unsqueeze_", "", "self,dim");
/** `aten::unsqueeze_(Tensor(a!) self, int dim) -> Tensor(a!)` */
export function unsqueeze_(self: Tensor, dim: number): Tensor;
export function unsqueeze_(a0?: any, a1?: any): any {
  return (call($unsqueeze_, h(a0), a1), a0.refresh());
}

const $flatten_using_ints = op("flatten", "using_ints", "self,start_dim,end_dim");
/** `aten::flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)` */
export function flatten(self: Tensor, startDim?: number, endDim?: number): Tensor;
export function flatten(self: Tensor, options: { startDim?: number; endDim?: number }): Tensor;
export function flatten(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($flatten_using_ints, h(a0), (a1 ?? o?.startDim), (a2 ?? o?.endDim)));
}

const $unflatten_int = op("unflatten", "int", "self,dim,sizes");
/** `aten::unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a)` */
export function unflatten(self: Tensor, dim: number, sizes: Ints): Tensor;
export function unflatten(a0?: any, a1?: any, a2?: any): any {
  return w(call($unflatten_int, h(a0), a1, a2));
}

const $ravel = op("ravel", "", "self");
/** `aten::ravel(Tensor(a) self) -> Tensor(a)` */
export function ravel(self: Tensor): Tensor;
export function ravel(a0?: any): any {
  return w(call($ravel, h(a0)));
}

const $contiguous = op("contiguous", "", "self,memory_format");
/** `aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=0) -> Tensor(a)` */
export function contiguous(self: Tensor, options?: { memoryFormat?: MemoryFormat }): Tensor;
export function contiguous(a0?: any, o?: any): any {
  return w(call($contiguous, h(a0), mf(o?.memoryFormat)));
}

const $clone = op("clone", "", "self,memory_format");
/** `aten::clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor` */
export function clone(self: Tensor, options?: { memoryFormat?: MemoryFormat | null }): Tensor;
export function clone(a0?: any, o?: any): any {
  return w(call($clone, h(a0), mf(o?.memoryFormat)));
}

const $narrow = op("narrow", "", "self,dim,start,length");
/** `aten::narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a)` */
export function narrow(self: Tensor, dim: number, start: number, length: number): Tensor;
export function narrow(a0?: any, a1?: any, a2?: any, a3?: any): any {
  return w(call($narrow, h(a0), a1, a2, a3));
}

const $slice_Tensor = op("slice", "Tensor", "self,dim,start,end,step");
/** `aten::slice.Tensor(Tensor(a) self, int dim=0, SymInt? start=None, SymInt? end=None, SymInt step=1) -> Tensor(a)` */
export function slice(self: Tensor, dim?: number, start?: number | null, end?: number | null, step?: number): Tensor;
export function slice(self: Tensor, options: { dim?: number; start?: number | null; end?: number | null; step?: number }): Tensor;
export function slice(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($slice_Tensor, h(a0), (a1 ?? o?.dim), (a2 ?? o?.start), (a3 ?? o?.end), (a4 ?? o?.step)));
}

const $select_int = op("select", "int", "self,dim,index");
/** `aten::select.int(Tensor(a) self, int dim, int index) -> Tensor(a)` */
export function select(self: Tensor, dim: number, index: number): Tensor;
export function select(a0?: any, a1?: any, a2?: any): any {
  return w(call($select_int, h(a0), a1, a2));
}

const $unbind_int = op("unbind", "int", "self,dim");
/** `aten::unbind.int(Tensor(a -> *) self, int dim=0) -> Tensor(a)[]` */
export function unbind(self: Tensor, dim?: number): Tensor[];
export function unbind(self: Tensor, options: { dim?: number }): Tensor[];
export function unbind(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return ws(call($unbind_int, h(a0), (a1 ?? o?.dim)));
}

const $split_Tensor = op("split", "Tensor", "self,split_size,dim");
/** `aten::split.Tensor(Tensor(a -> *) self, int split_size, int dim=0) -> Tensor(a)[]` */
export function split(self: Tensor, splitSize: number, dim?: number): Tensor[];
export function split(self: Tensor, splitSize: number, options: { dim?: number }): Tensor[];
export function split(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return ws(call($split_Tensor, h(a0), a1, (a2 ?? o?.dim)));
}

const $split_with_sizes = op("split_with_sizes", "", "self,split_sizes,dim");
/** `aten::split_with_sizes(Tensor(a -> *) self, int[] split_sizes, int dim=0) -> Tensor(a)[]` */
export function splitWithSizes(self: Tensor, splitSizes: Ints, dim?: number): Tensor[];
export function splitWithSizes(self: Tensor, splitSizes: Ints, options: { dim?: number }): Tensor[];
export function splitWithSizes(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return ws(call($split_with_sizes, h(a0), a1, (a2 ?? o?.dim)));
}

const $chunk = op("chunk", "", "self,chunks,dim");
/** `aten::chunk(Tensor(a -> *) self, int chunks, int dim=0) -> Tensor(a)[]` */
export function chunk(self: Tensor, chunks: number, dim?: number): Tensor[];
export function chunk(self: Tensor, chunks: number, options: { dim?: number }): Tensor[];
export function chunk(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return ws(call($chunk, h(a0), a1, (a2 ?? o?.dim)));
}

const $cat = op("cat", "", "tensors,dim");
/** `aten::cat(Tensor[] tensors, int dim=0) -> Tensor` */
export function cat(tensors: readonly Tensor[], dim?: number): Tensor;
export function cat(tensors: readonly Tensor[], options: { dim?: number }): Tensor;
export function cat(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($cat, hs(a0), (a1 ?? o?.dim)));
}

const $stack = op("stack", "", "tensors,dim");
/** `aten::stack(Tensor[] tensors, int dim=0) -> Tensor` */
export function stack(tensors: readonly Tensor[], dim?: number): Tensor;
export function stack(tensors: readonly Tensor[], options: { dim?: number }): Tensor;
export function stack(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($stack, hs(a0), (a1 ?? o?.dim)));
}

const $hstack = op("hstack", "", "tensors");
/** `aten::hstack(Tensor[] tensors) -> Tensor` */
export function hstack(tensors: readonly Tensor[]): Tensor;
export function hstack(a0?: any): any {
  return w(call($hstack, hs(a0)));
}

const $vstack = op("vstack", "", "tensors");
/** `aten::vstack(Tensor[] tensors) -> Tensor` */
export function vstack(tensors: readonly Tensor[]): Tensor;
export function vstack(a0?: any): any {
  return w(call($vstack, hs(a0)));
}

const $repeat = op("repeat", "", "self,repeats");
/** `aten::repeat(Tensor self, SymInt[] repeats) -> Tensor` */
export function repeat(self: Tensor, repeats: Ints): Tensor;
export function repeat(a0?: any, a1?: any): any {
  return w(call($repeat, h(a0), a1));
}

const $repeat_interleave_self_int = op("repeat_interleave", "self_int", "self,repeats,dim,output_size");
const $repeat_interleave_self_Tensor = op("repeat_interleave", "self_Tensor", "self,repeats,dim,output_size");
const $repeat_interleave_Tensor = op("repeat_interleave", "Tensor", "repeats,output_size");
/** `aten::repeat_interleave.self_int(Tensor self, int repeats, int? dim=None, *, int? output_size=None) -> Tensor`  
 * `aten::repeat_interleave.self_Tensor(Tensor self, Tensor repeats, int? dim=None, *, int? output_size=None) -> Tensor`  
 * `aten::repeat_interleave.Tensor(Tensor repeats, *, int? output_size=None) -> Tensor` */
export function repeatInterleave(self: Tensor, repeats: number | Tensor, dim?: number | null, options?: { outputSize?: number | null }): Tensor;
export function repeatInterleave(self: Tensor, repeats: number | Tensor, options: { dim?: number | null; outputSize?: number | null }): Tensor;
export function repeatInterleave(repeats: Tensor, options?: { outputSize?: number | null }): Tensor;
export function repeatInterleave(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (o !== undefined) o = { ...o };
  guards.repeatInterleave(a0, a1, a2, o);
  if (typeof a1 === "number" && (a2 == null || typeof a2 === "number")) return w(call($repeat_interleave_self_int, h(a0), a1, (a2 ?? o?.dim), o?.outputSize));
  if (isTensor(a1) && (a2 == null || typeof a2 === "number")) return w(call($repeat_interleave_self_Tensor, h(a0), h(a1), (a2 ?? o?.dim), o?.outputSize));
  return w(call($repeat_interleave_Tensor, h(a0), o?.outputSize));
}

const $tile = op("tile", "", "self,dims");
/** `aten::tile(Tensor self, int[] dims) -> Tensor` */
export function tile(self: Tensor, dims: Ints): Tensor;
export function tile(a0?: any, a1?: any): any {
  return w(call($tile, h(a0), a1));
}

const $roll = op("roll", "", "self,shifts,dims");
/** `aten::roll(Tensor self, int[1] shifts, int[1] dims=[]) -> Tensor` */
export function roll(self: Tensor, shifts: Ints, dims?: Ints): Tensor;
export function roll(self: Tensor, shifts: Ints, options: { dims?: Ints }): Tensor;
export function roll(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($roll, h(a0), a1, (a2 ?? o?.dims)));
}

const $flip = op("flip", "", "self,dims");
/** `aten::flip(Tensor self, int[] dims) -> Tensor` */
export function flip(self: Tensor, dims: Ints): Tensor;
export function flip(a0?: any, a1?: any): any {
  return w(call($flip, h(a0), a1));
}

const $rot90 = op("rot90", "", "self,k,dims");
/** `aten::rot90(Tensor self, int k=1, int[] dims=[0, 1]) -> Tensor` */
export function rot90(self: Tensor, k?: number, dims?: Ints): Tensor;
export function rot90(self: Tensor, options: { k?: number; dims?: Ints }): Tensor;
export function rot90(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($rot90, h(a0), (a1 ?? o?.k), (a2 ?? o?.dims)));
}

const $unfold = op("unfold", "", "self,dimension,size,step");
/** `aten::unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)` */
export function unfold(self: Tensor, dimension: number, size: number, step: number): Tensor;
export function unfold(a0?: any, a1?: any, a2?: any, a3?: any): any {
  return w(call($unfold, h(a0), a1, a2, a3));
}

const $im2col = op("im2col", "", "self,kernel_size,dilation,padding,stride");
/** `aten::im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor` */
export function im2col(self: Tensor, kernelSize: Ints, dilation: Ints, padding: Ints, stride: Ints): Tensor;
export function im2col(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any): any {
  return w(call($im2col, h(a0), a1, a2, a3, a4));
}

const $col2im = op("col2im", "", "self,output_size,kernel_size,dilation,padding,stride");
/** `aten::col2im(Tensor self, SymInt[2] output_size, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor` */
export function col2im(self: Tensor, outputSize: Ints, kernelSize: Ints, dilation: Ints, padding: Ints, stride: Ints): Tensor;
export function col2im(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any): any {
  return w(call($col2im, h(a0), a1, a2, a3, a4, a5));
}

const $broadcast_to = op("broadcast_to", "", "self,size");
/** `aten::broadcast_to(Tensor(a) self, int[] size) -> Tensor(a)` */
export function broadcastTo(self: Tensor, size: Ints): Tensor;
export function broadcastTo(a0?: any, a1?: any): any {
  return w(call($broadcast_to, h(a0), a1));
}

const $broadcast_tensors = op("broadcast_tensors", "", "tensors");
/** `aten::broadcast_tensors(Tensor[] tensors) -> Tensor[]` */
export function broadcastTensors(tensors: readonly Tensor[]): Tensor[];
export function broadcastTensors(a0?: any): any {
  return ws(call($broadcast_tensors, hs(a0)));
}

const $meshgrid_indexing = op("meshgrid", "indexing", "tensors,indexing");
/** `aten::meshgrid.indexing(Tensor[] tensors, *, str indexing) -> Tensor[]` */
export function meshgrid(tensors: readonly Tensor[], options: { indexing: string }): Tensor[];
export function meshgrid(a0?: any, o?: any): any {
  return ws(call($meshgrid_indexing, hs(a0), o?.indexing));
}

const $as_strided = op("as_strided", "", "self,size,stride,storage_offset");
/** `aten::as_strided(Tensor(a) self, SymInt[] size, SymInt[] stride, SymInt? storage_offset=None) -> Tensor(a)` */
export function asStrided(self: Tensor, size: Ints, stride: Ints, storageOffset?: number | null): Tensor;
export function asStrided(self: Tensor, size: Ints, stride: Ints, options: { storageOffset?: number | null }): Tensor;
export function asStrided(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  if (o !== undefined) o = { ...o };
  guards.asStrided(a0, a1, a2, a3, o);
  return w(call($as_strided, h(a0), a1, a2, (a3 ?? o?.storageOffset)));
}

const $numpy_T = op("numpy_T", "", "self");
/** `aten::numpy_T(Tensor(a) self) -> Tensor(a)` */
export function numpy_T(self: Tensor): Tensor;
export function numpy_T(a0?: any): any {
  return w(call($numpy_T, h(a0)));
}

const $pixel_shuffle = op("pixel_shuffle", "", "self,upscale_factor");
/** `aten::pixel_shuffle(Tensor self, int upscale_factor) -> Tensor` */
export function pixelShuffle(self: Tensor, upscaleFactor: number): Tensor;
export function pixelShuffle(a0?: any, a1?: any): any {
  guards.pixelShuffle(a0, a1);
  return w(call($pixel_shuffle, h(a0), a1));
}

const $pixel_unshuffle = op("pixel_unshuffle", "", "self,downscale_factor");
/** `aten::pixel_unshuffle(Tensor self, int downscale_factor) -> Tensor` */
export function pixelUnshuffle(self: Tensor, downscaleFactor: number): Tensor;
export function pixelUnshuffle(a0?: any, a1?: any): any {
  return w(call($pixel_unshuffle, h(a0), a1));
}

const $atleast_1d = op("atleast_1d", "", "self");
/** `aten::atleast_1d(Tensor self) -> Tensor` */
export function atleast1d(self: Tensor): Tensor;
export function atleast1d(a0?: any): any {
  return w(call($atleast_1d, h(a0)));
}

const $constant_pad_nd = op("constant_pad_nd", "", "self,pad,value");
/** `aten::constant_pad_nd(Tensor self, int[] pad, Scalar value=0) -> Tensor` */
export function constantPadNd(self: Tensor, pad: Ints, value?: Scalar): Tensor;
export function constantPadNd(self: Tensor, pad: Ints, options: { value?: Scalar }): Tensor;
export function constantPadNd(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($constant_pad_nd, h(a0), a1, (a2 ?? o?.value)));
}

const $pad = op("pad", "", "self,pad,mode,value");
/** `aten::pad(Tensor self, int[] pad, str mode="constant", float? value=None) -> Tensor` */
export function pad(self: Tensor, pad: Ints, mode?: string, value?: number | null): Tensor;
export function pad(self: Tensor, pad: Ints, options: { mode?: string; value?: number | null }): Tensor;
export function pad(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($pad, h(a0), a1, (a2 ?? o?.mode), (a3 ?? o?.value)));
}

const $reflection_pad2d = op("reflection_pad2d", "", "self,padding");
/** `aten::reflection_pad2d(Tensor self, int[4] padding) -> Tensor` */
export function reflectionPad2d(self: Tensor, padding: Ints): Tensor;
export function reflectionPad2d(a0?: any, a1?: any): any {
  return w(call($reflection_pad2d, h(a0), a1));
}

const $replication_pad2d = op("replication_pad2d", "", "self,padding");
/** `aten::replication_pad2d(Tensor self, int[4] padding) -> Tensor` */
export function replicationPad2d(self: Tensor, padding: Ints): Tensor;
export function replicationPad2d(a0?: any, a1?: any): any {
  return w(call($replication_pad2d, h(a0), a1));
}

const $index_Tensor = op("index", "Tensor", "self,indices");
/** `aten::index.Tensor(Tensor self, Tensor?[] indices) -> Tensor` */
export function index(self: Tensor, indices: readonly (Tensor | null)[]): Tensor;
export function index(a0?: any, a1?: any): any {
  return w(call($index_Tensor, h(a0), hs(a1)));
}

const $index_put = op("index_put", "", "self,indices,values,accumulate");
/** `aten::index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor` */
export function indexPut(self: Tensor, indices: readonly (Tensor | null)[], values: Tensor, accumulate?: boolean): Tensor;
export function indexPut(self: Tensor, indices: readonly (Tensor | null)[], values: Tensor, options: { accumulate?: boolean }): Tensor;
export function indexPut(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($index_put, h(a0), hs(a1), h(a2), (a3 ?? o?.accumulate)));
}

const $index_put_ = op("index_put_", "", "self,indices,values,accumulate");
/** `aten::index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)` */
export function indexPut_(self: Tensor, indices: readonly (Tensor | null)[], values: Tensor, accumulate?: boolean): Tensor;
export function indexPut_(self: Tensor, indices: readonly (Tensor | null)[], values: Tensor, options: { accumulate?: boolean }): Tensor;
export function indexPut_(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  return (call($index_put_, h(a0), hs(a1), h(a2), (a3 ?? o?.accumulate)), a0);
}

const $index_select = op("index_select", "", "self,dim,index");
/** `aten::index_select(Tensor self, int dim, Tensor index) -> Tensor` */
export function indexSelect(self: Tensor, dim: number, index: Tensor): Tensor;
export function indexSelect(a0?: any, a1?: any, a2?: any): any {
  return w(call($index_select, h(a0), a1, h(a2)));
}

const $index_add = op("index_add", "", "self,dim,index,source,alpha");
/** `aten::index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor` */
export function indexAdd(self: Tensor, dim: number, index: Tensor, source: Tensor, options?: { alpha?: Scalar }): Tensor;
export function indexAdd(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  return w(call($index_add, h(a0), a1, h(a2), h(a3), o?.alpha));
}

const $index_add_ = op("index_add_", "", "self,dim,index,source,alpha");
/** `aten::index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!)` */
export function indexAdd_(self: Tensor, dim: number, index: Tensor, source: Tensor, options?: { alpha?: Scalar }): Tensor;
export function indexAdd_(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  return (call($index_add_, h(a0), a1, h(a2), h(a3), o?.alpha), a0);
}

const $index_copy = op("index_copy", "", "self,dim,index,source");
/** `aten::index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor` */
export function indexCopy(self: Tensor, dim: number, index: Tensor, source: Tensor): Tensor;
export function indexCopy(a0?: any, a1?: any, a2?: any, a3?: any): any {
  return w(call($index_copy, h(a0), a1, h(a2), h(a3)));
}

const $index_copy_ = op("index_copy_", "", "self,dim,index,source");
/** `aten::index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!)` */
export function indexCopy_(self: Tensor, dim: number, index: Tensor, source: Tensor): Tensor;
export function indexCopy_(a0?: any, a1?: any, a2?: any, a3?: any): any {
  return (call($index_copy_, h(a0), a1, h(a2), h(a3)), a0);
}

const $index_fill_int_Scalar = op("index_fill", "int_Scalar", "self,dim,index,value");
const $index_fill_int_Tensor = op("index_fill", "int_Tensor", "self,dim,index,value");
/** `aten::index_fill.int_Scalar(Tensor self, int dim, Tensor index, Scalar value) -> Tensor`  
 * `aten::index_fill.int_Tensor(Tensor self, int dim, Tensor index, Tensor value) -> Tensor` */
export function indexFill(self: Tensor, dim: number, index: Tensor, value: Scalar | Tensor): Tensor;
export function indexFill(a0?: any, a1?: any, a2?: any, a3?: any): any {
  if (isScalar(a3)) return w(call($index_fill_int_Scalar, h(a0), a1, h(a2), a3));
  return w(call($index_fill_int_Tensor, h(a0), a1, h(a2), h(a3)));
}

const $index_fill__int_Scalar = op("index_fill_", "int_Scalar", "self,dim,index,value");
const $index_fill__int_Tensor = op("index_fill_", "int_Tensor", "self,dim,index,value");
/** `aten::index_fill_.int_Scalar(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)`  
 * `aten::index_fill_.int_Tensor(Tensor(a!) self, int dim, Tensor index, Tensor value) -> Tensor(a!)` */
export function indexFill_(self: Tensor, dim: number, index: Tensor, value: Scalar | Tensor): Tensor;
export function indexFill_(a0?: any, a1?: any, a2?: any, a3?: any): any {
  if (isScalar(a3)) return (call($index_fill__int_Scalar, h(a0), a1, h(a2), a3), a0);
  return (call($index_fill__int_Tensor, h(a0), a1, h(a2), h(a3)), a0);
}

const $gather = op("gather", "", "self,dim,index,sparse_grad");
/** `aten::gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor` */
export function gather(self: Tensor, dim: number, index: Tensor, options?: { sparseGrad?: boolean }): Tensor;
export function gather(a0?: any, a1?: any, a2?: any, o?: any): any {
  return w(call($gather, h(a0), a1, h(a2), o?.sparseGrad));
}

const $scatter_src = op("scatter", "src", "self,dim,index,src");
const $scatter_value = op("scatter", "value", "self,dim,index,value");
/** `aten::scatter.src(Tensor self, int dim, Tensor index, Tensor src) -> Tensor`  
 * `aten::scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor` */
export function scatter(self: Tensor, dim: number, index: Tensor, src: Tensor): Tensor;
export function scatter(self: Tensor, dim: number, index: Tensor, value: Scalar): Tensor;
export function scatter(a0?: any, a1?: any, a2?: any, a3?: any): any {
  if (isTensor(a3)) return w(call($scatter_src, h(a0), a1, h(a2), h(a3)));
  return w(call($scatter_value, h(a0), a1, h(a2), a3));
}

const $scatter__src = op("scatter_", "src", "self,dim,index,src");
const $scatter__value = op("scatter_", "value", "self,dim,index,value");
/** `aten::scatter_.src(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)`  
 * `aten::scatter_.value(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)` */
export function scatter_(self: Tensor, dim: number, index: Tensor, src: Tensor): Tensor;
export function scatter_(self: Tensor, dim: number, index: Tensor, value: Scalar): Tensor;
export function scatter_(a0?: any, a1?: any, a2?: any, a3?: any): any {
  if (isTensor(a3)) return (call($scatter__src, h(a0), a1, h(a2), h(a3)), a0);
  return (call($scatter__value, h(a0), a1, h(a2), a3), a0);
}

const $scatter_add = op("scatter_add", "", "self,dim,index,src");
/** `aten::scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor` */
export function scatterAdd(self: Tensor, dim: number, index: Tensor, src: Tensor): Tensor;
export function scatterAdd(a0?: any, a1?: any, a2?: any, a3?: any): any {
  return w(call($scatter_add, h(a0), a1, h(a2), h(a3)));
}

const $scatter_add_ = op("scatter_add_", "", "self,dim,index,src");
/** `aten::scatter_add_(Tensor(a!) self, int dim, Tensor index, Tensor src) -> Tensor(a!)` */
export function scatterAdd_(self: Tensor, dim: number, index: Tensor, src: Tensor): Tensor;
export function scatterAdd_(a0?: any, a1?: any, a2?: any, a3?: any): any {
  return (call($scatter_add_, h(a0), a1, h(a2), h(a3)), a0);
}

const $scatter_reduce_two = op("scatter_reduce", "two", "self,dim,index,src,reduce,include_self");
/** `aten::scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor` */
export function scatterReduce(self: Tensor, dim: number, index: Tensor, src: Tensor, reduce: string, options?: { includeSelf?: boolean }): Tensor;
export function scatterReduce(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  return w(call($scatter_reduce_two, h(a0), a1, h(a2), h(a3), a4, o?.includeSelf));
}

const $scatter_reduce__two = op("scatter_reduce_", "two", "self,dim,index,src,reduce,include_self");
/** `aten::scatter_reduce_.two(Tensor(a!) self, int dim, Tensor index, Tensor src, str reduce, *, bool include_self=True) -> Tensor(a!)` */
export function scatterReduce_(self: Tensor, dim: number, index: Tensor, src: Tensor, reduce: string, options?: { includeSelf?: boolean }): Tensor;
export function scatterReduce_(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  return (call($scatter_reduce__two, h(a0), a1, h(a2), h(a3), a4, o?.includeSelf), a0);
}

const $masked_fill_Scalar = op("masked_fill", "Scalar", "self,mask,value");
const $masked_fill_Tensor = op("masked_fill", "Tensor", "self,mask,value");
/** `aten::masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor`  
 * `aten::masked_fill.Tensor(Tensor self, Tensor mask, Tensor value) -> Tensor` */
export function maskedFill(self: Tensor, mask: Tensor, value: Scalar | Tensor): Tensor;
export function maskedFill(a0?: any, a1?: any, a2?: any): any {
  if (isScalar(a2)) return w(call($masked_fill_Scalar, h(a0), h(a1), a2));
  return w(call($masked_fill_Tensor, h(a0), h(a1), h(a2)));
}

const $masked_fill__Scalar = op("masked_fill_", "Scalar", "self,mask,value");
const $masked_fill__Tensor = op("masked_fill_", "Tensor", "self,mask,value");
/** `aten::masked_fill_.Scalar(Tensor(a!) self, Tensor mask, Scalar value) -> Tensor(a!)`  
 * `aten::masked_fill_.Tensor(Tensor(a!) self, Tensor mask, Tensor value) -> Tensor(a!)` */
export function maskedFill_(self: Tensor, mask: Tensor, value: Scalar | Tensor): Tensor;
export function maskedFill_(a0?: any, a1?: any, a2?: any): any {
  if (isScalar(a2)) return (call($masked_fill__Scalar, h(a0), h(a1), a2), a0);
  return (call($masked_fill__Tensor, h(a0), h(a1), h(a2)), a0);
}

const $masked_select = op("masked_select", "", "self,mask");
/** `aten::masked_select(Tensor self, Tensor mask) -> Tensor` */
export function maskedSelect(self: Tensor, mask: Tensor): Tensor;
export function maskedSelect(a0?: any, a1?: any): any {
  return w(call($masked_select, h(a0), h(a1)));
}

const $masked_scatter = op("masked_scatter", "", "self,mask,source");
/** `aten::masked_scatter(Tensor self, Tensor mask, Tensor source) -> Tensor` */
export function maskedScatter(self: Tensor, mask: Tensor, source: Tensor): Tensor;
export function maskedScatter(a0?: any, a1?: any, a2?: any): any {
  return w(call($masked_scatter, h(a0), h(a1), h(a2)));
}

const $masked_scatter_ = op("masked_scatter_", "", "self,mask,source");
/** `aten::masked_scatter_(Tensor(a!) self, Tensor mask, Tensor source) -> Tensor(a!)` */
export function maskedScatter_(self: Tensor, mask: Tensor, source: Tensor): Tensor;
export function maskedScatter_(a0?: any, a1?: any, a2?: any): any {
  return (call($masked_scatter_, h(a0), h(a1), h(a2)), a0);
}

const $take = op("take", "", "self,index");
/** `aten::take(Tensor self, Tensor index) -> Tensor` */
export function take(self: Tensor, index: Tensor): Tensor;
export function take(a0?: any, a1?: any): any {
  return w(call($take, h(a0), h(a1)));
}

const $take_along_dim = op("take_along_dim", "", "self,indices,dim");
/** `aten::take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor` */
export function takeAlongDim(self: Tensor, indices: Tensor, dim?: number | null): Tensor;
export function takeAlongDim(self: Tensor, indices: Tensor, options: { dim?: number | null }): Tensor;
export function takeAlongDim(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($take_along_dim, h(a0), h(a1), (a2 ?? o?.dim)));
}

const $put_ = op("put_", "", "self,index,source,accumulate");
/** `aten::put_(Tensor(a!) self, Tensor index, Tensor source, bool accumulate=False) -> Tensor(a!)` */
export function put_(self: Tensor, index: Tensor, source: Tensor, accumulate?: boolean): Tensor;
export function put_(self: Tensor, index: Tensor, source: Tensor, options: { accumulate?: boolean }): Tensor;
export function put_(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  return (call($put_, h(a0), h(a1), h(a2), (a3 ?? o?.accumulate)), a0);
}

const $where_self = op("where", "self", "condition,self,other");
const $where_ScalarOther = op("where", "ScalarOther", "condition,self,other");
const $where_ScalarSelf = op("where", "ScalarSelf", "condition,self,other");
const $where_Scalar = op("where", "Scalar", "condition,self,other");
/** `aten::where.self(Tensor condition, Tensor self, Tensor other) -> Tensor`  
 * `aten::where.ScalarOther(Tensor condition, Tensor self, Scalar other) -> Tensor`  
 * `aten::where.ScalarSelf(Tensor condition, Scalar self, Tensor other) -> Tensor`  
 * `aten::where.Scalar(Tensor condition, Scalar self, Scalar other) -> Tensor` */
export function where(condition: Tensor, self: Tensor | Scalar, other: Tensor | Scalar): Tensor;
export function where(a0?: any, a1?: any, a2?: any): any {
  if (isTensor(a1) && isTensor(a2)) return w(call($where_self, h(a0), h(a1), h(a2)));
  if (isTensor(a1) && isScalar(a2)) return w(call($where_ScalarOther, h(a0), h(a1), a2));
  if (isTensor(a2)) return w(call($where_ScalarSelf, h(a0), a1, h(a2)));
  return w(call($where_Scalar, h(a0), a1, a2));
}

const $nonzero = op("nonzero", "", "self");
/** `aten::nonzero(Tensor self) -> Tensor` */
export function nonzero(self: Tensor): Tensor;
export function nonzero(a0?: any): any {
  return w(call($nonzero, h(a0)));
}

const $argwhere = op("argwhere", "", "self");
/** `aten::argwhere(Tensor self) -> Tensor` */
export function argwhere(self: Tensor): Tensor;
export function argwhere(a0?: any): any {
  return w(call($argwhere, h(a0)));
}

const $topk = op("topk", "", "self,k,dim,largest,sorted");
/** `aten::topk(Tensor self, int k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)` */
export function topk(self: Tensor, k: number, dim?: number, largest?: boolean, sorted?: boolean): [values: Tensor, indices: Tensor];
export function topk(self: Tensor, k: number, options: { dim?: number; largest?: boolean; sorted?: boolean }): [values: Tensor, indices: Tensor];
export function topk(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return tuple(call($topk, h(a0), a1, (a2 ?? o?.dim), (a3 ?? o?.largest), (a4 ?? o?.sorted)), ["Tensor", "Tensor"]);
}

const $sort = op("sort", "", "self,dim,descending");
const $sort_stable = op("sort", "stable", "self,stable,dim,descending");
/** `aten::sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)`  
 * `aten::sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)` */
export function sort(self: Tensor, dim?: number, descending?: boolean): [values: Tensor, indices: Tensor];
export function sort(self: Tensor, options: { dim?: number; descending?: boolean }): [values: Tensor, indices: Tensor];
export function sort(self: Tensor, options?: { stable?: boolean | null; dim?: number; descending?: boolean }): [values: Tensor, indices: Tensor];
export function sort(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if ((a1 == null || typeof a1 === "number") && (a2 == null || typeof a2 === "boolean")) return tuple(call($sort, h(a0), (a1 ?? o?.dim), (a2 ?? o?.descending)), ["Tensor", "Tensor"]);
  return tuple(call($sort_stable, h(a0), o?.stable, o?.dim, o?.descending), ["Tensor", "Tensor"]);
}

const $argsort = op("argsort", "", "self,dim,descending");
/** `aten::argsort(Tensor self, int dim=-1, bool descending=False) -> Tensor` */
export function argsort(self: Tensor, dim?: number, descending?: boolean): Tensor;
export function argsort(self: Tensor, options: { dim?: number; descending?: boolean }): Tensor;
export function argsort(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($argsort, h(a0), (a1 ?? o?.dim), (a2 ?? o?.descending)));
}

const $searchsorted_Tensor = op("searchsorted", "Tensor", "sorted_sequence,self,out_int32,right,side");
const $searchsorted_Scalar = op("searchsorted", "Scalar", "sorted_sequence,self,out_int32,right,side");
/** `aten::searchsorted.Tensor(Tensor sorted_sequence, Tensor self, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None) -> Tensor`  
 * `aten::searchsorted.Scalar(Tensor sorted_sequence, Scalar self, *, bool out_int32=False, bool right=False, str? side=None, Tensor? sorter=None) -> Tensor` */
export function searchsorted(sortedSequence: Tensor, self: Tensor | Scalar, options?: { outInt32?: boolean; right?: boolean; side?: string | null }): Tensor;
export function searchsorted(a0?: any, a1?: any, o?: any): any {
  if (isTensor(a1)) return w(call($searchsorted_Tensor, h(a0), h(a1), o?.outInt32, o?.right, o?.side));
  return w(call($searchsorted_Scalar, h(a0), a1, o?.outInt32, o?.right, o?.side));
}

const $bucketize_Tensor = op("bucketize", "Tensor", "self,boundaries,out_int32,right");
/** `aten::bucketize.Tensor(Tensor self, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor` */
export function bucketize(self: Tensor, boundaries: Tensor, options?: { outInt32?: boolean; right?: boolean }): Tensor;
export function bucketize(a0?: any, a1?: any, o?: any): any {
  return w(call($bucketize_Tensor, h(a0), h(a1), o?.outInt32, o?.right));
}

const $embedding = op("embedding", "", "weight,indices,padding_idx,scale_grad_by_freq,sparse");
/** `aten::embedding(Tensor weight, Tensor indices, int padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False) -> Tensor` */
export function embedding(weight: Tensor, indices: Tensor, paddingIdx?: number, scaleGradByFreq?: boolean, sparse?: boolean): Tensor;
export function embedding(weight: Tensor, indices: Tensor, options: { paddingIdx?: number; scaleGradByFreq?: boolean; sparse?: boolean }): Tensor;
export function embedding(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($embedding, h(a0), h(a1), (a2 ?? o?.paddingIdx), (a3 ?? o?.scaleGradByFreq), (a4 ?? o?.sparse)));
}

const $embedding_renorm_ = op("embedding_renorm_", "", "self,indices,max_norm,norm_type");
/** `aten::embedding_renorm_(Tensor(a!) self, Tensor indices, float max_norm, float norm_type) -> Tensor(a!)` */
export function embeddingRenorm_(self: Tensor, indices: Tensor, maxNorm: number, normType: number): Tensor;
export function embeddingRenorm_(a0?: any, a1?: any, a2?: any, a3?: any): any {
  return (call($embedding_renorm_, h(a0), h(a1), a2, a3), a0);
}

const $one_hot = op("one_hot", "", "self,num_classes");
/** `aten::one_hot(Tensor self, int num_classes=-1) -> Tensor` */
export function oneHot(self: Tensor, numClasses?: number): Tensor;
export function oneHot(self: Tensor, options: { numClasses?: number }): Tensor;
export function oneHot(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return w(call($one_hot, h(a0), (a1 ?? o?.numClasses)));
}

const $fill__Scalar = op("fill_", "Scalar", "self,value");
const $fill__Tensor = op("fill_", "Tensor", "self,value");
/** `aten::fill_.Scalar(Tensor(a!) self, Scalar value) -> Tensor(a!)`  
 * `aten::fill_.Tensor(Tensor(a!) self, Tensor value) -> Tensor(a!)` */
export function fill_(self: Tensor, value: Scalar | Tensor): Tensor;
export function fill_(a0?: any, a1?: any): any {
  if (isScalar(a1)) return (call($fill__Scalar, h(a0), a1), a0);
  return (call($fill__Tensor, h(a0), h(a1)), a0);
}

const $zero_ = op("zero_", "", "self");
/** `aten::zero_(Tensor(a!) self) -> Tensor(a!)` */
export function zero_(self: Tensor): Tensor;
export function zero_(a0?: any): any {
  return (call($zero_, h(a0)), a0);
}

const $copy_ = op("copy_", "", "self,src");
/** `aten::copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)` */
export function copy_(self: Tensor, src: Tensor): Tensor;
export function copy_(a0?: any, a1?: any): any {
  return (call($copy_, h(a0), h(a1)), a0);
}

const $fill_diagonal_ = op("fill_diagonal_", "", "self,fill_value,wrap");
/** `aten::fill_diagonal_(Tensor(a!) self, Scalar fill_value, bool wrap=False) -> Tensor(a!)` */
export function fillDiagonal_(self: Tensor, fillValue: Scalar, wrap?: boolean): Tensor;
export function fillDiagonal_(self: Tensor, fillValue: Scalar, options: { wrap?: boolean }): Tensor;
export function fillDiagonal_(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return (call($fill_diagonal_, h(a0), a1, (a2 ?? o?.wrap)), a0);
}

const $resize_ = op("resize_", "", "self,size,memory_format");
/** `aten::resize_(Tensor(a!) self, SymInt[] size, *, MemoryFormat? memory_format=None) -> Tensor(a!)` */
export function resize_(self: Tensor, size: Ints, options?: { memoryFormat?: MemoryFormat | null }): Tensor;
export function resize_(a0?: any, a1?: any, o?: any): any {
  return (call($resize_, h(a0), a1, mf(o?.memoryFormat)), a0.refresh());
}

const $set__source_Tensor = op("set_", "source_Tensor", "self,source");
/** `aten::set_.source_Tensor(Tensor(a!) self, Tensor source) -> Tensor(a!)` */
export function set_(self: Tensor, source: Tensor): Tensor;
export function set_(a0?: any, a1?: any): any {
  guards.set_(a0, a1);
  return (call($set__source_Tensor, h(a0), h(a1)), a0.refresh());
}

const $zeros = op("zeros", "", "size,dtype,device");
/** `aten::zeros(SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function zeros(size: Ints, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function zeros(a0?: any, o?: any): any {
  return leaf(w(call($zeros, a0, dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $ones = op("ones", "", "size,dtype,device");
/** `aten::ones(SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function ones(size: Ints, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function ones(a0?: any, o?: any): any {
  return leaf(w(call($ones, a0, dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $empty_memory_format = op("empty", "memory_format", "size,dtype,device,memory_format");
/** `aten::empty.memory_format(SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
export function empty(size: Ints, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
export function empty(a0?: any, o?: any): any {
  return leaf(w(call($empty_memory_format, a0, dt(o?.dtype), o?.device, mf(o?.memoryFormat))), o?.requiresGrad);
}

const $zeros_like = op("zeros_like", "", "self,dtype,device,memory_format");
/** `aten::zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
export function zerosLike(self: Tensor, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
export function zerosLike(a0?: any, o?: any): any {
  return leaf(w(call($zeros_like, h(a0), dt(o?.dtype), o?.device, mf(o?.memoryFormat))), o?.requiresGrad);
}

const $ones_like = op("ones_like", "", "self,dtype,device,memory_format");
/** `aten::ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
export function onesLike(self: Tensor, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
export function onesLike(a0?: any, o?: any): any {
  return leaf(w(call($ones_like, h(a0), dt(o?.dtype), o?.device, mf(o?.memoryFormat))), o?.requiresGrad);
}

const $empty_like = op("empty_like", "", "self,dtype,device,memory_format");
/** `aten::empty_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
export function emptyLike(self: Tensor, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
export function emptyLike(a0?: any, o?: any): any {
  return leaf(w(call($empty_like, h(a0), dt(o?.dtype), o?.device, mf(o?.memoryFormat))), o?.requiresGrad);
}

const $full_like = op("full_like", "", "self,fill_value,dtype,device,memory_format");
/** `aten::full_like(Tensor self, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
export function fullLike(self: Tensor, fillValue: Scalar, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
export function fullLike(a0?: any, a1?: any, o?: any): any {
  return leaf(w(call($full_like, h(a0), a1, dt(o?.dtype), o?.device, mf(o?.memoryFormat))), o?.requiresGrad);
}

const $new_zeros = op("new_zeros", "", "self,size,dtype,device");
/** `aten::new_zeros(Tensor self, SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function newZeros(self: Tensor, size: Ints, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function newZeros(a0?: any, a1?: any, o?: any): any {
  return leaf(w(call($new_zeros, h(a0), a1, dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $new_ones = op("new_ones", "", "self,size,dtype,device");
/** `aten::new_ones(Tensor self, SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function newOnes(self: Tensor, size: Ints, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function newOnes(a0?: any, a1?: any, o?: any): any {
  return leaf(w(call($new_ones, h(a0), a1, dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $new_full = op("new_full", "", "self,size,fill_value,dtype,device");
/** `aten::new_full(Tensor self, SymInt[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function newFull(self: Tensor, size: Ints, fillValue: Scalar, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function newFull(a0?: any, a1?: any, a2?: any, o?: any): any {
  return leaf(w(call($new_full, h(a0), a1, a2, dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $new_empty = op("new_empty", "", "self,size,dtype,device");
/** `aten::new_empty(Tensor self, SymInt[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function newEmpty(self: Tensor, size: Ints, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function newEmpty(a0?: any, a1?: any, o?: any): any {
  return leaf(w(call($new_empty, h(a0), a1, dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $arange = op("arange", "", "end,dtype,device");
const $arange_start = op("arange", "start", "start,end,dtype,device");
const $arange_start_step = op("arange", "start_step", "start,end,step,dtype,device");
/** `aten::arange(Scalar end, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor`  
 * `aten::arange.start(Scalar start, Scalar end, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor`  
 * `aten::arange.start_step(Scalar start, Scalar end, Scalar step=1, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function arange(end: Scalar, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function arange(start: Scalar, end: Scalar, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function arange(start: Scalar, end: Scalar, step?: Scalar, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function arange(start: Scalar, end: Scalar, options: { step?: Scalar; dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function arange(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a1 === undefined && a2 === undefined) return leaf(w(call($arange, a0, dt(o?.dtype), o?.device)), o?.requiresGrad);
  if (a2 === undefined) return leaf(w(call($arange_start, a0, a1, dt(o?.dtype), o?.device)), o?.requiresGrad);
  return leaf(w(call($arange_start_step, a0, a1, (a2 ?? o?.step), dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $linspace = op("linspace", "", "start,end,steps,dtype,device");
/** `aten::linspace(Scalar start, Scalar end, int steps, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function linspace(start: Scalar, end: Scalar, steps: number, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function linspace(a0?: any, a1?: any, a2?: any, o?: any): any {
  return leaf(w(call($linspace, a0, a1, a2, dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $logspace = op("logspace", "", "start,end,steps,base,dtype,device");
/** `aten::logspace(Scalar start, Scalar end, int steps, float base=10., *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function logspace(start: Scalar, end: Scalar, steps: number, base?: number, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function logspace(start: Scalar, end: Scalar, steps: number, options: { base?: number; dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function logspace(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  return leaf(w(call($logspace, a0, a1, a2, (a3 ?? o?.base), dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $eye = op("eye", "", "n,dtype,device");
const $eye_m = op("eye", "m", "n,m,dtype,device");
/** `aten::eye(int n, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor`  
 * `aten::eye.m(int n, int m, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function eye(n: number, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function eye(n: number, m: number, options?: { dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function eye(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  if (a1 === undefined) return leaf(w(call($eye, a0, dt(o?.dtype), o?.device)), o?.requiresGrad);
  return leaf(w(call($eye_m, a0, a1, dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $rand_generator = op("rand", "generator", "size,generator,dtype,device");
/** `aten::rand.generator(int[] size, *, Generator? generator, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function rand(size: Ints, options?: { generator?: Generator | null; dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function rand(a0?: any, o?: any): any {
  return leaf(w(call($rand_generator, a0, gen(o?.generator), dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $randn_generator = op("randn", "generator", "size,generator,dtype,device");
/** `aten::randn.generator(int[] size, *, Generator? generator, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function randn(size: Ints, options?: { generator?: Generator | null; dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function randn(a0?: any, o?: any): any {
  return leaf(w(call($randn_generator, a0, gen(o?.generator), dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $randint_generator = op("randint", "generator", "high,size,generator,dtype,device");
const $randint_low_generator = op("randint", "low_generator", "low,high,size,generator,dtype,device");
/** `aten::randint.generator(int high, int[] size, *, Generator? generator, ScalarType? dtype=4, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor`  
 * `aten::randint.low_generator(int low, int high, int[] size, *, Generator? generator, ScalarType? dtype=4, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function randint(high: number, size: Ints, options?: { generator?: Generator | null; dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function randint(low: number, high: number, size: Ints, options?: { generator?: Generator | null; dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function randint(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (isInts(a1) && a2 === undefined) return leaf(w(call($randint_generator, a0, a1, gen(o?.generator), dt(o?.dtype), o?.device)), o?.requiresGrad);
  return leaf(w(call($randint_low_generator, a0, a1, a2, gen(o?.generator), dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $randperm_generator = op("randperm", "generator", "n,generator,dtype,device");
/** `aten::randperm.generator(int n, *, Generator? generator, ScalarType? dtype=4, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function randperm(n: number, options?: { generator?: Generator | null; dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function randperm(a0?: any, o?: any): any {
  return leaf(w(call($randperm_generator, a0, gen(o?.generator), dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $rand_like = op("rand_like", "", "self,dtype,device,memory_format");
/** `aten::rand_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
export function randLike(self: Tensor, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
export function randLike(a0?: any, o?: any): any {
  return leaf(w(call($rand_like, h(a0), dt(o?.dtype), o?.device, mf(o?.memoryFormat))), o?.requiresGrad);
}

const $randn_like = op("randn_like", "", "self,dtype,device,memory_format");
/** `aten::randn_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
export function randnLike(self: Tensor, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
export function randnLike(a0?: any, o?: any): any {
  return leaf(w(call($randn_like, h(a0), dt(o?.dtype), o?.device, mf(o?.memoryFormat))), o?.requiresGrad);
}

const $randint_like = op("randint_like", "", "self,high,dtype,device,memory_format");
const $randint_like_low_dtype = op("randint_like", "low_dtype", "self,low,high,dtype,device,memory_format");
/** `aten::randint_like(Tensor self, int high, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor`  
 * `aten::randint_like.low_dtype(Tensor self, int low, int high, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor` */
export function randintLike(self: Tensor, high: number, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
export function randintLike(self: Tensor, low: number, high: number, options?: { dtype?: DType | null; device?: string | null; memoryFormat?: MemoryFormat | null; requiresGrad?: boolean }): Tensor;
export function randintLike(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a2 === undefined) return leaf(w(call($randint_like, h(a0), a1, dt(o?.dtype), o?.device, mf(o?.memoryFormat))), o?.requiresGrad);
  return leaf(w(call($randint_like_low_dtype, h(a0), a1, a2, dt(o?.dtype), o?.device, mf(o?.memoryFormat))), o?.requiresGrad);
}

const $normal_ = op("normal_", "", "self,mean,std,generator");
/** `aten::normal_(Tensor(a!) self, float mean=0., float std=1., *, Generator? generator=None) -> Tensor(a!)` */
export function normal_(self: Tensor, mean?: number, std?: number, options?: { generator?: Generator | null }): Tensor;
export function normal_(self: Tensor, options: { mean?: number; std?: number; generator?: Generator | null }): Tensor;
export function normal_(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return (call($normal_, h(a0), (a1 ?? o?.mean), (a2 ?? o?.std), gen(o?.generator)), a0);
}

const $uniform_ = op("uniform_", "", "self,from,to,generator");
/** `aten::uniform_(Tensor(a!) self, float from=0., float to=1., *, Generator? generator=None) -> Tensor(a!)` */
export function uniform_(self: Tensor, from?: number, to?: number, options?: { generator?: Generator | null }): Tensor;
export function uniform_(self: Tensor, options: { from?: number; to?: number; generator?: Generator | null }): Tensor;
export function uniform_(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  return (call($uniform_, h(a0), (a1 ?? o?.from), (a2 ?? o?.to), gen(o?.generator)), a0);
}

const $random_ = op("random_", "", "self,generator");
const $random__from = op("random_", "from", "self,from,to,generator");
const $random__to = op("random_", "to", "self,to,generator");
/** `aten::random_(Tensor(a!) self, *, Generator? generator=None) -> Tensor(a!)`  
 * `aten::random_.from(Tensor(a!) self, int from, int? to, *, Generator? generator=None) -> Tensor(a!)`  
 * `aten::random_.to(Tensor(a!) self, int to, *, Generator? generator=None) -> Tensor(a!)` */
export function random_(self: Tensor, options?: { generator?: Generator | null }): Tensor;
export function random_(self: Tensor, from: number, to: number | null, options?: { generator?: Generator | null }): Tensor;
export function random_(self: Tensor, to: number, options?: { generator?: Generator | null }): Tensor;
export function random_(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (a1 === undefined && a2 === undefined) return (call($random_, h(a0), gen(o?.generator)), a0);
  if (typeof a2 === "number") return (call($random__from, h(a0), a1, a2, gen(o?.generator)), a0);
  return (call($random__to, h(a0), a1, gen(o?.generator)), a0);
}

const $bernoulli = op("bernoulli", "", "self,generator");
const $bernoulli_p = op("bernoulli", "p", "self,p,generator");
/** `aten::bernoulli(Tensor self, *, Generator? generator=None) -> Tensor`  
 * `aten::bernoulli.p(Tensor self, float p, *, Generator? generator=None) -> Tensor` */
export function bernoulli(self: Tensor, options?: { generator?: Generator | null }): Tensor;
export function bernoulli(self: Tensor, p: number, options?: { generator?: Generator | null }): Tensor;
export function bernoulli(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  if (a1 === undefined) return w(call($bernoulli, h(a0), gen(o?.generator)));
  return w(call($bernoulli_p, h(a0), a1, gen(o?.generator)));
}

const $bernoulli__float = op("bernoulli_", "float", "self,p,generator");
/** `aten::bernoulli_.float(Tensor(a!) self, float p=0.5, *, Generator? generator=None) -> Tensor(a!)` */
export function bernoulli_(self: Tensor, p?: number, options?: { generator?: Generator | null }): Tensor;
export function bernoulli_(self: Tensor, options: { p?: number; generator?: Generator | null }): Tensor;
export function bernoulli_(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return (call($bernoulli__float, h(a0), (a1 ?? o?.p), gen(o?.generator)), a0);
}

const $exponential_ = op("exponential_", "", "self,lambd,generator");
/** `aten::exponential_(Tensor(a!) self, float lambd=1., *, Generator? generator=None) -> Tensor(a!)` */
export function exponential_(self: Tensor, lambd?: number, options?: { generator?: Generator | null }): Tensor;
export function exponential_(self: Tensor, options: { lambd?: number; generator?: Generator | null }): Tensor;
export function exponential_(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return (call($exponential_, h(a0), (a1 ?? o?.lambd), gen(o?.generator)), a0);
}

const $multinomial = op("multinomial", "", "self,num_samples,replacement,generator");
/** `aten::multinomial(Tensor self, int num_samples, bool replacement=False, *, Generator? generator=None) -> Tensor` */
export function multinomial(self: Tensor, numSamples: number, replacement?: boolean, options?: { generator?: Generator | null }): Tensor;
export function multinomial(self: Tensor, numSamples: number, options: { replacement?: boolean; generator?: Generator | null }): Tensor;
export function multinomial(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($multinomial, h(a0), a1, (a2 ?? o?.replacement), gen(o?.generator)));
}

const $dropout = op("dropout", "", "input,p,train");
/** `aten::dropout(Tensor input, float p, bool train) -> Tensor` */
export function dropout(input: Tensor, p: number, train: boolean): Tensor;
export function dropout(a0?: any, a1?: any, a2?: any): any {
  return w(call($dropout, h(a0), a1, a2));
}

const $dropout_ = op("dropout_", "", "self,p,train");
/** `aten::dropout_(Tensor(a!) self, float p, bool train) -> Tensor(a!)` */
export function dropout_(self: Tensor, p: number, train: boolean): Tensor;
export function dropout_(a0?: any, a1?: any, a2?: any): any {
  return (call($dropout_, h(a0), a1, a2), a0);
}

const $normal_Tensor_float = op("normal", "Tensor_float", "mean,std,generator");
const $normal_float_Tensor = op("normal", "float_Tensor", "mean,std,generator");
const $normal_Tensor_Tensor = op("normal", "Tensor_Tensor", "mean,std,generator");
const $normal_float_float = op("normal", "float_float", "mean,std,size,generator,dtype,device");
/** `aten::normal.Tensor_float(Tensor mean, float std=1., *, Generator? generator=None) -> Tensor`  
 * `aten::normal.float_Tensor(float mean, Tensor std, *, Generator? generator=None) -> Tensor`  
 * `aten::normal.Tensor_Tensor(Tensor mean, Tensor std, *, Generator? generator=None) -> Tensor`  
 * `aten::normal.float_float(float mean, float std, int[] size, *, Generator? generator=None, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor` */
export function normal(mean: Tensor, std?: number, options?: { generator?: Generator | null }): Tensor;
export function normal(mean: Tensor, options: { std?: number; generator?: Generator | null }): Tensor;
export function normal(mean: number | Tensor, std: Tensor, options?: { generator?: Generator | null }): Tensor;
export function normal(mean: number, std: number, size: Ints, options?: { generator?: Generator | null; dtype?: DType | null; device?: string | null; requiresGrad?: boolean }): Tensor;
export function normal(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; } else if (isOptions(a2)) { o = a2; a2 = undefined; }
  if (isTensor(a0) && (a1 == null || typeof a1 === "number") && a2 === undefined) return w(call($normal_Tensor_float, h(a0), (a1 ?? o?.std), gen(o?.generator)));
  if (typeof a0 === "number" && isTensor(a1) && a2 === undefined) return w(call($normal_float_Tensor, a0, h(a1), gen(o?.generator)));
  if (isTensor(a0) && isTensor(a1) && a2 === undefined) return w(call($normal_Tensor_Tensor, h(a0), h(a1), gen(o?.generator)));
  return leaf(w(call($normal_float_float, a0, a1, a2, gen(o?.generator), dt(o?.dtype), o?.device)), o?.requiresGrad);
}

const $layer_norm = op("layer_norm", "", "input,normalized_shape,weight,bias,eps");
/** `aten::layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1.0000000000000001e-05, bool cudnn_enable=True) -> Tensor` */
export function layerNorm(input: Tensor, normalizedShape: Ints, weight?: Tensor | null, bias?: Tensor | null, eps?: number): Tensor;
export function layerNorm(input: Tensor, normalizedShape: Ints, options: { weight?: Tensor | null; bias?: Tensor | null; eps?: number }): Tensor;
export function layerNorm(input: Tensor, normalizedShape: Ints, weight: Tensor | null, bias: Tensor | null, options: { eps?: number }): Tensor;
export function layerNorm(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($layer_norm, h(a0), a1, h((a2 ?? o?.weight)), h((a3 ?? o?.bias)), (a4 ?? o?.eps)));
}

const $native_layer_norm = op("native_layer_norm", "", "input,normalized_shape,weight,bias,eps");
/** `aten::native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> (Tensor, Tensor, Tensor)` */
export function nativeLayerNorm(input: Tensor, normalizedShape: Ints, weight: Tensor | null, bias: Tensor | null, eps: number): [Tensor, Tensor, Tensor];
export function nativeLayerNorm(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any): any {
  return tuple(call($native_layer_norm, h(a0), a1, h(a2), h(a3), a4), ["Tensor", "Tensor", "Tensor"]);
}

const $group_norm = op("group_norm", "", "input,num_groups,weight,bias,eps");
/** `aten::group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1.0000000000000001e-05, bool cudnn_enabled=True) -> Tensor` */
export function groupNorm(input: Tensor, numGroups: number, weight?: Tensor | null, bias?: Tensor | null, eps?: number): Tensor;
export function groupNorm(input: Tensor, numGroups: number, options: { weight?: Tensor | null; bias?: Tensor | null; eps?: number }): Tensor;
export function groupNorm(input: Tensor, numGroups: number, weight: Tensor | null, bias: Tensor | null, options: { eps?: number }): Tensor;
export function groupNorm(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($group_norm, h(a0), a1, h((a2 ?? o?.weight)), h((a3 ?? o?.bias)), (a4 ?? o?.eps)));
}

const $batch_norm = op("batch_norm", "", "input,weight,bias,running_mean,running_var,training,momentum,eps");
/** `aten::batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps, bool cudnn_enabled) -> Tensor` */
export function batchNorm(input: Tensor, weight: Tensor | null, bias: Tensor | null, runningMean: Tensor | null, runningVar: Tensor | null, training: boolean, momentum: number, eps: number): Tensor;
export function batchNorm(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, a6?: any, a7?: any): any {
  return w(call($batch_norm, h(a0), h(a1), h(a2), h(a3), h(a4), a5, a6, a7));
}

const $instance_norm = op("instance_norm", "", "input,weight,bias,running_mean,running_var,use_input_stats,momentum,eps");
/** `aten::instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool use_input_stats, float momentum, float eps, bool cudnn_enabled) -> Tensor` */
export function instanceNorm(input: Tensor, weight: Tensor | null, bias: Tensor | null, runningMean: Tensor | null, runningVar: Tensor | null, useInputStats: boolean, momentum: number, eps: number): Tensor;
export function instanceNorm(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, a6?: any, a7?: any): any {
  return w(call($instance_norm, h(a0), h(a1), h(a2), h(a3), h(a4), a5, a6, a7));
}

const $conv1d = op("conv1d", "", "input,weight,bias,stride,padding,dilation,groups");
/** `aten::conv1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=[1], int[1] padding=[0], int[1] dilation=[1], int groups=1) -> Tensor` */
export function conv1d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: Ints, padding?: Ints, dilation?: Ints, groups?: number): Tensor;
export function conv1d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
export function conv1d(input: Tensor, weight: Tensor, bias: Tensor | null, options: { stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
export function conv1d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, a6?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; } else if (isOptions(a5)) { o = a5; a5 = undefined; } else if (isOptions(a6)) { o = a6; a6 = undefined; }
  return w(call($conv1d, h(a0), h(a1), h((a2 ?? o?.bias)), (a3 ?? o?.stride), (a4 ?? o?.padding), (a5 ?? o?.dilation), (a6 ?? o?.groups)));
}

const $conv2d = op("conv2d", "", "input,weight,bias,stride,padding,dilation,groups");
/** `aten::conv2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] dilation=1, int groups=1) -> Tensor` */
export function conv2d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: Ints, padding?: Ints, dilation?: Ints, groups?: number): Tensor;
export function conv2d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
export function conv2d(input: Tensor, weight: Tensor, bias: Tensor | null, options: { stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
export function conv2d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, a6?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; } else if (isOptions(a5)) { o = a5; a5 = undefined; } else if (isOptions(a6)) { o = a6; a6 = undefined; }
  return w(call($conv2d, h(a0), h(a1), h((a2 ?? o?.bias)), (a3 ?? o?.stride), (a4 ?? o?.padding), (a5 ?? o?.dilation), (a6 ?? o?.groups)));
}

const $conv3d = op("conv3d", "", "input,weight,bias,stride,padding,dilation,groups");
/** `aten::conv3d(Tensor input, Tensor weight, Tensor? bias=None, int[3] stride=1, int[3] padding=0, int[3] dilation=1, int groups=1) -> Tensor` */
export function conv3d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: Ints, padding?: Ints, dilation?: Ints, groups?: number): Tensor;
export function conv3d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
export function conv3d(input: Tensor, weight: Tensor, bias: Tensor | null, options: { stride?: Ints; padding?: Ints; dilation?: Ints; groups?: number }): Tensor;
export function conv3d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, a6?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; } else if (isOptions(a5)) { o = a5; a5 = undefined; } else if (isOptions(a6)) { o = a6; a6 = undefined; }
  return w(call($conv3d, h(a0), h(a1), h((a2 ?? o?.bias)), (a3 ?? o?.stride), (a4 ?? o?.padding), (a5 ?? o?.dilation), (a6 ?? o?.groups)));
}

const $conv_transpose2d_input = op("conv_transpose2d", "input", "input,weight,bias,stride,padding,output_padding,groups,dilation");
/** `aten::conv_transpose2d.input(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] output_padding=0, int groups=1, int[2] dilation=1) -> Tensor` */
export function convTranspose2d(input: Tensor, weight: Tensor, bias?: Tensor | null, stride?: Ints, padding?: Ints, outputPadding?: Ints, groups?: number, dilation?: Ints): Tensor;
export function convTranspose2d(input: Tensor, weight: Tensor, options: { bias?: Tensor | null; stride?: Ints; padding?: Ints; outputPadding?: Ints; groups?: number; dilation?: Ints }): Tensor;
export function convTranspose2d(input: Tensor, weight: Tensor, bias: Tensor | null, options: { stride?: Ints; padding?: Ints; outputPadding?: Ints; groups?: number; dilation?: Ints }): Tensor;
export function convTranspose2d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, a6?: any, a7?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; } else if (isOptions(a5)) { o = a5; a5 = undefined; } else if (isOptions(a6)) { o = a6; a6 = undefined; } else if (isOptions(a7)) { o = a7; a7 = undefined; }
  return w(call($conv_transpose2d_input, h(a0), h(a1), h((a2 ?? o?.bias)), (a3 ?? o?.stride), (a4 ?? o?.padding), (a5 ?? o?.outputPadding), (a6 ?? o?.groups), (a7 ?? o?.dilation)));
}

const $convolution = op("convolution", "", "input,weight,bias,stride,padding,dilation,transposed,output_padding,groups");
/** `aten::convolution(Tensor input, Tensor weight, Tensor? bias, int[] stride, int[] padding, int[] dilation, bool transposed, int[] output_padding, int groups) -> Tensor` */
export function convolution(input: Tensor, weight: Tensor, bias: Tensor | null, stride: Ints, padding: Ints, dilation: Ints, transposed: boolean, outputPadding: Ints, groups: number): Tensor;
export function convolution(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, a6?: any, a7?: any, a8?: any): any {
  return w(call($convolution, h(a0), h(a1), h(a2), a3, a4, a5, a6, a7, a8));
}

const $avg_pool2d = op("avg_pool2d", "", "self,kernel_size,stride,padding,ceil_mode,count_include_pad,divisor_override");
/** `aten::avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor` */
export function avgPool2d(self: Tensor, kernelSize: Ints, stride?: Ints, padding?: Ints, ceilMode?: boolean, countIncludePad?: boolean, divisorOverride?: number | null): Tensor;
export function avgPool2d(self: Tensor, kernelSize: Ints, options: { stride?: Ints; padding?: Ints; ceilMode?: boolean; countIncludePad?: boolean; divisorOverride?: number | null }): Tensor;
export function avgPool2d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, a6?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; } else if (isOptions(a5)) { o = a5; a5 = undefined; } else if (isOptions(a6)) { o = a6; a6 = undefined; }
  return w(call($avg_pool2d, h(a0), a1, (a2 ?? o?.stride), (a3 ?? o?.padding), (a4 ?? o?.ceilMode), (a5 ?? o?.countIncludePad), (a6 ?? o?.divisorOverride)));
}

const $max_pool2d = op("max_pool2d", "", "self,kernel_size,stride,padding,dilation,ceil_mode");
/** `aten::max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> Tensor` */
export function maxPool2d(self: Tensor, kernelSize: Ints, stride?: Ints, padding?: Ints, dilation?: Ints, ceilMode?: boolean): Tensor;
export function maxPool2d(self: Tensor, kernelSize: Ints, options: { stride?: Ints; padding?: Ints; dilation?: Ints; ceilMode?: boolean }): Tensor;
export function maxPool2d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; } else if (isOptions(a5)) { o = a5; a5 = undefined; }
  return w(call($max_pool2d, h(a0), a1, (a2 ?? o?.stride), (a3 ?? o?.padding), (a4 ?? o?.dilation), (a5 ?? o?.ceilMode)));
}

const $max_pool2d_with_indices = op("max_pool2d_with_indices", "", "self,kernel_size,stride,padding,dilation,ceil_mode");
/** `aten::max_pool2d_with_indices(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> (Tensor, Tensor)` */
export function maxPool2dWithIndices(self: Tensor, kernelSize: Ints, stride?: Ints, padding?: Ints, dilation?: Ints, ceilMode?: boolean): [Tensor, Tensor];
export function maxPool2dWithIndices(self: Tensor, kernelSize: Ints, options: { stride?: Ints; padding?: Ints; dilation?: Ints; ceilMode?: boolean }): [Tensor, Tensor];
export function maxPool2dWithIndices(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; } else if (isOptions(a5)) { o = a5; a5 = undefined; }
  return tuple(call($max_pool2d_with_indices, h(a0), a1, (a2 ?? o?.stride), (a3 ?? o?.padding), (a4 ?? o?.dilation), (a5 ?? o?.ceilMode)), ["Tensor", "Tensor"]);
}

const $adaptive_avg_pool2d = op("adaptive_avg_pool2d", "", "self,output_size");
/** `aten::adaptive_avg_pool2d(Tensor self, SymInt[2] output_size) -> Tensor` */
export function adaptiveAvgPool2d(self: Tensor, outputSize: Ints): Tensor;
export function adaptiveAvgPool2d(a0?: any, a1?: any): any {
  return w(call($adaptive_avg_pool2d, h(a0), a1));
}

const $adaptive_max_pool2d = op("adaptive_max_pool2d", "", "self,output_size");
/** `aten::adaptive_max_pool2d(Tensor self, int[2] output_size) -> (Tensor, Tensor)` */
export function adaptiveMaxPool2d(self: Tensor, outputSize: Ints): [Tensor, Tensor];
export function adaptiveMaxPool2d(a0?: any, a1?: any): any {
  return tuple(call($adaptive_max_pool2d, h(a0), a1), ["Tensor", "Tensor"]);
}

const $avg_pool1d = op("avg_pool1d", "", "self,kernel_size,stride,padding,ceil_mode,count_include_pad");
/** `aten::avg_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0], bool ceil_mode=False, bool count_include_pad=True) -> Tensor` */
export function avgPool1d(self: Tensor, kernelSize: Ints, stride?: Ints, padding?: Ints, ceilMode?: boolean, countIncludePad?: boolean): Tensor;
export function avgPool1d(self: Tensor, kernelSize: Ints, options: { stride?: Ints; padding?: Ints; ceilMode?: boolean; countIncludePad?: boolean }): Tensor;
export function avgPool1d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; } else if (isOptions(a5)) { o = a5; a5 = undefined; }
  return w(call($avg_pool1d, h(a0), a1, (a2 ?? o?.stride), (a3 ?? o?.padding), (a4 ?? o?.ceilMode), (a5 ?? o?.countIncludePad)));
}

const $max_pool1d = op("max_pool1d", "", "self,kernel_size,stride,padding,dilation,ceil_mode");
/** `aten::max_pool1d(Tensor self, int[1] kernel_size, int[1] stride=[], int[1] padding=[0], int[1] dilation=[1], bool ceil_mode=False) -> Tensor` */
export function maxPool1d(self: Tensor, kernelSize: Ints, stride?: Ints, padding?: Ints, dilation?: Ints, ceilMode?: boolean): Tensor;
export function maxPool1d(self: Tensor, kernelSize: Ints, options: { stride?: Ints; padding?: Ints; dilation?: Ints; ceilMode?: boolean }): Tensor;
export function maxPool1d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; } else if (isOptions(a5)) { o = a5; a5 = undefined; }
  return w(call($max_pool1d, h(a0), a1, (a2 ?? o?.stride), (a3 ?? o?.padding), (a4 ?? o?.dilation), (a5 ?? o?.ceilMode)));
}

const $upsample_nearest1d = op("upsample_nearest1d", "", "self,output_size,scales");
/** `aten::upsample_nearest1d(Tensor self, SymInt[1] output_size, float? scales=None) -> Tensor` */
export function upsampleNearest1d(self: Tensor, outputSize: Ints, scales?: number | null): Tensor;
export function upsampleNearest1d(self: Tensor, outputSize: Ints, options: { scales?: number | null }): Tensor;
export function upsampleNearest1d(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($upsample_nearest1d, h(a0), a1, (a2 ?? o?.scales)));
}

const $upsample_nearest2d = op("upsample_nearest2d", "", "self,output_size,scales_h,scales_w");
/** `aten::upsample_nearest2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float? scales_w=None) -> Tensor` */
export function upsampleNearest2d(self: Tensor, outputSize: Ints, scalesH?: number | null, scalesW?: number | null): Tensor;
export function upsampleNearest2d(self: Tensor, outputSize: Ints, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
export function upsampleNearest2d(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($upsample_nearest2d, h(a0), a1, (a2 ?? o?.scalesH), (a3 ?? o?.scalesW)));
}

const $_upsample_nearest_exact2d = op("_upsample_nearest_exact2d", "", "self,output_size,scales_h,scales_w");
/** `aten::_upsample_nearest_exact2d(Tensor self, SymInt[2] output_size, float? scales_h=None, float? scales_w=None) -> Tensor` */
export function _upsampleNearestExact2d(self: Tensor, outputSize: Ints, scalesH?: number | null, scalesW?: number | null): Tensor;
export function _upsampleNearestExact2d(self: Tensor, outputSize: Ints, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
export function _upsampleNearestExact2d(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($_upsample_nearest_exact2d, h(a0), a1, (a2 ?? o?.scalesH), (a3 ?? o?.scalesW)));
}

const $upsample_bilinear2d = op("upsample_bilinear2d", "", "self,output_size,align_corners,scales_h,scales_w");
/** `aten::upsample_bilinear2d(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor` */
export function upsampleBilinear2d(self: Tensor, outputSize: Ints, alignCorners: boolean, scalesH?: number | null, scalesW?: number | null): Tensor;
export function upsampleBilinear2d(self: Tensor, outputSize: Ints, alignCorners: boolean, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
export function upsampleBilinear2d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($upsample_bilinear2d, h(a0), a1, a2, (a3 ?? o?.scalesH), (a4 ?? o?.scalesW)));
}

const $_upsample_bilinear2d_aa = op("_upsample_bilinear2d_aa", "", "self,output_size,align_corners,scales_h,scales_w");
/** `aten::_upsample_bilinear2d_aa(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor` */
export function _upsampleBilinear2dAa(self: Tensor, outputSize: Ints, alignCorners: boolean, scalesH?: number | null, scalesW?: number | null): Tensor;
export function _upsampleBilinear2dAa(self: Tensor, outputSize: Ints, alignCorners: boolean, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
export function _upsampleBilinear2dAa(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($_upsample_bilinear2d_aa, h(a0), a1, a2, (a3 ?? o?.scalesH), (a4 ?? o?.scalesW)));
}

const $upsample_bicubic2d = op("upsample_bicubic2d", "", "self,output_size,align_corners,scales_h,scales_w");
/** `aten::upsample_bicubic2d(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor` */
export function upsampleBicubic2d(self: Tensor, outputSize: Ints, alignCorners: boolean, scalesH?: number | null, scalesW?: number | null): Tensor;
export function upsampleBicubic2d(self: Tensor, outputSize: Ints, alignCorners: boolean, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
export function upsampleBicubic2d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($upsample_bicubic2d, h(a0), a1, a2, (a3 ?? o?.scalesH), (a4 ?? o?.scalesW)));
}

const $_upsample_bicubic2d_aa = op("_upsample_bicubic2d_aa", "", "self,output_size,align_corners,scales_h,scales_w");
/** `aten::_upsample_bicubic2d_aa(Tensor self, SymInt[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor` */
export function _upsampleBicubic2dAa(self: Tensor, outputSize: Ints, alignCorners: boolean, scalesH?: number | null, scalesW?: number | null): Tensor;
export function _upsampleBicubic2dAa(self: Tensor, outputSize: Ints, alignCorners: boolean, options: { scalesH?: number | null; scalesW?: number | null }): Tensor;
export function _upsampleBicubic2dAa(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($_upsample_bicubic2d_aa, h(a0), a1, a2, (a3 ?? o?.scalesH), (a4 ?? o?.scalesW)));
}

const $upsample_linear1d = op("upsample_linear1d", "", "self,output_size,align_corners,scales");
/** `aten::upsample_linear1d(Tensor self, SymInt[1] output_size, bool align_corners, float? scales=None) -> Tensor` */
export function upsampleLinear1d(self: Tensor, outputSize: Ints, alignCorners: boolean, scales?: number | null): Tensor;
export function upsampleLinear1d(self: Tensor, outputSize: Ints, alignCorners: boolean, options: { scales?: number | null }): Tensor;
export function upsampleLinear1d(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($upsample_linear1d, h(a0), a1, a2, (a3 ?? o?.scales)));
}

const $grid_sampler = op("grid_sampler", "", "input,grid,interpolation_mode,padding_mode,align_corners");
/** `aten::grid_sampler(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners) -> Tensor` */
export function gridSampler(input: Tensor, grid: Tensor, interpolationMode: number, paddingMode: number, alignCorners: boolean): Tensor;
export function gridSampler(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any): any {
  guards.gridSampler(a0, a1, a2, a3, a4);
  return w(call($grid_sampler, h(a0), h(a1), a2, a3, a4));
}

const $grid_sampler_2d = op("grid_sampler_2d", "", "input,grid,interpolation_mode,padding_mode,align_corners");
/** `aten::grid_sampler_2d(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners) -> Tensor` */
export function gridSampler2d(input: Tensor, grid: Tensor, interpolationMode: number, paddingMode: number, alignCorners: boolean): Tensor;
export function gridSampler2d(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any): any {
  guards.gridSampler2d(a0, a1, a2, a3, a4);
  return w(call($grid_sampler_2d, h(a0), h(a1), a2, a3, a4));
}

const $affine_grid_generator = op("affine_grid_generator", "", "theta,size,align_corners");
/** `aten::affine_grid_generator(Tensor theta, int[] size, bool align_corners) -> Tensor` */
export function affineGridGenerator(theta: Tensor, size: Ints, alignCorners: boolean): Tensor;
export function affineGridGenerator(a0?: any, a1?: any, a2?: any): any {
  return w(call($affine_grid_generator, h(a0), a1, a2));
}

const $cross_entropy_loss = op("cross_entropy_loss", "", "self,target,weight,reduction,ignore_index,label_smoothing");
/** `aten::cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, int ignore_index=-100, float label_smoothing=0.) -> Tensor` */
export function crossEntropyLoss(self: Tensor, target: Tensor, weight?: Tensor | null, reduction?: Reduction, ignoreIndex?: number, labelSmoothing?: number): Tensor;
export function crossEntropyLoss(self: Tensor, target: Tensor, options: { weight?: Tensor | null; reduction?: Reduction; ignoreIndex?: number; labelSmoothing?: number }): Tensor;
export function crossEntropyLoss(self: Tensor, target: Tensor, weight: Tensor | null, options: { reduction?: Reduction; ignoreIndex?: number; labelSmoothing?: number }): Tensor;
export function crossEntropyLoss(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, a5?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; } else if (isOptions(a5)) { o = a5; a5 = undefined; }
  return w(call($cross_entropy_loss, h(a0), h(a1), h((a2 ?? o?.weight)), red((a3 ?? o?.reduction)), (a4 ?? o?.ignoreIndex), (a5 ?? o?.labelSmoothing)));
}

const $nll_loss = op("nll_loss", "", "self,target,weight,reduction,ignore_index");
/** `aten::nll_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, int ignore_index=-100) -> Tensor` */
export function nllLoss(self: Tensor, target: Tensor, weight?: Tensor | null, reduction?: Reduction, ignoreIndex?: number): Tensor;
export function nllLoss(self: Tensor, target: Tensor, options: { weight?: Tensor | null; reduction?: Reduction; ignoreIndex?: number }): Tensor;
export function nllLoss(self: Tensor, target: Tensor, weight: Tensor | null, options: { reduction?: Reduction; ignoreIndex?: number }): Tensor;
export function nllLoss(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($nll_loss, h(a0), h(a1), h((a2 ?? o?.weight)), red((a3 ?? o?.reduction)), (a4 ?? o?.ignoreIndex)));
}

const $nll_loss_nd = op("nll_loss_nd", "", "self,target,weight,reduction,ignore_index");
/** `aten::nll_loss_nd(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, int ignore_index=-100) -> Tensor` */
export function nllLossNd(self: Tensor, target: Tensor, weight?: Tensor | null, reduction?: Reduction, ignoreIndex?: number): Tensor;
export function nllLossNd(self: Tensor, target: Tensor, options: { weight?: Tensor | null; reduction?: Reduction; ignoreIndex?: number }): Tensor;
export function nllLossNd(self: Tensor, target: Tensor, weight: Tensor | null, options: { reduction?: Reduction; ignoreIndex?: number }): Tensor;
export function nllLossNd(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($nll_loss_nd, h(a0), h(a1), h((a2 ?? o?.weight)), red((a3 ?? o?.reduction)), (a4 ?? o?.ignoreIndex)));
}

const $binary_cross_entropy = op("binary_cross_entropy", "", "self,target,weight,reduction");
/** `aten::binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1) -> Tensor` */
export function binaryCrossEntropy(self: Tensor, target: Tensor, weight?: Tensor | null, reduction?: Reduction): Tensor;
export function binaryCrossEntropy(self: Tensor, target: Tensor, options: { weight?: Tensor | null; reduction?: Reduction }): Tensor;
export function binaryCrossEntropy(self: Tensor, target: Tensor, weight: Tensor | null, options: { reduction?: Reduction }): Tensor;
export function binaryCrossEntropy(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($binary_cross_entropy, h(a0), h(a1), h((a2 ?? o?.weight)), red((a3 ?? o?.reduction))));
}

const $binary_cross_entropy_with_logits = op("binary_cross_entropy_with_logits", "", "self,target,weight,pos_weight,reduction");
/** `aten::binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=1) -> Tensor` */
export function binaryCrossEntropyWithLogits(self: Tensor, target: Tensor, weight?: Tensor | null, posWeight?: Tensor | null, reduction?: Reduction): Tensor;
export function binaryCrossEntropyWithLogits(self: Tensor, target: Tensor, options: { weight?: Tensor | null; posWeight?: Tensor | null; reduction?: Reduction }): Tensor;
export function binaryCrossEntropyWithLogits(self: Tensor, target: Tensor, weight: Tensor | null, posWeight: Tensor | null, options: { reduction?: Reduction }): Tensor;
export function binaryCrossEntropyWithLogits(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($binary_cross_entropy_with_logits, h(a0), h(a1), h((a2 ?? o?.weight)), h((a3 ?? o?.posWeight)), red((a4 ?? o?.reduction))));
}

const $mse_loss = op("mse_loss", "", "self,target,reduction");
/** `aten::mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor` */
export function mseLoss(self: Tensor, target: Tensor, reduction?: Reduction): Tensor;
export function mseLoss(self: Tensor, target: Tensor, options: { reduction?: Reduction }): Tensor;
export function mseLoss(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($mse_loss, h(a0), h(a1), red((a2 ?? o?.reduction))));
}

const $l1_loss = op("l1_loss", "", "self,target,reduction");
/** `aten::l1_loss(Tensor self, Tensor target, int reduction=1) -> Tensor` */
export function l1Loss(self: Tensor, target: Tensor, reduction?: Reduction): Tensor;
export function l1Loss(self: Tensor, target: Tensor, options: { reduction?: Reduction }): Tensor;
export function l1Loss(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($l1_loss, h(a0), h(a1), red((a2 ?? o?.reduction))));
}

const $smooth_l1_loss = op("smooth_l1_loss", "", "self,target,reduction,beta");
/** `aten::smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.) -> Tensor` */
export function smoothL1Loss(self: Tensor, target: Tensor, reduction?: Reduction, options?: { beta?: number }): Tensor;
export function smoothL1Loss(self: Tensor, target: Tensor, options: { reduction?: Reduction; beta?: number }): Tensor;
export function smoothL1Loss(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($smooth_l1_loss, h(a0), h(a1), red((a2 ?? o?.reduction)), o?.beta));
}

const $huber_loss = op("huber_loss", "", "self,target,reduction,delta");
/** `aten::huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.) -> Tensor` */
export function huberLoss(self: Tensor, target: Tensor, reduction?: Reduction, delta?: number): Tensor;
export function huberLoss(self: Tensor, target: Tensor, options: { reduction?: Reduction; delta?: number }): Tensor;
export function huberLoss(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; } else if (isOptions(a3)) { o = a3; a3 = undefined; }
  return w(call($huber_loss, h(a0), h(a1), red((a2 ?? o?.reduction)), (a3 ?? o?.delta)));
}

const $kl_div = op("kl_div", "", "self,target,reduction,log_target");
/** `aten::kl_div(Tensor self, Tensor target, int reduction=1, *, bool log_target=False) -> Tensor` */
export function klDiv(self: Tensor, target: Tensor, reduction?: Reduction, options?: { logTarget?: boolean }): Tensor;
export function klDiv(self: Tensor, target: Tensor, options: { reduction?: Reduction; logTarget?: boolean }): Tensor;
export function klDiv(a0?: any, a1?: any, a2?: any, o?: any): any {
  if (isOptions(a2)) { o = a2; a2 = undefined; }
  return w(call($kl_div, h(a0), h(a1), red((a2 ?? o?.reduction)), o?.logTarget));
}

const $cosine_embedding_loss = op("cosine_embedding_loss", "", "input1,input2,target,margin,reduction");
/** `aten::cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, float margin=0., int reduction=1) -> Tensor` */
export function cosineEmbeddingLoss(input1: Tensor, input2: Tensor, target: Tensor, margin?: number, reduction?: Reduction): Tensor;
export function cosineEmbeddingLoss(input1: Tensor, input2: Tensor, target: Tensor, options: { margin?: number; reduction?: Reduction }): Tensor;
export function cosineEmbeddingLoss(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($cosine_embedding_loss, h(a0), h(a1), h(a2), (a3 ?? o?.margin), red((a4 ?? o?.reduction))));
}

const $margin_ranking_loss = op("margin_ranking_loss", "", "input1,input2,target,margin,reduction");
/** `aten::margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, float margin=0., int reduction=1) -> Tensor` */
export function marginRankingLoss(input1: Tensor, input2: Tensor, target: Tensor, margin?: number, reduction?: Reduction): Tensor;
export function marginRankingLoss(input1: Tensor, input2: Tensor, target: Tensor, options: { margin?: number; reduction?: Reduction }): Tensor;
export function marginRankingLoss(a0?: any, a1?: any, a2?: any, a3?: any, a4?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; } else if (isOptions(a4)) { o = a4; a4 = undefined; }
  return w(call($margin_ranking_loss, h(a0), h(a1), h(a2), (a3 ?? o?.margin), red((a4 ?? o?.reduction))));
}

const $_foreach_add_List = op("_foreach_add", "List", "self,other,alpha");
const $_foreach_add_Scalar = op("_foreach_add", "Scalar", "self,scalar");
const $_foreach_add_ScalarList = op("_foreach_add", "ScalarList", "self,scalars");
/** `aten::_foreach_add.List(Tensor[] self, Tensor[] other, *, Scalar alpha=1) -> Tensor[]`  
 * `aten::_foreach_add.Scalar(Tensor[] self, Scalar scalar) -> Tensor[]`  
 * `aten::_foreach_add.ScalarList(Tensor[] self, Scalar[] scalars) -> Tensor[]` */
export function _foreachAdd(self: readonly Tensor[], other: readonly Tensor[], options?: { alpha?: Scalar }): Tensor[];
export function _foreachAdd(self: readonly Tensor[], scalar: Scalar): Tensor[];
export function _foreachAdd(self: readonly Tensor[], scalars: readonly number[]): Tensor[];
export function _foreachAdd(a0?: any, a1?: any, o?: any): any {
  if (isTensors(a1)) return ws(call($_foreach_add_List, hs(a0), hs(a1), o?.alpha));
  if (isScalar(a1)) return ws(call($_foreach_add_Scalar, hs(a0), a1));
  return ws(call($_foreach_add_ScalarList, hs(a0), a1));
}

const $_foreach_add__List = op("_foreach_add_", "List", "self,other,alpha");
const $_foreach_add__Scalar = op("_foreach_add_", "Scalar", "self,scalar");
const $_foreach_add__ScalarList = op("_foreach_add_", "ScalarList", "self,scalars");
/** `aten::_foreach_add_.List(Tensor(a!)[] self, Tensor[] other, *, Scalar alpha=1) -> ()`  
 * `aten::_foreach_add_.Scalar(Tensor(a!)[] self, Scalar scalar) -> ()`  
 * `aten::_foreach_add_.ScalarList(Tensor(a!)[] self, Scalar[] scalars) -> ()` */
export function _foreachAdd_(self: readonly Tensor[], other: readonly Tensor[], options?: { alpha?: Scalar }): void;
export function _foreachAdd_(self: readonly Tensor[], scalar: Scalar): void;
export function _foreachAdd_(self: readonly Tensor[], scalars: readonly number[]): void;
export function _foreachAdd_(a0?: any, a1?: any, o?: any): any {
  if (isTensors(a1)) return (call($_foreach_add__List, hs(a0), hs(a1), o?.alpha), undefined);
  if (isScalar(a1)) return (call($_foreach_add__Scalar, hs(a0), a1), undefined);
  return (call($_foreach_add__ScalarList, hs(a0), a1), undefined);
}

const $_foreach_sub_List = op("_foreach_sub", "List", "self,other,alpha");
const $_foreach_sub_Scalar = op("_foreach_sub", "Scalar", "self,scalar");
/** `aten::_foreach_sub.List(Tensor[] self, Tensor[] other, *, Scalar alpha=1) -> Tensor[]`  
 * `aten::_foreach_sub.Scalar(Tensor[] self, Scalar scalar) -> Tensor[]` */
export function _foreachSub(self: readonly Tensor[], other: readonly Tensor[], options?: { alpha?: Scalar }): Tensor[];
export function _foreachSub(self: readonly Tensor[], scalar: Scalar): Tensor[];
export function _foreachSub(a0?: any, a1?: any, o?: any): any {
  if (isTensors(a1)) return ws(call($_foreach_sub_List, hs(a0), hs(a1), o?.alpha));
  return ws(call($_foreach_sub_Scalar, hs(a0), a1));
}

const $_foreach_sub__List = op("_foreach_sub_", "List", "self,other,alpha");
const $_foreach_sub__Scalar = op("_foreach_sub_", "Scalar", "self,scalar");
/** `aten::_foreach_sub_.List(Tensor(a!)[] self, Tensor[] other, *, Scalar alpha=1) -> ()`  
 * `aten::_foreach_sub_.Scalar(Tensor(a!)[] self, Scalar scalar) -> ()` */
export function _foreachSub_(self: readonly Tensor[], other: readonly Tensor[], options?: { alpha?: Scalar }): void;
export function _foreachSub_(self: readonly Tensor[], scalar: Scalar): void;
export function _foreachSub_(a0?: any, a1?: any, o?: any): any {
  if (isTensors(a1)) return (call($_foreach_sub__List, hs(a0), hs(a1), o?.alpha), undefined);
  return (call($_foreach_sub__Scalar, hs(a0), a1), undefined);
}

const $_foreach_mul_List = op("_foreach_mul", "List", "self,other");
const $_foreach_mul_Scalar = op("_foreach_mul", "Scalar", "self,scalar");
const $_foreach_mul_ScalarList = op("_foreach_mul", "ScalarList", "self,scalars");
/** `aten::_foreach_mul.List(Tensor[] self, Tensor[] other) -> Tensor[]`  
 * `aten::_foreach_mul.Scalar(Tensor[] self, Scalar scalar) -> Tensor[]`  
 * `aten::_foreach_mul.ScalarList(Tensor[] self, Scalar[] scalars) -> Tensor[]` */
export function _foreachMul(self: readonly Tensor[], other: readonly Tensor[]): Tensor[];
export function _foreachMul(self: readonly Tensor[], scalar: Scalar): Tensor[];
export function _foreachMul(self: readonly Tensor[], scalars: readonly number[]): Tensor[];
export function _foreachMul(a0?: any, a1?: any): any {
  if (isTensors(a1)) return ws(call($_foreach_mul_List, hs(a0), hs(a1)));
  if (isScalar(a1)) return ws(call($_foreach_mul_Scalar, hs(a0), a1));
  return ws(call($_foreach_mul_ScalarList, hs(a0), a1));
}

const $_foreach_mul__List = op("_foreach_mul_", "List", "self,other");
const $_foreach_mul__Scalar = op("_foreach_mul_", "Scalar", "self,scalar");
const $_foreach_mul__ScalarList = op("_foreach_mul_", "ScalarList", "self,scalars");
/** `aten::_foreach_mul_.List(Tensor(a!)[] self, Tensor[] other) -> ()`  
 * `aten::_foreach_mul_.Scalar(Tensor(a!)[] self, Scalar scalar) -> ()`  
 * `aten::_foreach_mul_.ScalarList(Tensor(a!)[] self, Scalar[] scalars) -> ()` */
export function _foreachMul_(self: readonly Tensor[], other: readonly Tensor[]): void;
export function _foreachMul_(self: readonly Tensor[], scalar: Scalar): void;
export function _foreachMul_(self: readonly Tensor[], scalars: readonly number[]): void;
export function _foreachMul_(a0?: any, a1?: any): any {
  if (isTensors(a1)) return (call($_foreach_mul__List, hs(a0), hs(a1)), undefined);
  if (isScalar(a1)) return (call($_foreach_mul__Scalar, hs(a0), a1), undefined);
  return (call($_foreach_mul__ScalarList, hs(a0), a1), undefined);
}

const $_foreach_div_List = op("_foreach_div", "List", "self,other");
const $_foreach_div_Scalar = op("_foreach_div", "Scalar", "self,scalar");
const $_foreach_div_ScalarList = op("_foreach_div", "ScalarList", "self,scalars");
/** `aten::_foreach_div.List(Tensor[] self, Tensor[] other) -> Tensor[]`  
 * `aten::_foreach_div.Scalar(Tensor[] self, Scalar scalar) -> Tensor[]`  
 * `aten::_foreach_div.ScalarList(Tensor[] self, Scalar[] scalars) -> Tensor[]` */
export function _foreachDiv(self: readonly Tensor[], other: readonly Tensor[]): Tensor[];
export function _foreachDiv(self: readonly Tensor[], scalar: Scalar): Tensor[];
export function _foreachDiv(self: readonly Tensor[], scalars: readonly number[]): Tensor[];
export function _foreachDiv(a0?: any, a1?: any): any {
  if (isTensors(a1)) return ws(call($_foreach_div_List, hs(a0), hs(a1)));
  if (isScalar(a1)) return ws(call($_foreach_div_Scalar, hs(a0), a1));
  return ws(call($_foreach_div_ScalarList, hs(a0), a1));
}

const $_foreach_div__List = op("_foreach_div_", "List", "self,other");
const $_foreach_div__Scalar = op("_foreach_div_", "Scalar", "self,scalar");
const $_foreach_div__ScalarList = op("_foreach_div_", "ScalarList", "self,scalars");
/** `aten::_foreach_div_.List(Tensor(a!)[] self, Tensor[] other) -> ()`  
 * `aten::_foreach_div_.Scalar(Tensor(a!)[] self, Scalar scalar) -> ()`  
 * `aten::_foreach_div_.ScalarList(Tensor(a!)[] self, Scalar[] scalars) -> ()` */
export function _foreachDiv_(self: readonly Tensor[], other: readonly Tensor[]): void;
export function _foreachDiv_(self: readonly Tensor[], scalar: Scalar): void;
export function _foreachDiv_(self: readonly Tensor[], scalars: readonly number[]): void;
export function _foreachDiv_(a0?: any, a1?: any): any {
  if (isTensors(a1)) return (call($_foreach_div__List, hs(a0), hs(a1)), undefined);
  if (isScalar(a1)) return (call($_foreach_div__Scalar, hs(a0), a1), undefined);
  return (call($_foreach_div__ScalarList, hs(a0), a1), undefined);
}

const $_foreach_addcmul__Scalar = op("_foreach_addcmul_", "Scalar", "self,tensor1,tensor2,value");
const $_foreach_addcmul__ScalarList = op("_foreach_addcmul_", "ScalarList", "self,tensor1,tensor2,scalars");
/** `aten::_foreach_addcmul_.Scalar(Tensor(a!)[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar value=1) -> ()`  
 * `aten::_foreach_addcmul_.ScalarList(Tensor(a!)[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar[] scalars) -> ()` */
export function _foreachAddcmul_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], value?: Scalar): void;
export function _foreachAddcmul_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], options: { value?: Scalar }): void;
export function _foreachAddcmul_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], scalars: readonly number[]): void;
export function _foreachAddcmul_(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  if ((a3 == null || isScalar(a3))) return (call($_foreach_addcmul__Scalar, hs(a0), hs(a1), hs(a2), (a3 ?? o?.value)), undefined);
  return (call($_foreach_addcmul__ScalarList, hs(a0), hs(a1), hs(a2), a3), undefined);
}

const $_foreach_addcmul_Scalar = op("_foreach_addcmul", "Scalar", "self,tensor1,tensor2,value");
const $_foreach_addcmul_ScalarList = op("_foreach_addcmul", "ScalarList", "self,tensor1,tensor2,scalars");
/** `aten::_foreach_addcmul.Scalar(Tensor[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar value=1) -> Tensor[]`  
 * `aten::_foreach_addcmul.ScalarList(Tensor[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar[] scalars) -> Tensor[]` */
export function _foreachAddcmul(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], value?: Scalar): Tensor[];
export function _foreachAddcmul(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], options: { value?: Scalar }): Tensor[];
export function _foreachAddcmul(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], scalars: readonly number[]): Tensor[];
export function _foreachAddcmul(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  if ((a3 == null || isScalar(a3))) return ws(call($_foreach_addcmul_Scalar, hs(a0), hs(a1), hs(a2), (a3 ?? o?.value)));
  return ws(call($_foreach_addcmul_ScalarList, hs(a0), hs(a1), hs(a2), a3));
}

const $_foreach_addcdiv__Scalar = op("_foreach_addcdiv_", "Scalar", "self,tensor1,tensor2,value");
const $_foreach_addcdiv__ScalarList = op("_foreach_addcdiv_", "ScalarList", "self,tensor1,tensor2,scalars");
/** `aten::_foreach_addcdiv_.Scalar(Tensor(a!)[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar value=1) -> ()`  
 * `aten::_foreach_addcdiv_.ScalarList(Tensor(a!)[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar[] scalars) -> ()` */
export function _foreachAddcdiv_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], value?: Scalar): void;
export function _foreachAddcdiv_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], options: { value?: Scalar }): void;
export function _foreachAddcdiv_(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], scalars: readonly number[]): void;
export function _foreachAddcdiv_(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  if ((a3 == null || isScalar(a3))) return (call($_foreach_addcdiv__Scalar, hs(a0), hs(a1), hs(a2), (a3 ?? o?.value)), undefined);
  return (call($_foreach_addcdiv__ScalarList, hs(a0), hs(a1), hs(a2), a3), undefined);
}

const $_foreach_addcdiv_Scalar = op("_foreach_addcdiv", "Scalar", "self,tensor1,tensor2,value");
const $_foreach_addcdiv_ScalarList = op("_foreach_addcdiv", "ScalarList", "self,tensor1,tensor2,scalars");
/** `aten::_foreach_addcdiv.Scalar(Tensor[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar value=1) -> Tensor[]`  
 * `aten::_foreach_addcdiv.ScalarList(Tensor[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar[] scalars) -> Tensor[]` */
export function _foreachAddcdiv(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], value?: Scalar): Tensor[];
export function _foreachAddcdiv(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], options: { value?: Scalar }): Tensor[];
export function _foreachAddcdiv(self: readonly Tensor[], tensor1: readonly Tensor[], tensor2: readonly Tensor[], scalars: readonly number[]): Tensor[];
export function _foreachAddcdiv(a0?: any, a1?: any, a2?: any, a3?: any, o?: any): any {
  if (isOptions(a3)) { o = a3; a3 = undefined; }
  if ((a3 == null || isScalar(a3))) return ws(call($_foreach_addcdiv_Scalar, hs(a0), hs(a1), hs(a2), (a3 ?? o?.value)));
  return ws(call($_foreach_addcdiv_ScalarList, hs(a0), hs(a1), hs(a2), a3));
}

const $_foreach_sqrt = op("_foreach_sqrt", "", "self");
/** `aten::_foreach_sqrt(Tensor[] self) -> Tensor[]` */
export function _foreachSqrt(self: readonly Tensor[]): Tensor[];
export function _foreachSqrt(a0?: any): any {
  return ws(call($_foreach_sqrt, hs(a0)));
}

const $_foreach_sqrt_ = op("_foreach_sqrt_", "", "self");
/** `aten::_foreach_sqrt_(Tensor(a!)[] self) -> ()` */
export function _foreachSqrt_(self: readonly Tensor[]): void;
export function _foreachSqrt_(a0?: any): any {
  return (call($_foreach_sqrt_, hs(a0)), undefined);
}

const $_foreach_neg = op("_foreach_neg", "", "self");
/** `aten::_foreach_neg(Tensor[] self) -> Tensor[]` */
export function _foreachNeg(self: readonly Tensor[]): Tensor[];
export function _foreachNeg(a0?: any): any {
  return ws(call($_foreach_neg, hs(a0)));
}

const $_foreach_neg_ = op("_foreach_neg_", "", "self");
/** `aten::_foreach_neg_(Tensor(a!)[] self) -> ()` */
export function _foreachNeg_(self: readonly Tensor[]): void;
export function _foreachNeg_(a0?: any): any {
  return (call($_foreach_neg_, hs(a0)), undefined);
}

const $_foreach_abs = op("_foreach_abs", "", "self");
/** `aten::_foreach_abs(Tensor[] self) -> Tensor[]` */
export function _foreachAbs(self: readonly Tensor[]): Tensor[];
export function _foreachAbs(a0?: any): any {
  return ws(call($_foreach_abs, hs(a0)));
}

const $_foreach_exp = op("_foreach_exp", "", "self");
/** `aten::_foreach_exp(Tensor[] self) -> Tensor[]` */
export function _foreachExp(self: readonly Tensor[]): Tensor[];
export function _foreachExp(a0?: any): any {
  return ws(call($_foreach_exp, hs(a0)));
}

const $_foreach_norm_Scalar = op("_foreach_norm", "Scalar", "self,ord");
/** `aten::_foreach_norm.Scalar(Tensor[] self, Scalar ord=2) -> Tensor[]` */
export function _foreachNorm(self: readonly Tensor[], ord?: Scalar): Tensor[];
export function _foreachNorm(self: readonly Tensor[], options: { ord?: Scalar }): Tensor[];
export function _foreachNorm(a0?: any, a1?: any, o?: any): any {
  if (isOptions(a1)) { o = a1; a1 = undefined; }
  return ws(call($_foreach_norm_Scalar, hs(a0), (a1 ?? o?.ord)));
}

const $_foreach_zero_ = op("_foreach_zero_", "", "self");
/** `aten::_foreach_zero_(Tensor(a!)[] self) -> ()` */
export function _foreachZero_(self: readonly Tensor[]): void;
export function _foreachZero_(a0?: any): any {
  return (call($_foreach_zero_, hs(a0)), undefined);
}

const $_foreach_maximum_List = op("_foreach_maximum", "List", "self,other");
/** `aten::_foreach_maximum.List(Tensor[] self, Tensor[] other) -> Tensor[]` */
export function _foreachMaximum(self: readonly Tensor[], other: readonly Tensor[]): Tensor[];
export function _foreachMaximum(a0?: any, a1?: any): any {
  return ws(call($_foreach_maximum_List, hs(a0), hs(a1)));
}

const $_foreach_minimum_List = op("_foreach_minimum", "List", "self,other");
/** `aten::_foreach_minimum.List(Tensor[] self, Tensor[] other) -> Tensor[]` */
export function _foreachMinimum(self: readonly Tensor[], other: readonly Tensor[]): Tensor[];
export function _foreachMinimum(a0?: any, a1?: any): any {
  return ws(call($_foreach_minimum_List, hs(a0), hs(a1)));
}

const $_foreach_reciprocal_ = op("_foreach_reciprocal_", "", "self");
/** `aten::_foreach_reciprocal_(Tensor(a!)[] self) -> ()` */
export function _foreachReciprocal_(self: readonly Tensor[]): void;
export function _foreachReciprocal_(a0?: any): any {
  return (call($_foreach_reciprocal_, hs(a0)), undefined);
}
