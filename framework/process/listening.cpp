// Whether a program listens.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "netlink/queries.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "process/running_program.hpp"

namespace netrig {
namespace {

// The kernel announces the end of sockets (SKNLGRP_INET_TCP_DESTROY), but neither their beginning
// nor LISTEN: it has to be asked. A program takes a few milliseconds at least, and then seldom
// long.
constexpr std::chrono::milliseconds first_pause{1}, longest_pause{20};

class Listeners {
 public:
  Listeners(TransportPort port, const std::optional<IpAddress>& address, const InitProcess& init)
      : port_(port), address_(address), init_(init) {
    // In the program's network namespace, without holding that any longer than the program does.
    on_thrown_away_thread([&] {
      if (::setns(init.fd(), CLONE_NEWNET) == 0) diag_.emplace(NETLINK_SOCK_DIAG);
    });
  }

  /// Whether one of the program's processes does. Looks into /proc only when someone does.
  bool include_the_program() {
    if (!diag_) return false;
    auto sockets = netlink::listening_sockets(*diag_, "");
    std::erase_if(sockets, [&](const auto& each) { return !is_wanted(each.local); });
    if (sockets.empty()) return false;
    netlink::find_holders(sockets);
    strangers_ = {};
    for (const auto& each : sockets)
      // Where nobody is known to hold it, this process may not look into the one that does.
      if (each.holders.empty() || std::ranges::any_of(each.holders, [&](const auto& holder) {
            return init_.looks_after(holder.pid);
          }))
        return true;
    strangers_ = to_string(sockets.front());
    return false;
  }

  /// "; there is 0.0.0.0:80/tcp users:((...)), which is none of its", or empty.
  std::string strangers() const {
    return strangers_.empty() ? "" : fmt::format(" ({} is none of its)", strangers_);
  }

 private:
  bool is_wanted(const Endpoint& local) const {
    return local.port == port_ && (!address_ || local.address == *address_);
  }

  const TransportPort port_;
  const std::optional<IpAddress> address_;
  const InitProcess& init_;
  std::optional<netlink::Socket> diag_{};
  std::string strangers_{};
};

}  // namespace

void RunningProgram::wait_until_listening(TransportPort port,
                                          const std::optional<IpAddress>& address,
                                          Deadline deadline) {
  const auto where = address ? to_string(Endpoint(*address, port)) : to_string(port);
  Listeners listeners(port, address, *live_.init);
  for (auto pause = first_pause;; pause = std::min(2 * pause, longest_pause)) {
    const auto ended = status();
    if (listeners.include_the_program()) return;
    // One that succeeded may have left a daemon.
    if (ended && (!ended->succeeded() || nobody_is_left()))
      throw_ended(fmt::format("cannot wait until {} listens on {}", name(), where));
    if (deadline.passed())
      throw_deadline(fmt::format("to listen on {}{}", where, listeners.strangers()));
    wait_for_news(Deadline(std::min(deadline.moment(), Deadline::in(pause).moment())));
  }
}

}  // namespace netrig
