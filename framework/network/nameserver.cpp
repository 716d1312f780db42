#include "network/nameserver.hpp"

#include <fmt/format.h>

#include <variant>

#include "dns/resolv_conf.hpp"
#include "netrig/core/error.hpp"

namespace netrig {

IpAddress first_nameserver(const Node& node) {
  const auto server = nameserver_in(node.file("/etc/resolv.conf"));
  if (!server)
    throw DescriptionError(
        fmt::format("cannot resolve a name in '{}': its /etc/resolv.conf names no server. Name one "
                    "with set_nameservers(), or say which to ask, DnsProbe{{.server = ...}}",
                    node.name()));
  return *server;
}

Probe with_nameserver(const Node& node, Probe probe) {
  auto* over_dns = std::get_if<DnsProbe>(&probe);
  if (over_dns && !over_dns->server) over_dns->server = first_nameserver(node);
  return probe;
}

}  // namespace netrig
