// Methods whose Python form is not one operator's schema: to, index by a list, where, and conversions by name.
import { call, dt, h, type Ints, leaf, op, w } from "./call.js";
import { type DType, isFloating, type Scalar } from "./dtype.js";
import { Tensor } from "./tensor.js";

const $to = op("to", "dtype_layout", "self,dtype,device,copy");
const $full = op("full", "", "size,fill_value,dtype,device");
const $whereTensor = op("where", "self", "condition,self,other");
const $whereScalar = op("where", "ScalarOther", "condition,self,other");
const $detach = op("detach", "", "self");

/** Where and as what a tensor shall be. */
export interface ToOptions {
  dtype?: DType;
  device?: string;
  /** A new tensor even when nothing changes. */
  copy?: boolean;
}

declare module "./tensor.js" {
  interface Tensor {
    /** This tensor with another element type or on another device; itself (a new handle) when nothing changes. */
    to(target: DType | ToOptions): Tensor;
    /** The same values, outside the recorded graph. */
    detach(): Tensor;
    /** This tensor where the condition holds, `other` elsewhere. */
    where(condition: Tensor, other: Tensor | Scalar): Tensor;
    float(): Tensor;
    long(): Tensor;
    /** Whether the element type is a floating one. */
    readonly isFloatingPoint: boolean;
  }
}

Tensor.prototype.to = function (this: Tensor, target: DType | ToOptions): Tensor {
  const { dtype, device, copy }: ToOptions = typeof target === "string" ? { dtype: target } : target;
  return w(call($to, this.handle, dt(dtype), device, copy));
};

Tensor.prototype.detach = function (this: Tensor): Tensor {
  return w(call($detach, this.handle));
};

Tensor.prototype.where = function (this: Tensor, condition: Tensor, other: Tensor | Scalar): Tensor {
  if (other instanceof Tensor) return w(call($whereTensor, h(condition), this.handle, other.handle));
  return w(call($whereScalar, h(condition), this.handle, other));
};

Tensor.prototype.float = function (this: Tensor): Tensor {
  return this.to("float32");
};

Tensor.prototype.long = function (this: Tensor): Tensor {
  return this.to("int64");
};

Object.defineProperty(Tensor.prototype, "isFloatingPoint", {
  get(this: Tensor): boolean {
    return isFloating(this.dtype);
  },
});

/** A tensor filled with one value: float32 for a number, bool for a boolean, unless `dtype` says otherwise. */
export function full(
  size: Ints,
  fillValue: Scalar,
  { dtype, device, requiresGrad }: { dtype?: DType; device?: string; requiresGrad?: boolean } = {},
): Tensor {
  const type = dtype ?? (typeof fillValue === "boolean" ? "bool" : typeof fillValue === "bigint" ? "int64" : "float32");
  return leaf(w(call($full, size, fillValue, dt(type), device)), requiresGrad);
}
