// The way of a packet through the network, told by two witnesses that know nothing of each other.
//
//   Path path = network.path(client, "10.0.2.2");
//   path.by_ttl   client -> router (10.0.1.1) -> server (10.0.2.2)   who answered, TTL by TTL
//   path.by_fib   client -> router (10.0.1.1) -> server (10.0.2.2)   what each node's kernel says
//
// By TTL is what traceroute(8) does: the same packet with a TTL of 1, 2, 3, ... and the ICMP "time
// exceeded" of the router where it ends. It has arrived when the target answers, for a datagram
// from the very port that it was sent to. By FIB sends nothing: each node in turn is asked, with
// Node::look_up(), where it would send the packet, and the node that has the next hop's address is
// looked for at the other end of the link, behind switches as well.
//
// Both are about one flow, so that the choice among several next hops is the same: addresses,
// protocol and ports are, and in IPv6 the flow label is 0. What the FIBs cannot tell:
//  - what a firewall drops, marks or translates on the way
//  - which of several next hops a connected socket's packets take where the choice is by ports
//    (net.ipv4.fib_multipath_hash_policy 1 and its IPv6 twin): across veth links they carry a hash
//    that the socket has drawn at random, and a router takes that for the hash of the ports
//    (skb->l4_hash). So the path of a TcpProbe is one of several there; those of an EchoProbe and
//    of a UdpProbe are asked for without connecting
//  - in IPv6 with policy 0, the same of sockets with a flow label of their own, which is what they
//    have unless net.ipv6.auto_flowlabels is 0
//  - what policies 2 and 3 find inside of tunnels
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"
#include "netrig/probe/probe.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {

/// A node on the way. A hop that did not answer has none: a silent router.
struct Hop {
  std::optional<NodeId> id{};
  std::string node{};                  ///< its name; empty when nobody has `address`
  std::optional<IpAddress> address{};  ///< who answered; of the FIBs the address of the next hop

  bool operator==(const Hop&) const = default;
};
/// "router (10.0.1.1)", "router", "10.0.1.1", "*" for a silent one
std::string to_string(const Hop& hop);
template <>
inline constexpr bool is_printable<Hop> = true;

enum class TraceEnd {
  arrived,   ///< the last hop is the target's node
  dead_end,  ///< the last hop, or the sender, is the last that is known to have got the packet
  loop,      ///< the last hop is there the second time
};
/// "arrived", "dead end", "loop"
std::string to_string(TraceEnd end);
template <>
inline constexpr bool is_printable<TraceEnd> = true;

/// What one of the witnesses says.
struct Trace {
  std::string from{};
  std::vector<Hop> hops{};  ///< behind the sender, as traceroute lists them: the target is the last
  TraceEnd end = TraceEnd::dead_end;
  std::string reason{};  ///< of a dead end: "router: prohibit 10.0.9.1 by prohibit 10.0.9.0/24"
  /// Of a dead end by TTL: no ICMP message and no refusal says that it is one.
  bool in_silence = false;

  bool arrived() const { return end == TraceEnd::arrived; }
  bool operator==(const Trace&) const = default;
};
/// "client -> router (10.0.1.1) -> server (10.0.2.2)", and behind it how else it ends: "client ->
/// router (10.0.1.1), dead end: ...", "client -> a (10.0.1.1) -> b (10.0.3.2) -> a, loop"
std::string to_string(const Trace& trace);
template <>
inline constexpr bool is_printable<Trace> = true;

struct Path {
  Probe flow{};  ///< as it was asked for, with its source and its source port
  Trace by_ttl{};
  Trace by_fib{};

  /// Whether both say the same. A silent hop contradicts nothing; nor does a dead end in silence
  /// one hop before that of the FIBs, because a router that discards packets says nothing of any
  /// TTL.
  bool agree() const;
};
/// What is sent where, and a line for each witness; a single one where they agree to the letter.
std::string to_string(const Path& path);
template <>
inline constexpr bool is_printable<Path> = true;

}  // namespace netrig
