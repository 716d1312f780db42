// A Topology brought to life.
//
//   Network network(topology);
//   Outcome outcome = network[client].ping("10.0.2.2");
//
// Built whole or not at all; the end of the object is the end of all that it made.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/network/link.hpp"
#include "netrig/network/node.hpp"
#include "netrig/network/path.hpp"
#include "netrig/probe/outcome.hpp"
#include "netrig/probe/probe.hpp"
#include "netrig/topology/plan.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

struct NetworkOptions {
  /// Names the network where its namespaces are named: "Perimeter.DropsTelnet" makes
  /// "Perimeter.DropsTelnet/client". May be empty.
  std::string name{};
};

/// A probe and the node that it starts from.
struct Question {
  NodeId from;
  Probe probe;
};

/// Move-only. Its handles (Node, Interface, Link) are valid as long as it, also when it is moved.
class Network {
 public:
  /// Builds it, and returns when every link is operational at both ends and no address is
  /// tentative: the first packet passes. Needs a Sandbox (netrig::gtest_main has one) or
  /// CAP_SYS_ADMIN and CAP_NET_ADMIN. Throws DescriptionError before any system call,
  /// PermissionError, UnsupportedError for what the kernel lacks, or an Error that names the
  /// operation, the object and the node that failed; nobody holds then what was made, and the
  /// kernel removes it.
  explicit Network(const Topology& topology, const NetworkOptions& options = {});
  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;
  /// Closes services, joins the nodes' threads, closes all descriptors. The kernel removes the
  /// namespaces in the background; Sandbox::finish() hears its word for it.
  ~Network();

  const Topology& topology() const noexcept;
  const Plan& plan() const noexcept;

  Node operator[](NodeId node) const;
  Link operator[](LinkId link) const;
  /// By name; throws DescriptionError when there is none.
  Node node(std::string_view name) const;
  std::vector<Node> nodes() const;

  /// Asks all at once and gives the outcomes in the order of the questions: see netrig::ask().
  std::vector<Outcome> ask(const std::vector<Question>& questions, Deadline deadline) const;

  /// The way from a node to an address, or of a probe (EchoProbe, UdpProbe, TcpProbe: its target,
  /// source, ports and patience count). Hops are asked for all at once, but those of a TcpProbe one
  /// after the other, because its ports can be used once at a time. It waits for its patience only
  /// where a hop is silent; for TCP it gives up behind three of them. Throws DescriptionError for a
  /// NeighbourProbe and for a link-local target, which are one link's matter, and for a DnsProbe.
  Path path(NodeId from, const IpAddress& target) const;
  Path path(NodeId from, const Probe& flow) const;
  /// To an address of another node: see Node::address_of().
  Path path(NodeId from, NodeId to, std::optional<Family> family = std::nullopt) const;

  /// Ends the network now and waits for the kernel's word that nobody holds any of its namespaces
  /// and that their removal has begun (RTM_DELNSID). Needs a Sandbox, outside of which it only
  /// closes. Throws DeadlineError, which names what is still held. No handle may be used
  /// afterwards. Not to be called on a thread of one of its nodes, for which it would have to wait.
  void remove(Deadline deadline = Deadline::in(kernel_patience));

 private:
  std::unique_ptr<NetworkState> state_;
};

}  // namespace netrig
