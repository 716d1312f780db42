#include "network/control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>

#include "netrig/core/error.hpp"
#include "network/ask_watched.hpp"

namespace netrig {
namespace {

// The same question, without what is about the way there.
struct AskedOnTheSpot {
  Probe operator()(const EchoProbe& probe) const {
    return EchoProbe{.target = arrived.destination,
                     .payload_size = probe.payload_size,
                     .patience = probe.patience};
  }
  Probe operator()(const TcpProbe& probe) const { return of_transport(probe); }
  Probe operator()(const UdpProbe& probe) const { return of_transport(probe); }
  Probe operator()(const auto& probe) const { return probe; }  // these are not watched

  template <class Kind>
  Probe of_transport(const Kind& probe) const {
    return Kind{.target = destination_of(arrived),
                .send = probe.send,
                .expect = probe.expect,
                .patience = probe.patience};
  }

  const Packet& arrived;
};

// Once, whoever asks how often: GoogleTest matches a second time to explain a failure.
class Control {
 public:
  Control(std::weak_ptr<NetworkState> network, const Probe& probe, const Arrival& arrival)
      : network_(std::move(network)),
        question_(std::visit(AskedOnTheSpot{arrival.packet}, probe)),
        arrival_(arrival) {}

  Outcome answer() {
    const std::lock_guard lock(mutex_);
    if (!answer_) answer_ = ask();
    return *answer_;
  }

 private:
  Outcome ask() const {
    const auto network = network_.lock();
    if (!network) refuse("its network is gone");
    auto& node = network->at(arrival_.node);
    // By way of lo, whichever of its addresses is meant.
    const auto takes_its_own = [](const ListeningSocket& socket) {
      return socket.interface.empty() || socket.interface == "lo";
    };
    if (!arrival_.packet.is_icmp())
      if (const auto listeners = listeners_for(*network, arrival_);
          !listeners.empty() && std::ranges::none_of(listeners, takes_its_own))
        refuse(fmt::format("it listens on {} only, where its own node's packets do not come in",
                           listeners.front().interface));
    return ask_watched(*network, arrival_.node, {&node, question_});
  }
  [[noreturn]] void refuse(const std::string& reason) const {
    throw DescriptionError(fmt::format("cannot ask {} from its own node: {}", question_, reason));
  }

  const std::weak_ptr<NetworkState> network_;
  const Probe question_;
  const Arrival arrival_;
  std::mutex mutex_;
  std::optional<Outcome> answer_;
};

}  // namespace

std::function<Outcome()> control_of(NetworkState& network, const Probe& probe,
                                    const Arrival& arrival) {
  return [control = std::make_shared<Control>(network.weak_from_this(), probe, arrival)] {
    return control->answer();
  };
}

}  // namespace netrig
