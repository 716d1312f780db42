#include "topology/file_checks.hpp"

#include <fmt/format.h>
#include <resolv.h>

#include <algorithm>

#include "netrig/core/error.hpp"

namespace netrig {

std::string checked_path(const std::filesystem::path& path, std::string_view node) {
  auto shown = path.string();
  std::ranges::replace(shown, '\0', '?');
  const auto refuse = [&](std::string_view reason) {
    throw DescriptionError(
        fmt::format("'{}' cannot be a file of '{}' alone: {}", shown, node, reason));
  };
  if (shown != path.native()) refuse("its name has a zero byte");
  const auto normal = path.lexically_normal();
  const auto within = normal.lexically_relative("/etc");
  if (within.empty() || *within.begin() == ".." || *within.begin() == ".")
    refuse("a node's own files are those below /etc, and a program's Program::files");
  if (!normal.has_filename()) refuse("it is a folder");
  return normal.string();
}

std::string resolv_conf(const std::vector<IpAddress>& nameservers, std::string_view node) {
  const auto refuse = [&](const std::string& what, std::string_view reason) {
    throw DescriptionError(fmt::format("cannot make {} of '{}': {}", what, node, reason));
  };
  if (nameservers.size() > MAXNS)
    refuse(fmt::format("{} addresses the nameservers", nameservers.size()),
           fmt::format("the C library asks the first {}", MAXNS));
  std::string text;
  for (const auto& each : nameservers) {
    const auto what = fmt::format("{} a nameserver", each);
    if (each.is_multicast()) refuse(what, "it is a multicast address");
    if (each.is_unspecified()) refuse(what, "it is the unspecified address");
    text += fmt::format("nameserver {}\n", each);
  }
  return text;
}

}  // namespace netrig
