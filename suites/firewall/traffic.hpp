// What is sent through a firewall: a probe of each kind, with little patience for what may be
// dropped.
#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <string>

#include "case.hpp"
#include "families.hpp"
#include "netrig/gtest.hpp"
#include "netrig/gtest/ruleset_matchers.hpp"
#include "netrig/nftables.hpp"

namespace netrig {

/// For those who wait in vain.
inline constexpr std::chrono::milliseconds short_patience{100};

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

/// The name of a row that is combined with a family: "TcpIpv6".
template <class Row>
std::string name_with_family(const ::testing::TestParamInfo<std::tuple<Family, Row>>& test) {
  return std::get<Row>(test.param).name +
         std::string(std::get<Family>(test.param) == Family::ipv4 ? "Ipv4" : "Ipv6");
}

/// What counts in the ruleset under that comment.
inline Ruleset::Rule counted(const Node& node, std::string_view comment) {
  return nftables_ruleset(node).rule(comment);
}

}  // namespace netrig
