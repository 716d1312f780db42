#include "network/nameserver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <variant>

#include "dns/resolv_conf.hpp"
#include "netlink/queries.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// An interface's name or, as glibc has it, its number.
unsigned index_of(const Node& node, const Nameserver& server) {
  const auto& zone = server.zone;
  auto& socket = node.network_namespace().route_socket();
  const auto all = netlink::interfaces(socket, node.name());
  const auto found = std::ranges::find(all, zone, &InterfaceInfo::name);
  if (found != all.end()) return static_cast<unsigned>(found->index);
  unsigned number = 0;
  const auto [end, error] = std::from_chars(zone.data(), zone.data() + zone.size(), number);
  if (error == std::errc() && end == zone.data() + zone.size() && number != 0) return number;
  throw DescriptionError(
      fmt::format("cannot resolve a name in '{0}': its /etc/resolv.conf names the server {1}%{2}, "
                  "and '{0}' has "
                  "no interface '{2}'",
                  node.name(), server.address, zone));
}

IpAddress first_nameserver(const Node& node) {
  const auto server = nameserver_in(node.file("/etc/resolv.conf"));
  if (!server)
    throw DescriptionError(
        fmt::format("cannot resolve a name in '{}': its /etc/resolv.conf names no server. Name one "
                    "with set_nameservers(), or say which to ask, DnsProbe{{.server = ...}}",
                    node.name()));
  if (server->zone.empty()) return server->address;
  const auto index = index_of(node, *server);
  return boost::asio::ip::address_v6(server->address.to_v6().to_bytes(), index);
}

}  // namespace

const IpAddress& Nameservers::of(const Node& node) {
  const auto known = known_.find(node.id());
  if (known != known_.end()) return known->second;
  return known_.emplace(node.id(), first_nameserver(node)).first->second;
}

Probe Nameservers::named_in(Probe probe, const Node& node) {
  auto* over_dns = std::get_if<DnsProbe>(&probe);
  if (over_dns && !over_dns->server) over_dns->server = of(node);
  return probe;
}

}  // namespace netrig
