// Reading plain arguments of a call and writing plain results; operators go through convert.cpp instead.
#include "addon.h"

#include <algorithm>
#include <cmath>

namespace refvlm {

Call::Call(napi_env env_, napi_callback_info info) : env(env_) {
  void* data = nullptr;
  napi_get_cb_info(env, info, &count, values, nullptr, &data);
  count = std::min(count, kMaxArguments);  // Node tells how many were given, not how many it stored
  instance = static_cast<Instance*>(data);
}

static std::string ordinal(size_t index) { return "argument " + std::to_string(index + 1); }

static napi_valuetype typeOf(const Call& call, size_t index) {
  napi_valuetype type = napi_undefined;
  if (index < call.count) napi_typeof(call.env, call.values[index], &type);
  return type;
}

bool Call::has(size_t index) const { return typeOf(*this, index) != napi_undefined; }
bool Call::isNull(size_t index) const {
  const auto type = typeOf(*this, index);
  return type == napi_null || type == napi_undefined;
}

int32_t Call::int32(size_t index) const {
  int32_t value = 0;
  if (index >= count || napi_get_value_int32(env, values[index], &value) != napi_ok) {
    throw std::runtime_error(ordinal(index) + ": expected an integer");
  }
  return value;
}

int64_t Call::int64(size_t index) const {
  int64_t value = 0;
  if (index < count && napi_get_value_int64(env, values[index], &value) == napi_ok) return value;
  bool lossless = false;
  if (index < count && napi_get_value_bigint_int64(env, values[index], &value, &lossless) == napi_ok) return value;
  throw std::runtime_error(ordinal(index) + ": expected an integer");
}

double Call::number(size_t index) const {
  double value = 0;
  if (index >= count || napi_get_value_double(env, values[index], &value) != napi_ok) {
    throw std::runtime_error(ordinal(index) + ": expected a number");
  }
  return value;
}

bool Call::boolean(size_t index) const {
  bool value = false;
  if (index < count) napi_get_value_bool(env, values[index], &value);
  return value;
}

std::string Call::string(size_t index) const {
  size_t length = 0;
  if (index >= count || napi_get_value_string_utf8(env, values[index], nullptr, 0, &length) != napi_ok) {
    throw std::runtime_error(ordinal(index) + ": expected a string");
  }
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, values[index], text.data(), length + 1, &length);
  return text;
}

std::vector<int64_t> Call::ints(size_t index) const {
  uint32_t length = 0;
  if (index >= count || napi_get_array_length(env, values[index], &length) != napi_ok) {
    throw std::runtime_error(ordinal(index) + ": expected an array of integers");
  }
  std::vector<int64_t> list;
  for (uint32_t i = 0; i < length; i++) {
    napi_value element;
    check(env, napi_get_element(env, values[index], i, &element));
    double number = 0;
    if (napi_get_value_double(env, element, &number) != napi_ok || std::trunc(number) != number ||
        std::abs(number) >= 9223372036854775808.0) {
      throw std::runtime_error(ordinal(index) + ": element " + std::to_string(i) + " is not an integer");
    }
    list.push_back(static_cast<int64_t>(number));
  }
  return list;
}

at::Tensor Call::tensor(size_t index) const { return instance->at(int32(index)); }

std::vector<at::Tensor> Call::tensors(size_t index, bool optional) const {
  napi_typedarray_type type;
  size_t length = 0;
  void* data = nullptr;
  if (index >= count ||
      napi_get_typedarray_info(env, values[index], &type, &length, &data, nullptr, nullptr) != napi_ok ||
      type != napi_int32_array) {
    throw std::runtime_error(ordinal(index) + ": expected an Int32Array of tensor handles");
  }
  std::vector<at::Tensor> list;
  list.reserve(length);
  for (size_t i = 0; i < length; i++) {
    const int32_t handle = static_cast<const int32_t*>(data)[i];
    list.push_back(optional && handle == -1 ? at::Tensor() : instance->at(handle));
  }
  return list;
}

napi_value Call::undefined() const {
  napi_value result;
  check(env, napi_get_undefined(env, &result));
  return result;
}

napi_value Call::null() const {
  napi_value result;
  check(env, napi_get_null(env, &result));
  return result;
}

napi_value Call::of(int32_t value) const {
  napi_value result;
  check(env, napi_create_int32(env, value, &result));
  return result;
}

napi_value Call::of(double value) const {
  napi_value result;
  check(env, napi_create_double(env, value, &result));
  return result;
}

napi_value Call::of(bool value) const {
  napi_value result;
  check(env, napi_get_boolean(env, value, &result));
  return result;
}

napi_value Call::of(const std::string& value) const {
  napi_value result;
  check(env, napi_create_string_utf8(env, value.c_str(), value.size(), &result));
  return result;
}

napi_value Call::of(const at::Tensor& value) const {
  return value.defined() ? of(instance->store(value)) : null();
}

int64_t elementsOf(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t size : shape) {
    if (size < 0) throw std::runtime_error("a shape has the negative size " + std::to_string(size));
    if (__builtin_mul_overflow(count, size, &count)) throw std::runtime_error("a shape has too many elements");
  }
  return count;
}

}  // namespace refvlm
