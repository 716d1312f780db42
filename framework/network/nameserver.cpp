#include "network/nameserver.hpp"

#include <fmt/format.h>

#include <variant>

#include "netrig/core/error.hpp"

namespace netrig {

// Nodes have no resolv.conf of their own yet: nameserver_in() will read it.
IpAddress first_nameserver(const Node& node) {
  throw DescriptionError(fmt::format(
      "cannot resolve a name in '{}': say which server to ask, DnsProbe{{.server = ...}}",
      node.name()));
}

Probe with_nameserver(const Node& node, Probe probe) {
  auto* over_dns = std::get_if<DnsProbe>(&probe);
  if (over_dns && !over_dns->server) over_dns->server = first_nameserver(node);
  return probe;
}

}  // namespace netrig
