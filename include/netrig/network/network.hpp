// A Topology brought to life.
//
//   Network network(topology);
//   Outcome outcome = network[client].ping("10.0.2.2");
//
// Built whole or not at all; the end of the object is the end of all that it made.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/network/link.hpp"
#include "netrig/network/node.hpp"
#include "netrig/network/path.hpp"
#include "netrig/network/rule_recorder.hpp"
#include "netrig/probe/outcome.hpp"
#include "netrig/probe/probe.hpp"
#include "netrig/topology/plan.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

struct NetworkOptions {
  /// Names the network where its namespaces are named: "Perimeter.DropsTelnet" makes
  /// "Perimeter.DropsTelnet/client". May be empty.
  std::string name{};
  /// Keeps the newest packets that each node's interfaces sent and received, in memory, for
  /// write_captures(): 256 KiB of them for each node, of a packet its first 2048 bytes. What
  /// routers and switches send is taken from the other end of the cable, unless they have
  /// interfaces beside those of links. A probe takes 3 to 9 % longer, making a node 20 us. When the
  /// network ends, its namespaces are there for some ten milliseconds more.
  bool captures = false;
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

  /// Counts from now on, as long as what it gives lives, which packets the rules of nftables decide
  /// in all nodes: also of rulesets that are loaded later. Throws Error where packets cannot be
  /// traced: see RuleRecorder.
  RuleRecorder record_rules() const;

  /// Writes what there is to know of it now into a folder, which is made, in the folder that it is
  /// in as well, unless it is there:
  ///   captures.pcapng    see write_captures(); only with NetworkOptions::captures
  ///   nodes/NAME.txt     links, addresses, routes, rules, neighbours, sockets, connections, and
  ///                      the rulesets of which a Configuration knows how they are listed
  ///   programs/*.txt     what programs have said that were started by a node and still run
  ///   topology.dot       to_dot()
  ///   reproduce.sh       to_shell_script()
  ///   machine.txt        the kernel, and which features it has
  /// Files that are there are replaced. Where something cannot be found out the file says so.
  /// Throws Error for what cannot be written. Takes some milliseconds for each node. Waits for no
  /// node's thread, so it may be called while one is busy, or waits for the caller.
  void write_bundle(const std::filesystem::path& folder) const;
  /// The packets that NetworkOptions::captures has kept, as pcapng, with each interface of the
  /// network as one of the file: "firewall/eth0". The drop reports of probes are comments of the
  /// last packet before them at that node. Throws DescriptionError without captures, Error for what
  /// cannot be written.
  void write_captures(const std::filesystem::path& file) const;

  /// Ends the network now and waits for the kernel's word that nobody holds any of its namespaces
  /// and that their removal has begun (RTM_DELNSID). Needs a Sandbox, outside of which it only
  /// closes. Throws DeadlineError, which names what is still held. No handle may be used
  /// afterwards. Not to be called on a thread of one of its nodes, for which it would have to wait.
  void remove(Deadline deadline = Deadline::in(kernel_patience));

 private:
  // Its only owner. Outcomes know whether it is still there.
  std::shared_ptr<NetworkState> state_;
};

}  // namespace netrig
