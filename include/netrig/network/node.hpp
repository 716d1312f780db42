// A node of a running network: what it sees, what can be changed in it, what it can ask and answer.
//
//   auto web = network[server].serve(tcp(80));
//   Outcome outcome = network[client].connect(web);
//   int fd = network[client].run([] { return socket(AF_INET, SOCK_DGRAM, 0); });  // the client's
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/core/interface_name.hpp"
#include "netrig/netlink/address_info.hpp"
#include "netrig/netlink/conntrack.hpp"
#include "netrig/netlink/fault.hpp"
#include "netrig/netlink/fdb_entry.hpp"
#include "netrig/netlink/fib.hpp"
#include "netrig/netlink/interface_info.hpp"
#include "netrig/netlink/neighbour.hpp"
#include "netrig/netlink/nexthop.hpp"
#include "netrig/netlink/route.hpp"
#include "netrig/netlink/rule.hpp"
#include "netrig/netlink/socket_info.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/network/injected_fault.hpp"
#include "netrig/network/interface.hpp"
#include "netrig/network/tun_device.hpp"
#include "netrig/probe/outcome.hpp"
#include "netrig/probe/probe.hpp"
#include "netrig/process/process.hpp"
#include "netrig/process/program.hpp"
#include "netrig/service/dns_service.hpp"
#include "netrig/service/http_service.hpp"
#include "netrig/service/service.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

struct Inquiry;

/// A handle: copies mean the same node. Valid as long as the Network. What the kernel refuses is an
/// Error with its words; what the network does to a probe is its Outcome.
class Node {
 public:
  NodeId id() const noexcept { return id_; }
  const std::string& name() const;
  /// The namespace, for code that wants its descriptor.
  Namespace& network_namespace() const;

  /// Calls `f` on the node's own thread, waits, and gives back its result or its exception. Sockets
  /// that `f` opens belong to this node for good; names are resolved by the node's own /etc, /sys
  /// and the hostname are the node's. Throws Error where the machine forbids mounts and the node
  /// was given files; without such, `f` then has the machine's. The calling thread never changes
  /// its namespace. Two calls follow one another, so a call back into a node that waits for this
  /// one never ends.
  template <class F>
  std::invoke_result_t<F&> run(F&& f) const {
    return network_namespace().run(f);
  }
  /// Run by the node's own thread; see Namespace::io_context().
  boost::asio::io_context& io_context() const { return network_namespace().io_context(); }

  // What it sees ---------------------------------------------------------------------------------
  std::vector<InterfaceInfo> interfaces() const;
  std::vector<AddressInfo> addresses() const;
  /// Of one table or of all_tables, as `ip route` and `ip -6 route` list them; a multipath route is
  /// one of them.
  std::vector<Route> routes(std::uint32_t table = main_table) const;
  /// As `ip rule` and `ip -6 rule` list them: in the order in which they are asked.
  std::vector<RoutingRule> rules() const;
  std::vector<NexthopObject> nexthops() const;
  /// What this node would do with a packet, asked of its kernel. That there is no route is an
  /// answer. Sends nothing; firewalls and neighbours are not asked.
  FibAnswer look_up(const FibQuestion& question) const;
  /// Returns what routes() says when `holds` is true of it, asked again at each change of routes,
  /// rules, interfaces and nexthop objects (rtnetlink(7)'s groups); at once if it is already.
  /// For what others bring about: routing daemons, router advertisements. Throws DeadlineError,
  /// which lists what was there instead. `holds` may be a matcher of GoogleMock's:
  ///   node.wait_for_routes(Matches(Not(HasRouteTo("10.0.9.0/24"))));
  std::vector<Route> wait_for_routes(const std::function<bool(const std::vector<Route>&)>& holds,
                                     Deadline deadline = Deadline::in(program_patience),
                                     std::uint32_t table = main_table) const;
  /// The same for one route that has all that `wanted` says (Route::has_all_of()), in its table;
  /// gives it as it is listed.
  Route wait_for_route(const Route& wanted,
                       Deadline deadline = Deadline::in(program_patience)) const;
  /// The same of the answer to a question: whichever table, rule or route it comes from.
  ///   near.wait_until_routed({.destination = "10.0.9.1"},
  ///                          [](const FibAnswer& now) { return now.interface == "eth2"; });
  FibAnswer wait_until_routed(const FibQuestion& question,
                              const std::function<bool(const FibAnswer&)>& holds,
                              Deadline deadline = Deadline::in(program_patience)) const;
  std::vector<Neighbour> neighbours() const;
  /// TCP and UDP, with the processes that hold them, as `ss -tulnp` lists them.
  std::vector<ListeningSocket> listening_sockets() const;
  /// The connections that it tracks, as `conntrack -L` lists them; of both families unless told
  /// otherwise. None where no ruleset asks for tracking: see netlink/conntrack.hpp. An entry is
  /// there as soon as its first packet has left the node.
  std::vector<ConntrackEntry> conntrack(std::optional<Family> family = std::nullopt) const;
  /// Throws DescriptionError ("no interface 'eth1' in 'client': it has 'lo', 'eth0'").
  Interface interface(std::string_view name) const;

  /// A file below /etc, as the node sees it. Throws Error when there is none.
  std::string file(const std::filesystem::path& path) const;

  // Change it ------------------------------------------------------------------------------------
  void add_route(const Route& route) const;
  /// In the place of the one with its destination, table and metric, with no moment in between;
  /// adds it if there is none. Like `ip route replace`.
  void replace_route(const Route& route) const;
  /// The route of its destination, type and table; a gateway, interface or metric that is left
  /// empty matches any.
  void remove_route(const Route& route) const;
  void add_nexthop(const NexthopObject& nexthop) const;
  /// In the place of the one with its id: all routes through that lead here at once.
  void replace_nexthop(const NexthopObject& nexthop) const;
  /// Routes by it go as well, and groups lose it.
  void remove_nexthop(std::uint32_t id) const;
  void add_rule(const RoutingRule& rule) const;
  /// The first one that has all that this one says.
  void remove_rule(const RoutingRule& rule) const;
  void add_neighbour(const Neighbour& neighbour) const;
  void remove_neighbour(const Neighbour& neighbour) const;
  /// As Topology::add_interface(), in the running node. Throws UnsupportedError for a kind that the
  /// kernel lacks.
  Interface add_interface(const VirtualInterface& interface,
                          Deadline deadline = Deadline::in(kernel_patience)) const;
  /// The program's end of a Tun or Tap: from now on that has a carrier.
  TunDevice open_tun(std::string_view name,
                     Deadline deadline = Deadline::in(kernel_patience)) const;
  /// The forwarding databases of its bridges and vxlans, as `bridge fdb` lists them.
  std::vector<FdbEntry> fdb() const;
  /// In a bridge's, replaces the entry of that address; in a vxlan's, with a destination, adds one.
  void add_fdb_entry(const FdbEntry& entry) const;
  void remove_fdb_entry(const FdbEntry& entry) const;
  /// Makes a veth pair, both ends in this node and down, like `ip link add A type veth peer name
  /// B`.
  std::array<Interface, 2> add_veth(const InterfaceName& a, const InterfaceName& b) const;
  /// A sysctl below net, by its name; SysctlSetting::name says how an interface whose name holds a
  /// dot is written. Throws DescriptionError for a name outside of net, Error for what the kernel
  /// has not or refuses, which says whether the whole machine has it once.
  std::string sysctl(std::string_view name) const;
  void set_sysctl(std::string_view name, std::string_view value) const;
  /// All or none: sysctl_file("router.conf"), for one. One Error names all that were refused.
  void set_sysctls(const std::vector<SysctlSetting>& settings) const;

  /// Gives it a file of its own below /etc, in the place of the one that is there, at once: whoever
  /// reads it sees all of it or nothing. Folders on the way to it are made, too. The node's thread
  /// sees it and all its programs, but those that have another root, and nobody else. What was laid
  /// over the file that it replaces (Program::files) goes with that. Throws DescriptionError for a
  /// path that is not below /etc, Error for one that cannot be written there, PermissionError where
  /// the machine forbids mounts.
  void set_file(const std::filesystem::path& path, std::string_view text) const;
  /// As Topology::set_nameservers(), in the running node: the next look-up asks them.
  void set_nameservers(const std::vector<IpAddress>& nameservers) const;

  /// Forgets all connections, or those of one family, as `conntrack -F` does.
  void flush_conntrack(std::optional<Family> family = std::nullopt) const;
  /// Forgets this one. An Error (no_such_file_or_directory) when it is not there any more.
  void remove_conntrack(const ConntrackEntry& entry) const;

  /// Puts a configuration in force, wholly or not at all, and returns when it is.
  void configure(const Configuration& configuration) const;

  // Harm it --------------------------------------------------------------------------------------
  /// Has it lose or mark some of its packets, from when this returns until the handle goes; several
  /// at once know nothing of each other. Rulesets of the node's own stay as they are. Throws
  /// DescriptionError for what contradicts itself and for an interface that it has not,
  /// UnsupportedError where no backend, or not the one that was asked for, can do that here.
  [[nodiscard("the fault ends when the InjectedFault goes")]] InjectedFault inject(
      const Fault& fault) const;

  // Ask ------------------------------------------------------------------------------------------
  /// Blocks until the verdict, at most the probe's patience.
  Outcome ask(const Probe& probe) const;
  /// ICMP echo. Whoever expects no answer lets it, and those below, wait less.
  Outcome ping(const IpAddress& target, unsigned count = 1,
               std::chrono::milliseconds patience = default_probe_patience) const;
  /// ICMP echo to an address of the other node: of a subnet that both are on, if there is one.
  Outcome ping(NodeId target, std::optional<Family> family = std::nullopt,
               std::chrono::milliseconds patience = default_probe_patience) const;
  /// TCP, a connection.
  Outcome connect(const Endpoint& target,
                  std::chrono::milliseconds patience = default_probe_patience) const;
  /// The same, to an address of the service's node; also fills in Outcome::seen_as.
  Outcome connect(const Service& target, std::optional<Family> family = std::nullopt,
                  std::chrono::milliseconds patience = default_probe_patience) const;
  /// The same, at an endpoint that leads there: the public one of a gateway that translates (DNAT).
  Outcome connect(const Service& target, const Endpoint& at,
                  std::chrono::milliseconds patience = default_probe_patience) const;
  /// UDP, a datagram and its answer.
  Outcome exchange(const Endpoint& target,
                   std::chrono::milliseconds patience = default_probe_patience) const;
  Outcome exchange(const Service& target, std::optional<Family> family = std::nullopt,
                   std::chrono::milliseconds patience = default_probe_patience) const;
  Outcome exchange(const Service& target, const Endpoint& at,
                   std::chrono::milliseconds patience = default_probe_patience) const;
  /// DNS: the node's first nameserver is asked. Throws DescriptionError where it has none.
  Outcome resolve(const DnsName& name, RecordType type = RecordType::a,
                  std::chrono::milliseconds patience = default_probe_patience) const;
  /// The same, asked of that service at an address of its node.
  Outcome resolve(const DnsService& server, const DnsName& name, RecordType type = RecordType::a,
                  std::optional<Family> family = std::nullopt,
                  std::chrono::milliseconds patience = default_probe_patience) const;
  /// HTTP: "http://10.0.0.2/", "http://www.example.com:8080/path?query"; HttpProbe has what it
  /// means.
  Outcome get(const std::string& url,
              std::chrono::milliseconds patience = default_probe_patience) const;
  /// The same of a service, as connect() calls it: its page at a path, or at a URL of which the
  /// host is only said to it, "http://www.example.com/".
  Outcome get(const Service& target, const std::string& path_or_url = "/",
              std::optional<Family> family = std::nullopt,
              std::chrono::milliseconds patience = default_probe_patience) const;
  /// ARP or neighbour discovery.
  Outcome resolve_neighbour(const IpAddress& target,
                            std::chrono::milliseconds patience = default_probe_patience) const;

  // Answer ---------------------------------------------------------------------------------------
  /// An echo unless told otherwise, listening when the call returns.
  [[nodiscard("the port is closed when the Service goes")]] Service serve(
      TransportPort port, ServiceOptions options = {}) const;
  /// HTTP: `serve_http(tcp(80), {.pages = {{"/", "hello\n"}}})`, listening when the call returns.
  [[nodiscard("the port is closed when the HttpService goes")]] HttpService serve_http(
      TransportPort port, HttpServiceOptions options = {}) const;
  /// DNS on port 53 of UDP and TCP: `serve_dns({.zone = "www.example.com. A 192.0.2.80\n"})`.
  [[nodiscard("the ports are closed when the DnsService goes")]] DnsService serve_dns(
      const DnsServiceOptions& options) const;

  // Run programs ---------------------------------------------------------------------------------
  /// Starts a real program, such as a server, and returns when it is the one that runs; see
  /// Programs::start() for what is an Error.
  [[nodiscard("the program is killed when the Process goes")]] Process start(
      const Program& program) const;
  /// `start({"nginx", "-g", "daemon off;"})`. A template to be the second choice: g++ 12 takes
  /// `{.arguments = ...}` for a vector, too.
  template <class = void>
  [[nodiscard("the program is killed when the Process goes")]] Process start(
      std::vector<std::string> arguments) const {
    return start(Program{.arguments = std::move(arguments)});
  }
  /// Runs one to its end, and kills what it left in the background. Whatever it exits with is a
  /// result. Throws DeadlineError, with the end of what it said.
  ProgramResult run_program(const Program& program,
                            Deadline deadline = Deadline::in(program_patience)) const;
  template <class = void>
  ProgramResult run_program(std::vector<std::string> arguments,
                            Deadline deadline = Deadline::in(program_patience)) const {
    return run_program(Program{.arguments = std::move(arguments)}, deadline);
  }

  /// An address by which this node can name another; see Plan::address_of().
  IpAddress address_of(NodeId other, std::optional<Family> family = std::nullopt) const;

 private:
  friend class Network;
  friend struct NetworkState;
  Node(NetworkState& network, NodeId id) : network_(&network), id_(id) {}
  /// Of its node; throws DescriptionError when it is a service of another network.
  NodeId node_of(const Service& service) const;
  Endpoint endpoint_of(const Service& service, std::optional<Family> family) const;
  Outcome call(const Service& service, const Probe& probe) const;
  Outcome ask(const Inquiry& inquiry) const;

  NetworkState* network_;
  NodeId id_;
};

}  // namespace netrig
