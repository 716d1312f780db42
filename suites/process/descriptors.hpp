// The descriptors of this process: how many are open, and how many may be.
#pragma once

#include <sys/resource.h>

#include <cstddef>
#include <filesystem>
#include <iterator>

namespace netrig {

/// Those that are open, and one by which they are counted.
inline std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// Lets the process open no descriptor from this number up, while the object lives: with 0 none at
/// all. Those that are open stay open.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(std::size_t number) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit limit{number, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;

 private:
  rlimit before_{};
};

}  // namespace netrig
