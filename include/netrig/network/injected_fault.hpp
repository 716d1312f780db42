// A fault that is in force in a node.
//
//   const auto loss = node(server).inject({.protocol = IpProtocol::udp,
//                                          .destination_port = 53,
//                                          .hits = Hits::nth(2)});
//   ...
//   EXPECT_EQ(loss.hit(), 1U);
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "netrig/netlink/fault.hpp"

namespace netrig {

class RunningFault;

/// Move-only; its end ends the fault. Safe to outlive its Network, whose end ends it as well. Safe
/// to use from several threads at once.
class InjectedFault {
 public:
  InjectedFault(InjectedFault&&) noexcept;
  InjectedFault& operator=(InjectedFault&&) noexcept;
  ~InjectedFault();

  /// With the backend that carries it out, and the family that it is about if that is one.
  const Fault& fault() const noexcept;
  /// How many packets have been what the fault is about, and how many of these it has dropped or
  /// marked: after remove() as it was then. With nftables reset_nftables_counters() sets both to
  /// zero, but not the positions. Throws Error.
  std::uint64_t matched() const;
  std::uint64_t hit() const;
  /// From when this returns packets pass as before. Does nothing the second time. Throws Error.
  void remove();

 private:
  friend class Node;
  explicit InjectedFault(std::shared_ptr<RunningFault> running);

  // Shared with the network, which tells by it what has dropped a probe's packet.
  std::shared_ptr<RunningFault> running_;
};

/// Why this process cannot use a backend at all: "eBPF faults need root in the initial user
/// namespace"; empty where it can.
std::string missing(FaultBackend backend);

}  // namespace netrig
