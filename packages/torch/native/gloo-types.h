// Gloo's types as far as libtorch's header of its process group names them, for machines that have libtorch without Gloo's
// own headers. We hand pointers to them from one function of libtorch to the next and never look inside.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace gloo {

struct Context {
  void setTimeout(std::chrono::milliseconds timeout);
};

namespace transport {

class Device;

struct UnboundBuffer {
  virtual ~UnboundBuffer();
};

}  // namespace transport

namespace rendezvous {

class Store {
 public:
  static constexpr std::chrono::milliseconds kDefaultTimeout = std::chrono::seconds(30);
  virtual ~Store();
  virtual void set(const std::string& key, const std::vector<char>& data);
  virtual std::vector<char> get(const std::string& key);
  virtual void wait(const std::vector<std::string>& keys);
  virtual void wait(const std::vector<std::string>& keys, const std::chrono::milliseconds& timeout);
  // of later versions
  virtual bool has_v2_support();
  virtual std::vector<std::vector<char>> multi_get(const std::vector<std::string>& keys);
  virtual void multi_set(const std::vector<std::string>& keys, const std::vector<std::vector<char>>& values);
  virtual void append(const std::string& key, const std::vector<char>& value);
  virtual int64_t add(const std::string& key, int64_t value);
};

}  // namespace rendezvous

}  // namespace gloo
