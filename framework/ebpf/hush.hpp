// Keeps libbpf quiet.
#pragma once

#include <bpf/libbpf.h>

#include <mutex>

namespace netrig::ebpf {

/// libbpf writes to stderr what its return values do not say, but not while this lives.
class Hush {
 public:
  Hush() : lock_(mutex()), before_(libbpf_set_print(nullptr)) {}
  ~Hush() { libbpf_set_print(before_); }
  Hush(const Hush&) = delete;
  Hush& operator=(const Hush&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  const std::lock_guard<std::mutex> lock_;
  const libbpf_print_fn_t before_;
};

}  // namespace netrig::ebpf
