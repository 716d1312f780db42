#include <fmt/format.h>

#include <algorithm>

#include "netns/maker.hpp"
#include "netns/sysctl_file.hpp"
#include "netrig/core/error.hpp"
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
  return path.substr(std::string_view("net/").size());
}

// Where the kernel has no such file.
std::error_code missing() {
  return std::make_error_code(std::errc::no_such_file_or_directory);
}

}  // namespace

std::string Node::sysctl(std::string_view wanted) const {
  const auto attempt = [&] { return fmt::format("cannot read sysctl {} in '{}'", wanted, name()); };
  const auto value = on_thrown_away_thread(
      network_namespace(), [&, path = path_of(wanted)] { return read_sysctl(path, attempt); });
  if (!value) throw Error(missing(), attempt());
  return *value;
}

void Node::set_sysctl(std::string_view wanted, std::string_view value) const {
  const auto attempt = [&] {
    return fmt::format("cannot set sysctl {} to {} in '{}'", wanted, value, name());
  };
  const auto is_there = on_thrown_away_thread(network_namespace(), [&, path = path_of(wanted)] {
    return write_sysctl(path, std::string(value), attempt);
  });
  if (!is_there) throw Error(missing(), attempt());
}

}  // namespace netrig
