#include <fmt/format.h>

#include "config/sysctl_writer.hpp"
#include "netns/maker.hpp"
#include "netns/sysctl_file.hpp"
#include "netrig/core/error.hpp"
#include "netrig/network/node.hpp"
#include "topology/sysctl_checks.hpp"
#include "topology/sysctl_names.hpp"

namespace netrig {

std::string Node::sysctl(std::string_view wanted) const {
  const auto attempt = [&] { return fmt::format("cannot read sysctl {} in '{}'", wanted, name()); };
  const auto path = sysctl_path(wanted);
  if (const auto fault = fault_of({.name = std::string(wanted)}); !fault.empty())
    throw DescriptionError(fmt::format("{}: {}", attempt(), fault));
  return on_thrown_away_thread(network_namespace(), [&] {
    const auto value = read_sysctl(path.substr(std::string_view("net/").size()), attempt);
    if (!value)
      throw Error(std::make_error_code(std::errc::no_such_file_or_directory), attempt(), {},
                  why_missing(path));
    return *value;
  });
}

void Node::set_sysctl(std::string_view wanted, std::string_view value) const {
  set_sysctls({{.name = std::string(wanted), .value = std::string(value)}});
}

void Node::set_sysctls(const std::vector<SysctlSetting>& settings) const {
  check_sysctls(settings, name());
  const auto write = [&] { return write_settings(settings, SysctlScope::all, name()); };
  on_thrown_away_thread(network_namespace(), write).throw_if_any(name());
}

}  // namespace netrig
