#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "netrig/core/error.hpp"
#include "netrig/network/node.hpp"
#include "netrig/probe/ask.hpp"
#include "network/ask_watched.hpp"
#include "network/nameserver.hpp"
#include "network/state.hpp"

namespace netrig {
Outcome Node::ask(const Probe& probe) const {
  return ask(Inquiry{&network_namespace(), Nameservers().named_in(probe, *this)});
}

Outcome Node::ask(const Inquiry& inquiry) const {
  auto outcome = ask_watched(*network_, id_, inquiry);
  if (outcome.drop) network_->note(*outcome.drop);
  return outcome;
}

Outcome Node::ping(const IpAddress& target, unsigned count,
                   std::chrono::milliseconds patience) const {
  return ask(EchoProbe{.target = target, .count = count, .patience = patience});
}

Outcome Node::ping(NodeId target, std::optional<Family> family,
                   std::chrono::milliseconds patience) const {
  return ping(address_of(target, family), 1, patience);
}

Outcome Node::connect(const Endpoint& target, std::chrono::milliseconds patience) const {
  return ask(TcpProbe{.target = target, .patience = patience});
}

Outcome Node::exchange(const Endpoint& target, std::chrono::milliseconds patience) const {
  return ask(UdpProbe{.target = target, .patience = patience});
}

Outcome Node::resolve(const DnsName& name, RecordType type,
                      std::chrono::milliseconds patience) const {
  return ask(DnsProbe{.name = name, .type = type, .patience = patience});
}

Outcome Node::resolve(const DnsService& server, const DnsName& name, RecordType type,
                      std::optional<Family> family, std::chrono::milliseconds patience) const {
  return ask(DnsProbe{.name = name,
                      .type = type,
                      .server = endpoint_of(server.udp(), family).address,
                      .port = server.port(),
                      .patience = patience});
}

Outcome Node::get(const std::string& url, std::chrono::milliseconds patience) const {
  return ask(HttpProbe{.url = url, .patience = patience});
}

Outcome Node::resolve_neighbour(const IpAddress& target, std::chrono::milliseconds patience) const {
  return ask(NeighbourProbe{.target = target, .patience = patience});
}

Service Node::serve(TransportPort port, ServiceOptions options) const {
  return network_->services.serve(network_namespace(), port, std::move(options));
}

HttpService Node::serve_http(TransportPort port, HttpServiceOptions options) const {
  return network_->services.serve_http(network_namespace(), port, std::move(options));
}

DnsService Node::serve_dns(const DnsServiceOptions& options) const {
  return network_->services.serve_dns(network_namespace(), options);
}

IpAddress Node::address_of(NodeId other, std::optional<Family> family) const {
  return network_->plan.address_of(other, id_, family);
}

}  // namespace netrig
