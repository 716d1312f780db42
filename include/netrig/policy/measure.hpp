// Asks a network who reaches what.
//
//   const auto matrix = measure(network);
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/network/network.hpp"
#include "netrig/policy/destination.hpp"
#include "netrig/policy/matrix.hpp"

namespace netrig {

struct MeasureOptions {
  /// What is asked for, in this order. When empty: an echo of each node, and each TCP and UDP
  /// socket that listens in it, whoever holds it, on any address by which another node can name it:
  /// not on loopback, link-local, multicast or broadcast ones.
  std::vector<Destination> destinations{};
  std::optional<Family> family{};  ///< both when empty, as far as nodes have addresses of them
  /// What a UDP service is sent, by its port: some answer only what they understand. "netrig" where
  /// nothing is said, and to port 53 a DNS question.
  std::map<std::uint16_t, std::string> datagrams{};
  /// Of the questions that are asked all at once. One that takes longer is asked again.
  std::chrono::milliseconds first_patience{100};
  /// Of those that are asked again.
  std::chrono::milliseconds patience = default_probe_patience;
};

/// Asks every node that has an address for all destinations but its own, in the families that both
/// have and in which the service listens, at Plan::address_of() or where the service listens
/// instead. Rows and columns are in the order of the topology; of a node first the echo, then TCP,
/// then UDP by number.
///
/// All questions are asked at once. What was not reached is asked again, at most eight at a time,
/// by Node::ask(), which looks for the cause; that takes `patience` for each of which no cause is
/// found. A UDP service that never answers such a datagram is silent, however open its way is.
///
/// A cell is not asked where `from` cannot name the destination: where its address is another
/// node's as well (tenants with the same addresses, anycast).
///
/// Blocks. Throws DescriptionError for a destination whose node the network lacks or that has no
/// address, for one that is there twice and for a node whose name no matrix can have, before
/// anything is asked; Error for what could not be asked.
ReachabilityMatrix measure(const Network& network, const MeasureOptions& options = {});

}  // namespace netrig
