#include "network/route_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "netlink/conntrack_requests.hpp"
#include "netlink/queries.hpp"
#include "netns/maker.hpp"
#include "network/fib_decision.hpp"
#include "network/whereabouts.hpp"

namespace netrig {
namespace {

constexpr unsigned most_hops = 255;  // as many as a packet's TTL allows

struct Uncertain {};
using End = std::variant<Arrival, DropReport, Uncertain>;

ConntrackTuple tuple_of(const Packet& packet) {
  ConntrackTuple tuple{.source = packet.source,
                       .destination = packet.destination,
                       .protocol = static_cast<std::uint8_t>(packet.protocol),
                       .source_port = packet.source_port,
                       .destination_port = packet.destination_port};
  if (packet.is_icmp()) tuple.icmp = {.type = packet.icmp_type, .code = 0, .id = packet.echo_id};
  return tuple;
}

// What leaves is the other direction's tuple turned round.
Packet translated_by(Packet packet, const ConntrackTuple& other) {
  packet.source = other.destination;
  packet.destination = other.source;
  packet.source_port = other.destination_port;
  packet.destination_port = other.source_port;
  return packet;
}

Packet turned_round(Packet packet) {
  std::swap(packet.source, packet.destination);
  std::swap(packet.source_port, packet.destination_port);
  if (packet.is_icmp()) packet.icmp_type = echo_reply_type(packet.protocol);
  return packet;
}

// Without what the packet says already.
std::string reason_of(FibAnswer answer) {
  if (!answer.explanation.empty()) return answer.explanation;
  if (!answer.type && answer.error == std::errc::network_unreachable)
    return fmt::format("no route to {}", answer.question.destination);
  answer.question = {.destination = answer.question.destination};
  return to_string(answer);
}

// Or had one: the kernel makes the rule with the first VRF, and leaves it there
// (vrf_add_fib_rules() in drivers/net/vrf.c).
bool has_vrf(Namespace& node) {
  return std::ranges::any_of(
      netlink::rules(node.route_socket(), node.name()),
      [](const RoutingRule& rule) { return rule.action == RuleAction::lookup && rule.table == 0; });
}

// A bridge or a VLAN has the address, and the packet comes in on what it stands on.
bool stands_above(const Node& node, const std::string& interface, const IpAddress& address) {
  return interface != "lo" && std::ranges::any_of(node.addresses(), [&](const AddressInfo& each) {
           return each.interface == interface && each.address.address() == address;
         });
}

class Way {
 public:
  Way(NetworkState& network, const Whereabouts& whereabouts, const Departure& departure)
      : network_(network),
        whereabouts_(whereabouts),
        at_(departure.from),
        nodes_{departure.from},
        packet_(departure.packet),
        mark_(departure.mark),
        hops_left_(departure.hop_limit),
        is_answer_(departure.is_answer) {}

  const std::vector<NodeId>& nodes() const noexcept { return nodes_; }
  const std::optional<IpAddress>& nobodys() const noexcept { return nobodys_; }

  End follow() {
    for (unsigned hop = 0; hop < most_hops; ++hop)
      if (auto end = step()) return *std::move(end);
    return Uncertain{};
  }

 private:
  std::optional<End> step() {
    const auto arrived = packet_;
    const auto leaving = translated();
    if (!leaving) return Uncertain{};
    // Destinations change before the packet is routed, sources afterwards.
    packet_.destination = leaving->destination;
    packet_.destination_port = leaving->destination_port;
    const auto answer = decision_of(network_.node(at_), question());
    if (answer.is_delivered()) {
      // What a node sends to itself goes by way of lo.
      const auto fault = incoming_.empty() ? whereabouts_.fault_of({at_, "lo"}) : "";
      if (!fault.empty()) return report(DropCause::link, arrived, "lo " + fault);
      return Arrival{at_, packet_, incoming_.empty() ? "lo" : incoming_};
    }
    if (!answer.is_sent_on()) {
      if (!answer.error || (incoming_.empty() && !is_answer_)) return Uncertain{};
      auto ended = report(DropCause::route, arrived, reason_of(answer));
      ended.route_type = answer.type;
      return ended;
    }
    if (!incoming_.empty() && --hops_left_ == 0)
      return report(DropCause::ttl, arrived, "it may pass no more routers");
    if (const auto fault = whereabouts_.fault_of({at_, answer.interface}); !fault.empty())
      return report(DropCause::link, arrived, fmt::format("{} {}", answer.interface, fault));
    const auto next = whereabouts_.next_place(at_, answer.interface, answer.next_hop());
    if (!next) {
      if (!whereabouts_.owner_of(answer.next_hop())) nobodys_ = answer.next_hop();
      return silent_neighbour(answer, arrived);
    }
    if (const auto fault = whereabouts_.fault_of(*next); !fault.empty())
      return report(
          DropCause::link, arrived,
          fmt::format("{} of {} {}", next->interface, whereabouts_.name_of(next->node), fault));
    packet_ = *leaving;
    at_ = next->node;
    if (std::ranges::find(nodes_, at_) == nodes_.end()) nodes_.push_back(at_);
    incoming_ = next->interface;
    mark_ = 0;
    return std::nullopt;
  }

  FibQuestion question() const {
    FibQuestion asked{.destination = packet_.destination,
                      .source = packet_.source,
                      .incoming_interface = incoming_,
                      .mark = mark_,
                      .protocol = packet_.protocol};
    asked.source_port = packet_.source_port;
    asked.destination_port = packet_.destination_port;
    return asked;
  }

  // As it leaves this node. Empty where that is not known, or by which mark it is routed.
  std::optional<Packet> translated() const {
    auto& ruleset = *network_.rulesets.at(at_.index);
    const auto chains = ruleset.base_chains();
    if (!chains->empty() && std::ranges::any_of(*ruleset.rules(), &netlink::NftablesRule::marks))
      return std::nullopt;
    if (std::ranges::any_of(network_.faults.all(), [&](const auto& fault) {
          return fault->node() == at_ && fault->fault().set_mark;
        }))
      return std::nullopt;
    const auto tuple = tuple_of(packet_);
    if (const auto entry =
            netlink::find_conntrack(ruleset.netfilter(), ruleset.node().name(), tuple))
      return translated_by(packet_, entry->original == tuple ? entry->reply : entry->original);
    const bool may_translate = std::ranges::any_of(
        *chains, [](const netlink::NftablesChain& chain) { return chain.hook->type != "filter"; });
    return may_translate ? std::nullopt : std::optional(packet_);
  }

  End silent_neighbour(const FibAnswer& answer, const Packet& arrived) const {
    for (const auto& each : network_.node(at_).neighbours())
      if (each.address == answer.next_hop() && each.interface == answer.interface &&
          (each.state == NeighbourState::failed || each.state == NeighbourState::incomplete))
        return report(DropCause::neighbour, arrived,
                      fmt::format("nobody on {} answers {} for {}", answer.interface,
                                  answer.next_hop().is_v4() ? "ARP" : "neighbour discovery",
                                  answer.next_hop()));
    return Uncertain{};
  }

  DropReport report(DropCause cause, const Packet& packet, std::string explanation) const {
    return {.node = whereabouts_.name_of(at_),
            .id = at_,
            .cause = cause,
            .packet = to_string(packet),
            .incoming_interface = incoming_,
            .explanation = std::move(explanation)};
  }

  NetworkState& network_;
  const Whereabouts& whereabouts_;
  NodeId at_;
  std::vector<NodeId> nodes_;
  std::optional<IpAddress> nobodys_;
  Packet packet_;
  std::uint32_t mark_;
  unsigned hops_left_;
  bool is_answer_;
  std::string incoming_;
};

}  // namespace

WayThrough find_way(NetworkState& network, const Departure& departure, Whereabouts::Care care) {
  const Whereabouts whereabouts(network, care);
  Way way_there(network, whereabouts, departure);
  auto there = way_there.follow();
  WayThrough way{.nobodys = way_there.nobodys(), .nodes = way_there.nodes()};
  if (auto* report = std::get_if<DropReport>(&there)) way.end = std::move(*report);
  const auto* arrival = std::get_if<Arrival>(&there);
  if (!arrival) return way;
  way.arrival = *arrival;
  // Which of its tables an answer is looked up in is not known here.
  if (has_vrf(network.at(arrival->node))) return way;
  const Departure answer{
      .from = arrival->node, .packet = turned_round(arrival->packet), .is_answer = true};
  auto back = Way(network, whereabouts, answer).follow();
  if (auto* report = std::get_if<DropReport>(&back)) {
    report->is_reply = true;
    way.end = std::move(*report);
  }
  way.returns = std::holds_alternative<Arrival>(back);
  return way;
}

std::vector<ListeningSocket> listeners_for(NetworkState& network, const Arrival& arrival) {
  auto& node = network.at(arrival.node);
  auto sockets = on_thrown_away_thread(node, [&] {
    netlink::Socket diag(NETLINK_SOCK_DIAG);
    return netlink::listening_sockets(diag, node.name());
  });
  const auto& packet = arrival.packet;
  const auto protocol = packet.protocol == IpProtocol::tcp ? Protocol::tcp : Protocol::udp;
  std::erase_if(sockets, [&](const ListeningSocket& socket) {
    const auto& address = socket.local.address;
    const bool takes_all =
        address.is_unspecified() &&
        (address.is_v4() == packet.destination.is_v4() || (address.is_v6() && !socket.is_v6_only));
    return socket.local.port != TransportPort{protocol, packet.destination_port} ||
           !(takes_all || address == packet.destination);
  });
  std::erase_if(sockets, [&](const ListeningSocket& socket) {
    return !socket.interface.empty() && socket.interface != arrival.interface &&
           !stands_above(network.node(arrival.node), socket.interface, packet.destination) &&
           !has_vrf(node);  // whose device stands for its members
  });
  return sockets;
}

}  // namespace netrig
