// What a running network consists of. The handles point here.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "evidence/capture.hpp"
#include "evidence/kernel_drops.hpp"
#include "evidence/node_ruleset.hpp"
#include "netlink/requests.hpp"
#include "netlink/saved_nexthops.hpp"
#include "netlink/saved_route.hpp"
#include "netns/home.hpp"
#include "netns/node_mounts.hpp"
#include "netrig/core/address.hpp"
#include "netrig/core/error.hpp"
#include "netrig/evidence/drop_report.hpp"
#include "netrig/netlink/route.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/network/node.hpp"
#include "netrig/process/process.hpp"
#include "netrig/service/service.hpp"
#include "netrig/topology/plan.hpp"
#include "netrig/topology/topology.hpp"
#include "network/flows_in_use.hpp"
#include "network/ruleset_observers.hpp"
#include "network/running_fault.hpp"

namespace netrig {

/// How to list what a node's configurations of one kind have put in force.
struct Listing {
  std::string kind;  ///< Configuration::kind
  decltype(Configuration::listing) list;
  decltype(Configuration::rule_texts) rule_texts;
};

/// One end of a link, where it is now.
struct LiveEnd {
  NodeId node;
  netlink::Device device;
};

/// What waits for interfaces that are down: a route, a nexthop object.
struct Postponed {
  std::vector<int> through;  ///< their indexes
  std::function<void(netlink::Batch&)> add;
};

/// What an interface that is down gets when it comes up, beyond what the kernel sees to itself.
struct Lost {
  std::vector<InterfaceAddress> link_local{};
  std::vector<Postponed> planned{};  ///< of a link that was down from the start
  netlink::SavedNexthops nexthops{};
  std::vector<netlink::SavedRoute> routes{};
  std::vector<netlink::Device> vlans{};  ///< on it, which went down with it
};

/// What the kernel tells of the drops in a network.
struct ToldDrops {
  std::optional<WatchedNamespaces> namespaces{};  ///< empty where there is no eBPF
  std::string failure{};                          ///< why it is empty where it should not be
};

struct NetworkState : std::enable_shared_from_this<NetworkState> {
  NetworkState(const Topology& described, Plan planned)
      : topology(described), plan(std::move(planned)), listings(plan.nodes.size()) {}

  const Topology topology;
  const Plan plan;
  Home home;
  EtcStorage etc;
  std::vector<Namespace> namespaces;  ///< by NodeId::index
  ServiceThread services;             ///< behind the namespaces: its sockets go first
  Programs programs;                  ///< likewise
  std::unique_ptr<Capture> capture;   ///< if wanted: NetworkOptions::captures

  /// Beside the packets of the node where it was, if there is a capture.
  void note(const DropReport& report) {
    if (capture && report.id) capture->note(report.id->index, to_string(report));
  }

  /// Held from end to end by who takes an interface down, up or away: what it loses is noted before
  /// it goes down, and put back after it has come up. Before `mutex` where both are needed.
  std::mutex flapping;
  /// By node and interface index. Of `flapping`.
  std::map<std::pair<NodeId, int>, Lost> lost;

  std::mutex mutex;  ///< of `links`
  /// By LinkId::index; behind them what Node::add_veth() made.
  std::vector<std::array<LiveEnd, 2>> links;

  std::mutex configuring;  ///< of `listings`
  /// By NodeId::index: of each kind of configuration that the node was given.
  std::vector<std::vector<Listing>> listings;

  /// Puts a configuration in force in a node, and remembers how to list what is.
  void configure(NodeId node, const Configuration& configuration) {
    configuration.apply(configuration, at(node));
    remember_listing(node, configuration);
    observers.changed(node);
  }
  void remember_listing(NodeId node, const Configuration& configuration) {
    if (!configuration.listing) return;
    const std::lock_guard lock(configuring);
    auto& known = listings.at(node.index);
    if (std::ranges::find(known, configuration.kind, &Listing::kind) == known.end())
      known.push_back({configuration.kind, configuration.listing, configuration.rule_texts});
  }

  std::mutex watching;  ///< of `rulesets` and `kernel_drops`
  /// By NodeId::index; empty until a probe is watched.
  std::vector<std::unique_ptr<NodeRuleset>> rulesets;
  std::optional<ToldDrops> kernel_drops;  ///< likewise
  FlowsInUse flows;
  Faults faults;  ///< behind the rulesets and the namespaces: they end first

  RulesetObservers observers;  ///< behind all that they look at

  Node node(NodeId id) { return {*this, id}; }

  std::vector<Listing> listings_of(NodeId id) {
    const std::lock_guard lock(configuring);
    return listings.at(id.index);
  }

  struct Ends {
    LiveEnd* near;
    LiveEnd* far;
  };
  /// The two ends of the link that this interface is one of, if it is. With the mutex held.
  std::optional<Ends> find_link(NodeId node, int index) {
    for (auto& ends : links)
      for (const std::size_t near : {0U, 1U})
        if (ends[near].node == node && ends[near].device.index == index)
          return Ends{&ends[near], &ends[1 - near]};
    return std::nullopt;
  }

  Namespace& at(NodeId node) {
    if (namespaces.empty()) throw DescriptionError("the network was removed: it has no nodes");
    return namespaces.at(node.index);
  }
};

}  // namespace netrig
