#include "netns/sysctl_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

// Empty where there is no such file.
UniqueFd open_sysctl(const std::string& path, int flags,
                     const std::function<std::string()>& attempt) {
  UniqueFd fd(::open(("/proc/sys/net/" + path).c_str(), flags | O_CLOEXEC));
  if (!fd && errno != ENOENT) check(fd.get(), attempt);
  return fd;
}

}  // namespace

std::optional<std::string> read_sysctl(const std::string& path,
                                       const std::function<std::string()>& attempt) {
  const auto fd = open_sysctl(path, O_RDONLY, attempt);
  if (!fd) return std::nullopt;
  std::array<char, 4096> text{};
  const auto size = check(::read(fd.get(), text.data(), text.size()), attempt);
  std::string value(text.data(), static_cast<std::size_t>(size));
  if (value.ends_with('\n')) value.pop_back();
  return value;
}

bool write_sysctl(const std::string& path, const std::string& value,
                  const std::function<std::string()>& attempt) {
  const auto fd = open_sysctl(path, O_WRONLY, attempt);
  if (!fd) return false;
  const auto line = value + '\n';  // a write of no bytes would change nothing
  const auto taken = check(::write(fd.get(), line.data(), line.size()), attempt);
  // It says how many bytes it has made something of.
  if (static_cast<std::size_t>(taken) < value.size())
    throw Error(error_code_from(EINVAL), attempt());
  return true;
}

}  // namespace netrig
