// client --- firewall --- server, with faults of either backend in either family.
#pragma once

#include <tuple>

#include "case.hpp"
#include "firewalled.hpp"

namespace netrig {

inline std::string name_of(FaultBackend backend) {
  return backend == FaultBackend::nftables ? "Nftables" : "Ebpf";
}

/// Skipped where this process has not the backend.
class Faulty : public Firewalled,
               public ::testing::WithParamInterface<std::tuple<FaultBackend, Family>> {
 protected:
  const FaultBackend backend = std::get<FaultBackend>(GetParam());
  const Family family = std::get<Family>(GetParam());
  const IpAddress target = server_address(family);
  const IpProtocol icmp = either(family, IpProtocol::icmp, IpProtocol::icmpv6);
  const std::uint8_t echo_request = either(family, std::uint8_t{8}, std::uint8_t{128});

  void network_ready() override {
    if (const auto reason = missing(backend); !reason.empty()) GTEST_SKIP() << reason;
  }

  /// By this test's backend.
  [[nodiscard]] InjectedFault inject(NodeId where, Fault fault) {
    fault.backend = backend;
    return node(where).inject(fault);
  }
};

inline const auto both_backends_and_families = ::testing::Combine(
    ::testing::Values(FaultBackend::nftables, FaultBackend::ebpf), both_families);

}  // namespace netrig
