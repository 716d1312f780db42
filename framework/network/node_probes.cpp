#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "netrig/core/error.hpp"
#include "netrig/network/node.hpp"
#include "netrig/probe/ask.hpp"
#include "network/state.hpp"

namespace netrig {
Outcome Node::ask(const Probe& probe) const {
  const std::array inquiry{Inquiry{&network_namespace(), probe}};
  return netrig::ask(inquiry, Deadline::never()).front();  // its own patience ends it
}

Outcome Node::ping(const IpAddress& target, unsigned count) const {
  return ask(EchoProbe{.target = target, .count = count});
}

Outcome Node::ping(NodeId target, std::optional<Family> family) const {
  return ping(address_of(target, family));
}

Outcome Node::connect(const Endpoint& target) const {
  return ask(TcpProbe{.target = target});
}

Outcome Node::connect(const Service& target, std::optional<Family> family) const {
  return call(target, TcpProbe{.target = endpoint_of(target, family)});
}

Outcome Node::exchange(const Endpoint& target) const {
  return ask(UdpProbe{.target = target});
}

Outcome Node::exchange(const Service& target, std::optional<Family> family) const {
  return call(target, UdpProbe{.target = endpoint_of(target, family)});
}

Outcome Node::resolve(const IpAddress& target) const {
  return ask(NeighbourProbe{.target = target});
}

Service Node::serve(TransportPort port, ServiceOptions options) const {
  return network_->services.serve(network_namespace(), port, std::move(options));
}

IpAddress Node::address_of(NodeId other, std::optional<Family> family) const {
  return network_->plan.address_of(other, id_, family);
}

Endpoint Node::endpoint_of(const Service& service, std::optional<Family> family) const {
  if (!service.local().address.is_unspecified()) return service.local();
  return {address_of(network_->topology.find(service.node()), family), service.port()};
}

Outcome Node::call(const Service& service, const Probe& probe) const {
  const auto before = service.callers().size();
  auto outcome = ask(probe);
  if (!outcome.reached()) return outcome;
  // The kernel shook hands; the service hears of it a moment later.
  const auto callers = service.wait_for_callers(before + 1, Deadline::in(kernel_patience));
  const auto since = callers.begin() + static_cast<std::ptrdiff_t>(before);
  const auto same = std::find_if(
      since, callers.end(), [&](const Caller& caller) { return caller.remote == outcome.source; });
  // Behind address translation only a single new caller is surely this one.
  if (same != callers.end())
    outcome.seen_as = same->remote;
  else if (callers.end() - since == 1)
    outcome.seen_as = since->remote;
  return outcome;
}

}  // namespace netrig
