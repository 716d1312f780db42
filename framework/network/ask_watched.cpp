#include "network/ask_watched.hpp"

#include <array>

#include "network/probe_witness.hpp"

namespace netrig {

namespace {

// A name server or a URL may lead to several flows.
bool is_one_flow(const Probe& probe) {
  return std::holds_alternative<EchoProbe>(probe) || std::holds_alternative<TcpProbe>(probe) ||
         std::holds_alternative<UdpProbe>(probe);
}

}  // namespace

Outcome ask_watched(NetworkState& network, NodeId from, Inquiry inquiry) {
  ProbeWitness witness(network, from, inquiry.probe);
  if (is_one_flow(inquiry.probe)) inquiry.witness = &witness;
  const std::array only{inquiry};
  auto outcome = netrig::ask(only, Deadline::never()).front();  // its own patience ends it
  witness.conclude(outcome);
  return outcome;
}

}  // namespace netrig
