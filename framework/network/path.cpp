// Network::path().
#include "netrig/network/path.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include "core/socket_address.hpp"
#include "netrig/core/error.hpp"
#include "netrig/network/network.hpp"
#include "network/state.hpp"
#include "network/trace.hpp"
#include "probe/order.hpp"
#include "probe/probe_checks.hpp"
#include "probe/probe_socket.hpp"

namespace netrig {
namespace {

bool is_transparent(const Probe& flow) {
  return std::visit(
      [](const auto& probe) {
        if constexpr (requires { probe.transparent; }) return probe.transparent;
        return false;
      },
      flow);
}

void check_flow(const Probe& flow) {
  check_probe(flow);
  const auto refuse = [&](std::string_view reason) {
    throw DescriptionError(fmt::format("cannot tell the path of {}: {}", flow, reason));
  };
  if (std::holds_alternative<NeighbourProbe>(flow)) refuse("it never leaves its link");
  if (std::holds_alternative<DnsProbe>(flow))
    refuse("tell that of its datagram: UdpProbe{.target = \"10.0.2.53:53/udp\"}");
  if (std::holds_alternative<HttpProbe>(flow))
    refuse("tell that of its connection: TcpProbe{.target = \"10.0.2.2:80/tcp\"}");
  const auto target = *target_of(flow);
  if (target.is_v6() && target.to_v6().is_link_local())
    refuse("a link-local address is on the sender's own link");
  if (is_transparent(flow)) refuse("what its hops say goes to its source, which is another node");
}

// A port that nobody uses at the moment.
std::uint16_t free_port(const Node& node, const IpAddress& target, int type) {
  return node.run([&] {
    const auto socket = open_probe_socket(type, 0, {target}, node.name());
    const auto any = target.is_v4() ? IpAddress("0.0.0.0") : IpAddress("::");
    const SocketAddress address(any, 0);
    check(::bind(socket.get(), address.data(), static_cast<socklen_t>(address.size())),
          [&] { return fmt::format("cannot find a free port in '{}'", node.name()); });
    return bound_address(socket.get()).port();
  });
}

// Fills in what the probe leaves to the kernel, so that each packet and each question is about the
// same flow.
struct Fix {
  const Node& node;
  FibQuestion& packet;

  void operator()(EchoProbe& probe) const {
    packet.protocol = probe.target.is_v4() ? IpProtocol::icmp : IpProtocol::icmpv6;
    fix_rest(probe);
  }
  void operator()(UdpProbe& probe) const { fix_ports(probe, IpProtocol::udp, SOCK_DGRAM); }
  void operator()(TcpProbe& probe) const { fix_ports(probe, IpProtocol::tcp, SOCK_STREAM); }
  void operator()(DnsProbe&) const {}
  void operator()(HttpProbe&) const {}
  void operator()(NeighbourProbe&) const {}

 private:
  template <class Kind>
  void fix_ports(Kind& probe, IpProtocol protocol, int type) const {
    if (probe.source_port == 0) probe.source_port = free_port(node, probe.target.address, type);
    packet.protocol = protocol;
    packet.source_port = probe.source_port;
    packet.destination_port = probe.target.port.number;
    fix_rest(probe);
  }
  template <class Kind>
  void fix_rest(Kind& probe) const {
    packet.mark = probe.mark;
    if (!probe.source) probe.source = node.look_up(packet).source;
    packet.source = probe.source;
  }
};

}  // namespace

Path Network::path(NodeId from, const IpAddress& target) const {
  return path(from, EchoProbe{.target = target});
}

Path Network::path(NodeId from, NodeId to, std::optional<Family> family) const {
  return path(from, (*this)[from].address_of(to, family));
}

Path Network::path(NodeId from, const Probe& asked) const {
  check_flow(asked);
  const auto node = (*this)[from];
  Flow flow{.from = from, .probe = asked, .packet = {.destination = *target_of(asked)}};
  std::visit(Fix{node, flow.packet}, flow.probe);

  const Whereabouts whereabouts(*state_);
  Path path{.flow = flow.probe};
  path.by_fib = trace_by_fib(*this, whereabouts, flow);
  path.by_ttl = trace_by_ttl(*this, whereabouts, flow, path.by_fib);
  return path;
}

}  // namespace netrig
