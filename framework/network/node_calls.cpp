// A node calls a Service, which bears witness to it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>

#include "netrig/core/error.hpp"
#include "netrig/network/node.hpp"
#include "netrig/probe/ask.hpp"
#include "network/state.hpp"
#include "service/running_service.hpp"

namespace netrig {
namespace {

[[noreturn]] void refuse(const Service& service, const std::string& reason) {
  throw DescriptionError(
      fmt::format("cannot call {} in '{}'{}", service.local(), service.node(), reason));
}

struct Testimony {
  bool was_called;
  std::optional<Endpoint> seen_as{};
};

// The kernel shakes hands on the service's behalf: it hears of the connection a moment later.
Testimony hear_tcp(const RunningService& service, const Outcome& outcome, std::size_t before) {
  if (!outcome.initial_sequence)
    throw Error(error_code_from(ENOPROTOOPT),
                fmt::format("cannot tell the connection to {} from others in '{}'", outcome.probe,
                            outcome.from));
  const auto patience = std::visit([](const auto& probe) { return probe.patience; }, outcome.probe);
  const auto caller = service.wait_for_connection(
      {*outcome.initial_sequence, outcome.source.value()}, before, Deadline::in(patience));
  return caller ? Testimony{true, caller->remote} : Testimony{false};
}

// The service notes a datagram before it answers, so all is known. Behind address translation only
// a single new caller can be this one.
Testimony hear_udp(const RunningService& service, const Outcome& outcome, std::size_t before) {
  const auto all = service.callers();
  const auto since = std::span(all).subspan(before);
  const auto same = std::ranges::find(since, *outcome.source, &Caller::remote);
  if (same != since.end()) return {true, same->remote};
  if (since.size() == 1) return {true, since.front().remote};
  return {!since.empty()};
}

}  // namespace

Outcome Node::connect(const Service& target, std::optional<Family> family,
                      std::chrono::milliseconds patience) const {
  return call(target, TcpProbe{.target = endpoint_of(target, family), .patience = patience});
}

Outcome Node::exchange(const Service& target, std::optional<Family> family,
                       std::chrono::milliseconds patience) const {
  return call(target, UdpProbe{.target = endpoint_of(target, family), .patience = patience});
}

Outcome Node::get(const Service& target, const std::string& path_or_url,
                  std::optional<Family> family, std::chrono::milliseconds patience) const {
  const auto endpoint = endpoint_of(target, family);
  if (!path_or_url.starts_with('/'))
    return call(target,
                HttpProbe{.url = path_or_url, .connect_to = endpoint, .patience = patience});
  const auto host = to_string(endpoint.address);
  const auto url = fmt::format("http://{}:{}{}", endpoint.address.is_v6() ? "[" + host + "]" : host,
                               endpoint.port.number, path_or_url);
  return call(target, HttpProbe{.url = url, .patience = patience});
}

Outcome Node::connect(const Service& target, const Endpoint& at,
                      std::chrono::milliseconds patience) const {
  static_cast<void>(node_of(target));
  return call(target, TcpProbe{.target = at, .patience = patience});
}

Outcome Node::exchange(const Service& target, const Endpoint& at,
                       std::chrono::milliseconds patience) const {
  static_cast<void>(node_of(target));
  return call(target, UdpProbe{.target = at, .patience = patience});
}

NodeId Node::node_of(const Service& service) const {
  const auto& namespaces = network_->namespaces;
  const auto its = std::ranges::find_if(namespaces, [&](const Namespace& each) {
    return each.name() == service.node() && service.is_in(each);
  });
  if (its == namespaces.end()) refuse(service, ": it is a service of another network");
  return {static_cast<std::size_t>(its - namespaces.begin())};
}

Endpoint Node::endpoint_of(const Service& service, std::optional<Family> family) const {
  const auto takes = service.family();
  if (family && takes && family != takes)
    refuse(service, fmt::format(" over {}: it listens on {} only", *family, *takes));
  const auto node = node_of(service);
  const auto& address = service.local().address;
  if (address.is_loopback() && node != id_)
    refuse(service, fmt::format(" from '{}': it listens on its own node's loopback only", name()));
  if (!address.is_unspecified()) return service.local();
  return {address_of(node, family ? family : takes), service.port()};
}

Outcome Node::call(const Service& target, const Probe& probe) const {
  const auto& service = *target.running_;
  const auto before = service.caller_count();
  const auto began = Deadline::Clock::now();
  const bool over_tcp = !std::holds_alternative<UdpProbe>(probe);
  auto outcome = ask(Inquiry{&network_namespace(), probe, over_tcp});
  if (!outcome.reached()) return outcome;

  const auto hear = over_tcp ? hear_tcp : hear_udp;
  const auto [was_called, seen_as] = hear(service, outcome, before);
  outcome.seen_as = seen_as;
  if (was_called) return outcome;
  outcome.verdict = Verdict::unexpected;
  outcome.elapsed = Deadline::Clock::now() - began;
  outcome.explanation = fmt::format(
      "something else answered at {}: the service in '{}' was not called", probe, target.node());
  return outcome;
}

}  // namespace netrig
