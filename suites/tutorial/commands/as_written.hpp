// A machine at the simulated internet, on which articles are followed.
#pragma once

#include <netrig/fixtures/simulated_internet.hpp>
#include <optional>

#include "machine.hpp"

namespace netrig {

class AsWritten : public SimulatedInternet {
 protected:
  const NodeId host = topology.add_host("host");
  const LinkId uplink = subscribe(host, "eth0");

  AsWritten();
  void network_ready() override;

  const Machine& machine() const { return *machine_; }

 private:
  std::optional<Machine> machine_{};
};

}  // namespace netrig
