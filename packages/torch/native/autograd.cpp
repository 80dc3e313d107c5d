// Gradients: backward, grad of given tensors, and the modes that switch recording off.
#include "addon.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

namespace refvlm {

namespace {

napi_value requiresGrad(Call& call) { return call.of(call.tensor(0).requires_grad()); }
napi_value isLeaf(Call& call) { return call.of(call.tensor(0).is_leaf()); }

napi_value setRequiresGrad(Call& call) {
  call.context = "requiresGrad";
  call.tensor(0).set_requires_grad(call.boolean(1));
  return call.undefined();
}

napi_value gradOf(Call& call) {
  const auto tensor = call.tensor(0);
  // grad() of a non-leaf prints a warning; there is never one to give.
  return tensor.is_leaf() || tensor.retains_grad() ? call.of(tensor.grad()) : call.null();
}

napi_value setGrad(Call& call) {
  call.context = "grad";
  const auto tensor = call.tensor(0);
  const at::Tensor grad = call.isNull(1) ? at::Tensor() : call.tensor(1);
  if (grad.defined() && (!grad.sizes().equals(tensor.sizes()) || grad.scalar_type() != tensor.scalar_type() ||
                         grad.device() != tensor.device())) {
    throw std::runtime_error("a gradient must have the shape, the element type and the device of its tensor");
  }
  tensor.mutable_grad() = grad;
  return call.undefined();
}

// backward(outputs, gradients, retainGraph, createGraph): both lists are Int32Array; -1 means an implicit one.
napi_value backward(Call& call) {
  call.context = "backward";
  torch::autograd::backward(call.tensors(0), call.tensors(1, true), call.boolean(2), call.boolean(3));
  requireIntactFiles();
  return call.undefined();
}

// grad(outputs, inputs, gradOutputs, retainGraph, createGraph, allowUnused) -> handles or null
napi_value grad(Call& call) {
  call.context = "grad";
  const auto grads = torch::autograd::grad(call.tensors(0), call.tensors(1), call.tensors(2, true), call.boolean(3),
                                           call.boolean(4), call.boolean(5));
  requireIntactFiles();
  napi_value result;
  check(call.env, napi_create_array_with_length(call.env, grads.size(), &result));
  for (size_t i = 0; i < grads.size(); i++) {
    check(call.env, napi_set_element(call.env, result, static_cast<uint32_t>(i), call.of(grads[i])));
  }
  return result;
}

// setGradEnabled(flag) -> what it was
napi_value setGradEnabled(Call& call) {
  const bool before = c10::GradMode::is_enabled();
  c10::GradMode::set_enabled(call.boolean(0));
  return call.of(before);
}

napi_value isGradEnabled(Call& call) { return call.of(c10::GradMode::is_enabled()); }

napi_value enterInferenceMode(Call& call) {
  call.instance->inferenceGuards.push_back(std::make_shared<c10::InferenceMode>(true));
  return call.undefined();
}

napi_value leaveInferenceMode(Call& call) {
  auto& guards = call.instance->inferenceGuards;
  if (!guards.empty()) guards.pop_back();
  return call.undefined();
}

}  // namespace

void defineAutograd(napi_env env, napi_value exports, Instance* instance) {
  define<requiresGrad>(env, exports, instance, "requiresGrad");
  define<isLeaf>(env, exports, instance, "isLeaf");
  define<setRequiresGrad>(env, exports, instance, "setRequiresGrad");
  define<gradOf>(env, exports, instance, "gradOf");
  define<setGrad>(env, exports, instance, "setGrad");
  define<backward>(env, exports, instance, "backward");
  define<grad>(env, exports, instance, "grad");
  define<setGradEnabled>(env, exports, instance, "setGradEnabled");
  define<isGradEnabled>(env, exports, instance, "isGradEnabled");
  define<enterInferenceMode>(env, exports, instance, "enterInferenceMode");
  define<leaveInferenceMode>(env, exports, instance, "leaveInferenceMode");
}

}  // namespace refvlm
