// client ── router ── server, in both families, and a probe of each kind from the client.
#pragma once

#include <netrig/gtest.hpp>
#include <string>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {

/// A target's two addresses.
struct DualAddress {
  IpAddress v4, v6;
  IpAddress in(Family family) const { return either(family, v4, v6); }
};

inline const DualAddress server_address{"10.0.2.2", "fd00:2::2"};
inline const DualAddress near_router_address{"10.0.1.1", "fd00:1::1"};
inline const DualAddress client_address{"10.0.1.2", "fd00:1::2"};
/// On the client's link, and nobody has it.
inline const DualAddress absent_neighbour{"10.0.1.77", "fd00:1::77"};
/// On the server's link, and nobody has it.
inline const DualAddress absent_server{"10.0.2.77", "fd00:2::77"};
/// In another network, which nobody knows unless a test adds a route to it.
inline const DualAddress elsewhere{"10.9.0.1", "fd00:9::1"};

inline Prefix network_elsewhere(Family family) {
  return either(family, "10.9.0.0/24", "fd00:9::/64");
}

class ClientRouterServer : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client");
  const NodeId router = topology.add_router("router");
  const NodeId server = topology.add_host("server");
  const LinkId near_link = topology.connect({client, {"10.0.1.2/24", "fd00:1::2/64"}},
                                            {router, {"10.0.1.1/24", "fd00:1::1/64"}});
  const LinkId far_link = topology.connect({router, {"10.0.2.1/24", "fd00:2::1/64"}},
                                           {server, {"10.0.2.2/24", "fd00:2::2/64"}});

  // Node's own, with more patience.
  Outcome ping(NodeId from, const IpAddress& target, unsigned count = 1) {
    return node(from).ask(EchoProbe{.target = target, .count = count, .patience = patience});
  }
  Outcome connect(NodeId from, const Endpoint& target) {
    return node(from).ask(TcpProbe{.target = target, .patience = patience});
  }
  Outcome exchange(NodeId from, const Endpoint& target) {
    return node(from).ask(UdpProbe{.target = target, .patience = patience});
  }
};

inline auto Explained(const std::string& text) {
  return ::testing::Field("explanation", &Outcome::explanation, ::testing::HasSubstr(text));
}

enum class Kind { echo, tcp, udp };

inline std::string name_of(Kind kind) {
  return kind == Kind::echo ? "Echo" : kind == Kind::tcp ? "Tcp" : "Udp";
}
inline void PrintTo(Kind kind, std::ostream* os) {
  *os << name_of(kind);
}

inline Probe probe_of(Kind kind, const IpAddress& target, std::chrono::milliseconds waiting) {
  constexpr std::uint16_t port = 7;
  switch (kind) {
    case Kind::tcp: return TcpProbe{.target = {target, tcp(port)}, .patience = waiting};
    case Kind::udp: return UdpProbe{.target = {target, udp(port)}, .patience = waiting};
    case Kind::echo: break;
  }
  return EchoProbe{.target = target, .patience = waiting};
}

}  // namespace netrig
