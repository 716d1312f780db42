// A network, described: nodes, the links between them, addresses and routes.
//
//   Topology topology;
//   const auto client = topology.add_host("client");
//   const auto router = topology.add_router("router");
//   const auto server = topology.add_host("server");
//   topology.connect(client, router, "10.0.1.0/24");                         // addresses planned
//   topology.connect({router, "wan0", {"192.0.2.1/24"}}, {server, {"192.0.2.80/24"}});  // given
//
// A value: it can be copied, compared and printed, and needs no privileges. `Network` brings it to
// life. What is wrong with one alone (a name, an address, a duplicate) is refused by the call that
// adds it; what is wrong with the whole (a prefix that is full, subnets that overlap) by plan().
// Both throw DescriptionError, and no system call has been made.
#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/interface_name.hpp"
#include "netrig/core/print.hpp"
#include "netrig/netlink/bridge_port.hpp"
#include "netrig/netlink/nexthop.hpp"
#include "netrig/netlink/route.hpp"
#include "netrig/netlink/rule.hpp"
#include "netrig/netlink/virtual_interface.hpp"
#include "netrig/topology/configuration.hpp"
#include "netrig/topology/sysctl.hpp"

namespace netrig {

/// A node of a Topology, and of each Network made from it.
struct NodeId {
  std::size_t index;
  auto operator<=>(const NodeId&) const = default;
};

/// A link of a Topology, and of each Network made from it.
struct LinkId {
  std::size_t index;
  auto operator<=>(const LinkId&) const = default;
};

enum class NodeKind {
  host,    ///< does not forward
  router,  ///< forwards IPv4 and IPv6
  bridge,  ///< a switch: a Linux bridge whose ports are the links' ends
};
/// "host", "router", "switch"
std::string to_string(NodeKind kind);
template <>
inline constexpr bool is_printable<NodeKind> = true;

/// Where a node's routes come from.
enum class Routing {
  /// A host gets a default route through the first router on its links, a router the shortest paths
  /// to all subnets that it is not on. A route that is given for the same destination, metric and
  /// table takes the place of the computed one; with another metric it stands beside it, and the
  /// lower metric wins (a computed route has the kernel's own: 0 for IPv4, 1024 for IPv6).
  computed,
  /// Only the routes that are given; nor does a computed path of another node lead through this
  /// one.
  given,
};

struct NodeOptions {
  bool loopback_up = true;  ///< otherwise `lo` is left as it is in a new namespace: down
  Routing routing = Routing::computed;
  bool operator==(const NodeOptions&) const = default;
};

struct SwitchOptions {
  InterfaceName bridge = "br0";
  std::vector<InterfaceAddress> addresses{};  ///< of the bridge itself, as on a container host
  BridgeOptions options{};
  bool operator==(const SwitchOptions&) const = default;
};

/// One end of a link: a node, and if wanted the interface's name and addresses there.
///
/// A node's interfaces are called eth0, eth1, ... in the order of the links, a switch's port1,
/// port2, ..., unless named. A port of a switch takes no addresses.
struct End {
  NodeId node;
  std::optional<InterfaceName> interface = {};
  std::vector<InterfaceAddress> addresses{};

  End(NodeId at) : node(at) {}
  End(NodeId at, std::vector<InterfaceAddress> with) : node(at), addresses(std::move(with)) {}
  template <std::convertible_to<InterfaceName> Name>  // a template, so that braces hold addresses
  End(NodeId at, const Name& named, std::vector<InterfaceAddress> with = {})
      : node(at), interface(named), addresses(std::move(with)) {}
  bool operator==(const End&) const = default;
};

struct LinkOptions {
  std::optional<std::uint32_t> mtu{};  ///< bytes, of both ends; 1500 when empty. 68 to 65535
  bool up = true;                      ///< both ends; otherwise the cable is out at first
  PortOptions port{};                  ///< of each end that is a bridge's port
  bool operator==(const LinkOptions&) const = default;
};

class Topology {
 public:
  /// Names are unique, 1 to 63 bytes, without '/', white space or control characters.
  NodeId add_host(std::string name, NodeOptions options = {});
  NodeId add_router(std::string name, NodeOptions options = {});
  NodeId add_switch(std::string name, SwitchOptions options = {});

  /// Lays a cable. For each prefix in `planned` (at most one of each family), both ends that are
  /// not a switch get an address of it, unless they were given one inside it: in each segment the
  /// routers first, then the hosts, in the order of the links, from the lowest free address up.
  LinkId connect(End a, End b, Prefixes planned = {}, LinkOptions options = {});

  /// Gives the node an interface beside the ends of its links. They are made in the order in which
  /// they are given, after the links. Addresses on a Bridge, Macvlan, Ipvlan, Vlan or Dummy of a
  /// router are known to computed routing like those of links; it does not lead through tunnels,
  /// nor into VRFs.
  void add_interface(NodeId node, VirtualInterface interface);

  /// Adds a route of the node's own; see Routing for what netrig adds itself.
  void add_route(NodeId node, Route route);
  /// Adds a nexthop object, which routes of the node may name by its id; a group behind its
  /// members.
  void add_nexthop(NodeId node, NexthopObject nexthop);
  /// Adds a routing rule beside those that every node has: for the tables local, main and default.
  void add_rule(NodeId node, RoutingRule rule);

  /// Sets sysctls of the node: `default` and `all` before its interfaces are there, those of an
  /// interface before that is up, as at boot. Of one that is set twice the later one counts. They
  /// take the place of netrig's own (README.md). Throws DescriptionError for all names together
  /// that cannot be a node's.
  void set_sysctl(NodeId node, std::string name, std::string value);
  void set_sysctls(NodeId node, const std::vector<SysctlSetting>& settings);

  /// Gives the node a file of its own below /etc, "/etc/hosts", in the place of the machine's or
  /// netrig's, with the folders on the way to it; see Node::set_file(). Of one that is given twice
  /// the later one counts. Throws DescriptionError for any other path.
  void set_file(NodeId node, const std::filesystem::path& path, std::string text);
  /// Gives it an /etc/resolv.conf of these nameservers, which are asked in this order, and nothing
  /// else: at most three, as many as the C library asks (resolv.conf(5)). With none, which is how
  /// a node begins, no name is found that /etc/hosts does not have.
  void set_nameservers(NodeId node, const std::vector<IpAddress>& nameservers);

  /// Gives the node a configuration. Those of a node are put in force in the order in which they
  /// were given, when all links and addresses are there and usable: the last thing before the
  /// Network is handed over.
  void configure(NodeId node, Configuration configuration);

  /// What was described, in the order in which it was.
  struct Node {
    std::string name;
    NodeKind kind;
    NodeOptions options{};
    SwitchOptions switch_options{};  ///< of a bridge
    std::vector<VirtualInterface> interfaces{};
    std::vector<Route> routes{};
    std::vector<NexthopObject> nexthops{};
    std::vector<RoutingRule> rules{};
    std::vector<Configuration> configurations{};
    std::vector<SysctlSetting> sysctls{};
    std::map<std::string, std::string> files{};  ///< texts by their paths
    bool operator==(const Node&) const = default;
  };
  struct Link {
    std::array<End, 2> ends;
    Prefixes planned;
    LinkOptions options;
    bool operator==(const Link&) const = default;
  };
  const std::vector<Node>& nodes() const noexcept { return nodes_; }
  const std::vector<Link>& links() const noexcept { return links_; }
  /// The description of one node or link; throws DescriptionError for an id that is none of ours.
  const Node& node(NodeId id) const;
  const Link& link(LinkId id) const;
  /// The node of that name; throws DescriptionError ("no node 'clinet': the nodes are 'client',
  /// 'router', 'server'").
  NodeId find(std::string_view name) const;

  bool operator==(const Topology&) const = default;

 private:
  NodeId add(Node node);

  std::vector<Node> nodes_;
  std::vector<Link> links_;
};

/// A few lines of text: a node a line, then a link a line, with names and addresses as planned;
/// what cannot be planned is printed as described.
std::string to_string(const Topology& topology);
template <>
inline constexpr bool is_printable<Topology> = true;

/// The same as a drawing for Graphviz's `dot`.
std::string to_dot(const Topology& topology);

/// A script for bash that builds the same network with ip(8), nft(8) and the like, in named network
/// namespaces; to be run by root. What it cannot do is a comment in it that begins with "not
/// here:". Throws DescriptionError for what plan() refuses.
std::string to_shell_script(const Topology& topology);

}  // namespace netrig
