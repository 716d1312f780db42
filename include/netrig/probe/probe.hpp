// Probes: questions that a node asks the network.
//
//   EchoProbe{.target = "10.0.2.2", .count = 3}
//   TcpProbe{.target = "10.0.2.2:80/tcp", .send = "ping", .expect = "ping"}
//   DnsProbe{.name = "www.example.com", .type = RecordType::aaaa, .server = "10.0.2.53"}
//   HttpProbe{.url = "http://www.example.com/", .headers = {{"Accept", "text/html"}}}
//
// Values: asking is `Node`'s or ask()'s business.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/core/print.hpp"
#include "netrig/dns/name.hpp"
#include "netrig/dns/record.hpp"
#include "netrig/service/http.hpp"

namespace netrig {

/// How long a probe waits unless told otherwise. Answers within namespaces take well under a
/// millisecond; this is for a busy machine. A probe whose packet dies without a word takes all of
/// it.
inline constexpr std::chrono::milliseconds default_probe_patience{1000};

/// ICMP or ICMPv6 echo, by a raw socket: like ping(8).
struct EchoProbe {
  IpAddress target;
  unsigned count = 1;                      ///< requests; reached when one is answered
  std::chrono::milliseconds interval{10};  ///< between two requests
  std::size_t payload_size = 56;           ///< bytes behind the ICMP header; at most 65,000
  std::optional<std::uint8_t> ttl{};       ///< or hop limit; the node's default when empty
  bool dont_fragment = false;         ///< IP_MTU_DISCOVER = IP_PMTUDISC_PROBE and its IPv6 twin
  std::optional<IpAddress> source{};  ///< an address of the node; its choice when empty
  std::uint32_t mark = 0;             ///< SO_MARK: see RoutingRule::mark, and nft's `meta mark`
  /// IP_TRANSPARENT and its IPv6 twin (ip(7)): `source` need not be the node's own. Replies go to
  /// whoever has that address, so silence is what this node hears.
  bool transparent = false;
  std::chrono::milliseconds patience = default_probe_patience;  ///< after the last request
};

/// A TCP connection, and if wanted an exchange over it.
struct TcpProbe {
  Endpoint target;
  std::string send{};                   ///< sent once connected
  std::optional<std::string> expect{};  ///< reached only if the answer begins with it
  std::optional<std::uint8_t> ttl{};
  std::optional<IpAddress> source{};
  std::uint16_t source_port = 0;  ///< 0: the kernel picks one
  std::uint32_t mark = 0;
  bool transparent = false;
  std::chrono::milliseconds patience = default_probe_patience;
};

/// A UDP datagram and its answer.
struct UdpProbe {
  Endpoint target;
  std::string send = "netrig";
  std::optional<std::string> expect{};  ///< any answer will do when empty
  std::optional<std::uint8_t> ttl{};
  std::optional<IpAddress> source{};
  std::uint16_t source_port = 0;
  std::uint32_t mark = 0;
  bool transparent = false;
  std::chrono::milliseconds patience = default_probe_patience;
};

/// A DNS question and its answer (RFC 1035): reached when the server answers, whatever it says. The
/// question has a random id and source port, and what comes back with another id, or about another
/// name or type, is passed over. /etc/hosts is not asked: that is getaddrinfo(3)'s matter.
struct DnsProbe {
  DnsName name;  ///< for PTR an address will do: "192.0.2.80"
  RecordType type = RecordType::a;
  /// Whom to ask; the node's first nameserver (resolv.conf(5)) when empty.
  std::optional<IpAddress> server{};
  std::uint16_t port = 53;
  Protocol transport = Protocol::udp;
  /// An answer over UDP that is truncated (TC) is asked for again over TCP.
  bool tcp_fallback = true;
  /// EDNS (RFC 6891): how many bytes this end takes over UDP. Without EDNS, which is 512, when
  /// empty.
  std::optional<std::uint16_t> edns_size{};
  bool recursion_desired = true;  ///< RD
  std::optional<std::uint8_t> ttl{};
  std::optional<IpAddress> source{};
  std::uint32_t mark = 0;
  bool transparent = false;
  std::chrono::milliseconds patience = default_probe_patience;  ///< for all of it
};

/// An HTTP/1.1 request and its response (RFC 9112), over a connection of its own. No TLS; redirects
/// are not followed.
struct HttpProbe {
  /// "http://www.example.com:8080/path?query", "http://[2001:db8::2]/". A name is looked up by the
  /// node (getaddrinfo(3), with the node's /etc, on a thread of its own), and its addresses are
  /// called one after the other until one lets it connect. One that is silent takes all of the
  /// patience. A look-up that no name server answers ends soon after the patience, a second or so
  /// for each server and search domain; the end of the network waits for it.
  std::string url;
  std::string method = "GET";
  /// In addition to `Host` and `Connection: close`, or instead of these.
  std::vector<HttpHeader> headers{};
  std::string body{};
  std::optional<Family> family{};  ///< of the addresses of a name; both when empty
  std::optional<Endpoint>
      connect_to{};  ///< where to ask, whatever the URL says: nothing is looked up
  std::optional<std::uint8_t> ttl{};
  std::optional<IpAddress> source{};
  std::uint16_t source_port = 0;
  std::uint32_t mark = 0;
  bool transparent = false;
  std::size_t largest_body = std::size_t{64} << 20U;            ///< of a response, bytes
  std::chrono::milliseconds patience = default_probe_patience;  ///< for all of it
};

/// ARP (RFC 826) or neighbour discovery (RFC 4861): the kernel is made to ask for the link-layer
/// address, also when it believes that it knows it.
struct NeighbourProbe {
  IpAddress target;
  std::string interface {};  ///< the one that a route to `target` names when empty
  std::chrono::milliseconds patience = default_probe_patience;
};

using Probe = std::variant<EchoProbe, TcpProbe, UdpProbe, DnsProbe, HttpProbe, NeighbourProbe>;
/// What is asked of whom: "10.0.2.2 icmp echo", "10.0.2.2:80/tcp", "GET http://10.0.2.2/",
/// "10.0.2.53:53/udp dns www.example.com A", "10.0.2.2 arp"
std::string to_string(const Probe& probe);
template <>
inline constexpr bool is_printable<Probe> = true;

}  // namespace netrig
