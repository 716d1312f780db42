// What is sent through a firewall: a probe of each kind, with little patience for what may be
// dropped.
#pragma once

#include <gmock/gmock.h>

#include <string_view>

#include "case.hpp"
#include "families.hpp"
#include "netrig/gtest.hpp"
#include "netrig/gtest/ruleset_matchers.hpp"
#include "netrig/nftables.hpp"
#include "patience.hpp"

namespace netrig {

inline Probe echo_to(const IpAddress& target) {
  return EchoProbe{.target = target, .patience = short_patience};
}
inline Probe tcp_to(const IpAddress& target, std::uint16_t port) {
  return TcpProbe{.target = {target, tcp(port)}, .patience = short_patience};
}
inline Probe udp_to(const IpAddress& target, std::uint16_t port) {
  return UdpProbe{.target = {target, udp(port)}, .patience = short_patience};
}

struct TrafficCase : Case {
  Probe (*to)(const IpAddress& target);
};
inline const auto every_kind_of_traffic = ::testing::Values(
    TrafficCase{{"Echo"}, echo_to},
    TrafficCase{{"Tcp"}, [](const IpAddress& target) { return tcp_to(target, 80); }},
    TrafficCase{{"Udp"}, [](const IpAddress& target) { return udp_to(target, 80); }});

/// What counts in the ruleset under that comment.
inline Ruleset::Rule counted(const Node& node, std::string_view comment) {
  return nftables_ruleset(node).rule(comment);
}

}  // namespace netrig
