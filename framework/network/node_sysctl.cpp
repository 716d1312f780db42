#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/network/node.hpp"

namespace netrig {
namespace {

// sysctl(8): the dots of a name are the slashes of a path below /proc/sys. A name written with
// slashes is a path already, for interface names that hold dots.
std::string path_of(std::string_view name) {
  std::string path(name);
  if (path.find('/') == std::string::npos) std::ranges::replace(path, '.', '/');
  if (!path.starts_with("net/") || path.find("..") != std::string::npos)
    throw DescriptionError(
        fmt::format("not a sysctl of a network namespace: '{}' is not below net", name));
  return "/proc/sys/" + path;
}

UniqueFd open_sysctl(const std::string& path, int flags) {
  return UniqueFd(::open(path.c_str(), flags | O_CLOEXEC));
}

}  // namespace

std::string Node::sysctl(std::string_view wanted) const {
  const auto attempt = [&] { return fmt::format("cannot read sysctl {} in '{}'", wanted, name()); };
  return on_thrown_away_thread(network_namespace(), [&, path = path_of(wanted)] {
    const auto fd = open_sysctl(path, O_RDONLY);
    check(fd.get(), attempt);
    std::array<char, 4096> text{};
    const auto size = check(::read(fd.get(), text.data(), text.size()), attempt);
    std::string value(text.data(), static_cast<std::size_t>(size));
    if (value.ends_with('\n')) value.pop_back();
    return value;
  });
}

void Node::set_sysctl(std::string_view wanted, std::string_view value) const {
  const auto attempt = [&] {
    return fmt::format("cannot set sysctl {} to {} in '{}'", wanted, value, name());
  };
  on_thrown_away_thread(network_namespace(), [&, path = path_of(wanted)] {
    const auto fd = open_sysctl(path, O_WRONLY);
    check(fd.get(), attempt);
    const auto line = fmt::format("{}\n", value);  // a write of no bytes would change nothing
    check(::write(fd.get(), line.data(), line.size()), attempt);
  });
}

}  // namespace netrig
