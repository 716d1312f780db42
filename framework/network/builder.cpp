#include "network/builder.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <optional>

#include "config/sysctl_writer.hpp"
#include "netns/hermetic.hpp"
#include "netns/home.hpp"
#include "netns/maker.hpp"
#include "netns/workers.hpp"
#include "network/neighbour_timing.hpp"
#include "network/ready.hpp"
#include "network/virtual_interfaces.hpp"

namespace netrig {
namespace {

netlink::Device device_of(const PlannedInterface& interface) {
  return {interface.index, interface.name.str()};
}

netlink::Device bridge_of(const PlannedNode& node) {
  return {first_interface_index, node.bridge->str()};
}

std::string alias_of(const PlannedNode& node, const NetworkOptions& options) {
  return node_alias(options.name.empty() ? node.name
                                         : fmt::format("{}/{}", options.name, node.name));
}

// Makes the nodes' namespaces around threads of its own, and prepares in each what needs no other
// node.
class NodeMaker {
 public:
  /// What sysctls are refused is told when those of interfaces were tried, too: `refused`, by node.
  NodeMaker(const Plan& plan, const NetworkOptions& options, std::vector<RefusedSysctls>& refused)
      : plan_(plan), options_(options), refused_(refused) {}

  std::vector<Namespace> make_all() {
    std::vector<std::optional<Namespace>> made(plan_.nodes.size());
    for_each_on_threads(made.size(),
                        [&](std::size_t i) { made[i].emplace(make(plan_.nodes[i], refused_[i])); });
    std::vector<Namespace> all;
    for (auto& each : made) all.push_back(*std::move(each));
    return all;
  }

 private:
  Namespace make(const PlannedNode& node, RefusedSysctls& refused) {
    auto made = NamespaceMaker::make_in_this_thread(node.name);
    inheritance_.correct(made.route_socket(), node.name);
    write_sysctls(always_pinned(), node.name);
    if (node.kind == NodeKind::router) enable_forwarding(node.name);
    if (node.kind == NodeKind::bridge) make_switch(!node.addresses().empty(), node.name);
    refused = write_settings(node.sysctls, SysctlScope::but_interfaces, node.name);

    netlink::Batch batch(node.name);
    netlink::change_link(batch, netlink::loopback,
                         {.up = node.loopback_up ? std::optional(true) : std::nullopt,
                          .alias = alias_of(node, options_)});
    if (node.bridge) {
      netlink::add_bridge(batch, bridge_of(node), node.bridge_options);
      for (const auto& address : node.bridge_addresses)
        netlink::add_address(batch, bridge_of(node), address);
    }
    made.route_socket().execute(batch);
    return made;
  }

  const Plan& plan_;
  const NetworkOptions& options_;
  std::vector<RefusedSysctls>& refused_;
  Inheritance inheritance_;
};

// The end in whose namespace the pair is made: the switch's, because that one can be born as a
// port.
std::size_t near_end(const Plan& plan, const PlannedLink& link) {
  return plan.node(link.ends[1].node).kind == NodeKind::bridge ? 1 : 0;
}

void lay_links(NetworkState& state) {
  const auto& plan = state.plan;
  std::vector<netlink::Batch> batches;
  for (const auto& node : plan.nodes) batches.emplace_back(node.name);
  for (const auto& link : plan.links) {
    const auto& near = link.ends[near_end(plan, link)];
    const auto& far = link.ends[1 - near_end(plan, link)];
    const bool is_port = plan.node(near.node).kind == NodeKind::bridge;
    netlink::add_veth(batches[near.node.index],
                      {.near = device_of(plan.interface(near)),
                       .near_up = is_port && link.options.up,
                       .near_master = is_port ? std::optional(first_interface_index) : std::nullopt,
                       .far = device_of(plan.interface(far)),
                       .far_namespace = state.at(far.node).fd(),
                       .far_node = plan.node(far.node).name,
                       .mtu = link.options.mtu});
    state.links.push_back({LiveEnd{link.ends[0].node, device_of(plan.interface(link.ends[0]))},
                           LiveEnd{link.ends[1].node, device_of(plan.interface(link.ends[1]))}});
  }
  for (std::size_t i = 0; i < batches.size(); ++i)
    state.namespaces[i].route_socket().execute(batches[i]);
}

// The sysctls of interfaces, and what became of the others.
void set_sysctls(NetworkState& state, NodeId id, RefusedSysctls refused) {
  const auto& node = state.plan.node(id);
  if (node.sysctls.empty()) return;
  refused.append(on_thrown_away_thread(state.at(id), [&] {
    return write_settings(node.sysctls, SysctlScope::interfaces_only, node.name);
  }));
  refused.throw_if_any(node.name);
}

// Addresses, neighbour timing, up; of a switch's port only what it was not born with.
void configure_interfaces(NetworkState& state, NodeId id) {
  const auto& node = state.plan.node(id);
  netlink::Batch batch(node.name);
  for (const auto& interface : node.interfaces) {
    const auto device = device_of(interface);
    const auto& link = state.plan.links.at(interface.link.index);
    if (node.kind == NodeKind::bridge) {
      const auto& near = link.ends[near_end(state.plan, link)];
      const bool is_far_port = near.node != id;
      if (is_far_port)
        netlink::change_link(batch, device,
                             {.up = link.options.up ? std::optional(true) : std::nullopt,
                              .master = first_interface_index});
      continue;
    }
    hasten_neighbours(batch, device, link.options.mtu.value_or(default_mtu));
    for (const auto& address : interface.addresses) netlink::add_address(batch, device, address);
    if (link.options.up) netlink::change_link(batch, device, {.up = true});
  }
  if (node.bridge && !node.bridge_addresses.empty())
    hasten_neighbours(batch, bridge_of(node), default_mtu);
  state.at(id).route_socket().execute(batch);
}

// The interfaces whose links are up from the start.
std::vector<netlink::Device> connected_devices(const NetworkState& state, const PlannedNode& node) {
  std::vector<netlink::Device> devices;
  for (const auto& interface : node.interfaces)
    if (state.plan.links.at(interface.link.index).options.up)
      devices.push_back(device_of(interface));
  if (!devices.empty() && node.bridge) devices.push_back(bridge_of(node));
  return devices;
}

struct Egress {
  int index;  ///< 0: left to the kernel
  bool is_up;
};

Egress egress_of(const Plan& plan, const PlannedNode& node, const std::string& interface) {
  for (const auto& each : node.interfaces)
    if (each.name.str() == interface)
      return {each.index, plan.links.at(each.link.index).options.up};
  for (const auto& each : node.virtual_interfaces)
    if (each.described.name.str() == interface)
      return {each.index, is_up_from_start(plan, node, each.described.name)};
  if (interface == netlink::loopback.name) return {netlink::loopback.index, true};
  return {node.bridge && node.bridge->str() == interface ? first_interface_index : 0, true};
}

// What a node is given for its routing, put into one batch. The kernel takes nothing that leads
// through an interface that is down: that waits for Interface::up().
class RoutingBuilder {
 public:
  RoutingBuilder(NetworkState& state, NodeId id)
      : state_(state), id_(id), node_(state.plan.node(id)), batch_(node_.name) {}

  void add_all() {
    for (const auto& nexthop : node_.nexthops) add(nexthop);
    for (const auto& route : node_.routes) add(route);
    for (const auto& rule : state_.topology.node(id_).rules) netlink::add_rule(batch_, rule);
    state_.at(id_).route_socket().execute(batch_);
  }

 private:
  void add(const NexthopObject& nexthop) {
    std::vector<int> through;
    const auto index = leave_by(nexthop.interface, through);
    for (const auto& member : nexthop.group) append(through, behind_[member.id]);
    behind_[nexthop.id] = through;
    add_or_postpone(through, [nexthop, index](netlink::Batch& batch) {
      netlink::add_nexthop(batch, nexthop, index);
    });
  }

  void add(const Route& route) {
    std::vector<int> through;
    netlink::RouteIndexes indexes(leave_by(route.interface, through));
    for (const auto& hop : route.next_hops)
      indexes.next_hops.push_back(leave_by(hop.interface, through));
    if (route.nexthop_id) append(through, behind_[*route.nexthop_id]);
    if (through.empty()) return netlink::add_route(batch_, route, indexes);
    add_or_postpone(through, [route, indexes](netlink::Batch& batch) {
      netlink::add_route(batch, route, indexes);
    });
  }

  // The index of an interface, 0 where none is named; noted in `through` if it is down.
  int leave_by(const std::string& interface, std::vector<int>& through) const {
    if (interface.empty()) return 0;
    const auto egress = egress_of(state_.plan, node_, interface);
    if (!egress.is_up) through.push_back(egress.index);
    return egress.index;
  }
  static void append(std::vector<int>& to, const std::vector<int>& more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  template <class Add>
  void add_or_postpone(const std::vector<int>& through, Add add) {
    if (through.empty()) return add(batch_);
    state_.lost[{id_, through.front()}].planned.push_back({through, std::move(add)});
  }

  NetworkState& state_;
  NodeId id_;
  const PlannedNode& node_;
  netlink::Batch batch_;
  std::map<std::uint32_t, std::vector<int>> behind_;  // the down interfaces behind nexthop objects
};

// Of switches and routers what comes in: they have most of the packets, and captures_file() knows
// where a cable leads. It does not know that of other interfaces.
std::vector<CapturePlace> capture_places(const NetworkState& state) {
  std::vector<CapturePlace> places;
  for (std::size_t i = 0; i < state.namespaces.size(); ++i) {
    const auto& node = state.plan.nodes[i];
    const bool has_cables_only = node.virtual_interfaces.empty() && node.bridge_addresses.empty();
    places.push_back({&state.namespaces[i], node.kind != NodeKind::host && has_cables_only});
  }
  return places;
}

}  // namespace

void build(NetworkState& state, const NetworkOptions& options) {
  std::vector<RefusedSysctls> refused(state.plan.nodes.size());
  state.namespaces = NodeMaker(state.plan, options, refused).make_all();
  if (options.captures) state.capture = std::make_unique<Capture>(capture_places(state));
  for (std::size_t i = 0; i < state.namespaces.size(); ++i)
    NamespaceMaker::give_mounts(state.namespaces[i], state.etc, state.topology.node({i}).files);
  state.home.register_namespaces(state.namespaces);
  lay_links(state);
  const auto count = state.plan.nodes.size();
  for_each_on_threads(count, [&](std::size_t i) {
    make_virtual_interfaces(state, {i});
    set_sysctls(state, {i}, std::move(refused[i]));
    configure_interfaces(state, {i});
    configure_virtual_interfaces(state, {i});
    configure_ports(state, {i});
  });

  const auto deadline = Deadline::in(kernel_patience);
  std::vector<std::vector<netlink::Device>> devices;
  for (const auto& node : state.plan.nodes) devices.push_back(connected_devices(state, node));
  std::vector<std::vector<netlink::Device>> silent;
  for (std::size_t i = 0; i < count; ++i) {
    auto carried = carried_devices(state.plan, state.plan.nodes[i]);
    std::ranges::move(carried.reporting, std::back_inserter(devices[i]));
    silent.push_back(std::move(carried.silent));
  }
  for (std::size_t i = 0; i < count; ++i) {
    wait_until_operational(state.namespaces[i], devices[i], deadline);
    std::ranges::move(silent[i], std::back_inserter(devices[i]));
  }
  for (std::size_t i = 0; i < count; ++i) RoutingBuilder(state, {i}).add_all();
  for (std::size_t i = 0; i < count; ++i)
    wait_until_addresses_are_usable(state.namespaces[i], devices[i], deadline);
  for_each_on_threads(count, [&](std::size_t i) {
    for (const auto& configuration : state.topology.node({i}).configurations)
      state.configure({i}, configuration);
  });
}

}  // namespace netrig
