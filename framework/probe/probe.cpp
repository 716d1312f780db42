#include "netrig/probe/probe.hpp"

#include <fmt/format.h>

#include <string_view>

#include "netrig/core/error.hpp"
#include "netrig/core/interface_name.hpp"
#include "probe/probe_checks.hpp"
#include "probe/url.hpp"
#include "service/http_messages.hpp"

namespace netrig {
namespace {

// "an echo probe of 10.0.0.1 cannot ...": what is wrong is added.
[[noreturn]] void refuse(const Probe& probe, const std::string& reason) {
  throw DescriptionError(fmt::format("cannot probe {}: {}", probe, reason));
}

void check_target(const Probe& probe, const IpAddress& target) {
  if (target.is_unspecified()) refuse(probe, "it is the wildcard address, not a node's");
  // ip_route_output_key_hash_rcu() in net/ipv4/route.c refuses them with the error of a blackhole.
  if (target.is_v4() && target.to_v4().to_bytes()[0] == 0)
    refuse(probe, "no node has an address of 0.0.0.0/8");
  if (target.is_multicast()) refuse(probe, "it is a multicast address; a probe asks one node");
  if (target.is_v4() && target.to_v4() == boost::asio::ip::address_v4::broadcast())
    refuse(probe, "it is the broadcast address; a probe asks one node");
  if (target.is_v6() && target.to_v6().is_v4_mapped())
    refuse(probe, "write the IPv4 address itself");
}

// A link-local address names a node only together with a link.
void check_zone(const Probe& probe, const IpAddress& target) {
  if (target.is_v6() && target.to_v6().is_link_local() && target.to_v6().scope_id() == 0)
    refuse(probe, fmt::format("a link-local address needs the number of an interface, {}%16",
                              to_string(target)));
}

void check_patience(const Probe& probe, std::chrono::milliseconds patience) {
  if (patience.count() < 0) refuse(probe, "its patience is negative");
}

// What EchoProbe, TcpProbe and UdpProbe have in common.
template <class Kind>
void check_packets(const Probe& probe, const Kind& kind, const IpAddress& target) {
  check_target(probe, target);
  check_zone(probe, target);
  check_patience(probe, kind.patience);
  if (kind.ttl && *kind.ttl == 0) refuse(probe, "a TTL of 0 never leaves the node");
  if (kind.source && kind.source->is_v4() != target.is_v4())
    refuse(probe, fmt::format("its source {} is of the other family", *kind.source));
  if (kind.source && kind.source->is_loopback() && !target.is_loopback())
    refuse(probe, fmt::format("its source {} never leaves the node", *kind.source));
  if (kind.transparent && !kind.source)
    refuse(probe, "it is transparent, but no source says in whose name");
}

template <class Kind>
void check_port(const Probe& probe, const Kind& kind, Protocol protocol) {
  if (kind.target.port.protocol != protocol)
    refuse(probe, fmt::format("a {} probe needs a {} port", protocol, protocol));
  if (kind.target.port.number == 0) refuse(probe, "port 0 is nobody's");
  check_packets(probe, kind, kind.target.address);
}

struct Check {
  const Probe& probe;

  void operator()(const EchoProbe& echo) const {
    constexpr std::size_t largest = 65'000;
    constexpr unsigned most = 65'536;  // sequence numbers have 16 bits
    check_packets(probe, echo, echo.target);
    if (echo.count == 0) refuse(probe, "a count of 0 asks nothing");
    if (echo.count > most)
      refuse(probe, fmt::format("a count of {} is more than {}", echo.count, most));
    if (echo.interval.count() < 0) refuse(probe, "its interval is negative");
    if (echo.payload_size > largest)
      refuse(probe,
             fmt::format("a payload of {} bytes is more than {}", echo.payload_size, largest));
  }
  void operator()(const TcpProbe& over_tcp) const { check_port(probe, over_tcp, Protocol::tcp); }
  void operator()(const UdpProbe& over_udp) const {
    check_port(probe, over_udp, Protocol::udp);
    // 65,535 less the UDP header, and for IPv4 the IP header (udp_sendmsg(), net/ipv4/udp.c).
    const std::size_t largest = over_udp.target.address.is_v4() ? 65'507 : 65'527;
    if (over_udp.send.size() > largest)
      refuse(probe, fmt::format("a datagram carries at most {} bytes, not {}", largest,
                                over_udp.send.size()));
  }
  void operator()(const DnsProbe& over_dns) const {
    constexpr unsigned ixfr = 251, axfr = 252;
    if (!over_dns.server) refuse(probe, "it does not say which server to ask");
    check_packets(probe, over_dns, *over_dns.server);
    if (over_dns.port == 0) refuse(probe, "port 0 is nobody's");
    if (over_dns.edns_size == 0) refuse(probe, "an EDNS size of 0 takes no answer");
    const auto type = static_cast<unsigned>(over_dns.type);
    if (type == ixfr || type == axfr) refuse(probe, "a zone transfer is more than an answer");
  }
  void operator()(const HttpProbe& over_http) const {
    const Url url(over_http.url);
    const auto& given = over_http.connect_to;
    if (given && given->port.protocol != Protocol::tcp)
      refuse(probe, fmt::format("{} is no tcp port", *given));
    if (given && given->port.number == 0) refuse(probe, "port 0 is nobody's");
    // Nobody knows yet which address a name will be: one that its source can speak to.
    const auto unknown = over_http.source.value_or("192.0.2.1");
    check_packets(probe, over_http, given ? given->address : url.address.value_or(unknown));
    if (over_http.family && over_http.source &&
        over_http.source->is_v4() != (*over_http.family == Family::ipv4))
      refuse(probe, fmt::format("its source {} is of the other family", *over_http.source));
    if (!is_http_token(over_http.method))
      refuse(probe, fmt::format("'{}' is no method", over_http.method));
    if (over_http.method == "CONNECT") refuse(probe, "a tunnel has no response to end with");
    for (const auto& header : over_http.headers)
      if (const auto complaint = complaint_about(header); !complaint.empty())
        refuse(probe, complaint);
  }
  void operator()(const NeighbourProbe& neighbour) const {
    check_target(probe, neighbour.target);
    if (neighbour.interface.empty())
      check_zone(probe, neighbour.target);
    else
      static_cast<void>(InterfaceName(neighbour.interface));
    check_patience(probe, neighbour.patience);
  }
};

struct Printer {
  std::string operator()(const EchoProbe& echo) const {
    return fmt::format("{} {} echo", echo.target, echo.target.is_v4() ? "icmp" : "icmpv6");
  }
  std::string operator()(const TcpProbe& over_tcp) const { return to_string(over_tcp.target); }
  std::string operator()(const UdpProbe& over_udp) const { return to_string(over_udp.target); }
  std::string operator()(const DnsProbe& over_dns) const {
    auto question = fmt::format("dns {} {}", over_dns.name, over_dns.type);
    if (!over_dns.server) return question;
    const TransportPort port{over_dns.transport, over_dns.port};
    return fmt::format("{} {}", Endpoint(*over_dns.server, port), question);
  }
  std::string operator()(const HttpProbe& over_http) const {
    return fmt::format("{} {}", over_http.method, over_http.url);
  }
  std::string operator()(const NeighbourProbe& neighbour) const {
    return fmt::format("{} {}", neighbour.target, neighbour.target.is_v4() ? "arp" : "nd");
  }
};

}  // namespace

std::string to_string(const Probe& probe) {
  return std::visit(Printer{}, probe);
}

void check_probe(const Probe& probe) {
  std::visit(Check{probe}, probe);
}

}  // namespace netrig
