#include "network/control.hpp"

#include <fmt/format.h>

#include <memory>
#include <type_traits>
#include <variant>

#include "netrig/core/error.hpp"
#include "network/ask_watched.hpp"

namespace netrig {
namespace {

// The same question, without what is about the way there.
Probe asked_on_the_spot(const EchoProbe& probe, const Packet& arrived) {
  return EchoProbe{.target = arrived.destination,
                   .payload_size = probe.payload_size,
                   .patience = probe.patience};
}
template <class Kind>
Probe asked_on_the_spot(const Kind& probe, const Packet& arrived) {
  if constexpr (std::is_same_v<Kind, TcpProbe> || std::is_same_v<Kind, UdpProbe>)
    return Kind{.target = destination_of(arrived),
                .send = probe.send,
                .expect = probe.expect,
                .patience = probe.patience};
  else
    throw DescriptionError(fmt::format("{} is not watched", Probe(probe)));
}

}  // namespace

std::function<Outcome()> control_of(NetworkState& network, const Probe& probe,
                                    const Arrival& arrival) {
  const auto question =
      std::visit([&](const auto& kind) { return asked_on_the_spot(kind, arrival.packet); }, probe);
  return [network = network.weak_from_this(), question, node = arrival.node] {
    const auto living = network.lock();
    if (!living)
      throw DescriptionError(fmt::format("cannot ask {}: its network is gone", question));
    return ask_watched(*living, node, {&living->at(node), question});
  };
}

}  // namespace netrig
