// A machine with an uplink to a small internet, on which articles are followed.
#pragma once

#include <netrig/gtest.hpp>
#include <optional>

#include "machine.hpp"

namespace netrig {

// The internet's end is a stranger to whoever lives behind the machine, and the provider drops
// packets with private source addresses. What the fixture SimulatedInternet is to be.
//
//   host ─ eth0 203.0.113.2/24 ──── isp ──── 8.8.8.8, 142.250.185.46 internet
class AsWritten : public NetworkTest {
 protected:
  const NodeId host = topology.add_host("host");
  const NodeId isp = topology.add_router("isp");
  const NodeId internet = topology.add_host("internet");

  AsWritten();
  void network_ready() override;

  const Machine& machine() const { return *machine_; }

 private:
  std::optional<Process> dns_{};
  std::optional<Machine> machine_{};
};

}  // namespace netrig
