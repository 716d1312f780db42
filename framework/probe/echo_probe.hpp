// ICMP echo by a raw socket, which works without root in a user namespace; a datagram ICMP socket
// does not.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "netrig/core/unique_fd.hpp"
#include "probe/attempt.hpp"
#include "probe/icmp_error.hpp"

namespace netrig {

class EchoAttempt final : public Attempt {
 public:
  EchoAttempt(Loop& loop, const Task& task, const EchoProbe& probe);
  void start() override;

 private:
  struct Request {
    Clock::time_point sent;
    bool settled = false;                ///< answered, or an error came for it
    std::optional<std::uint32_t> mtu{};  ///< that it did not pass, and so was sent again
  };

  void proceed() override;
  void on_time() override;
  Finding conclude() const override;
  bool awaits_answer_only() const override { return all_asked(); }
  void close() override { socket_ = UniqueFd(); }

  void open();
  void ask_next();
  void send(std::uint16_t sequence);
  /// How many ICMP errors there were.
  int take_errors();
  void take(const IcmpError& icmp, const QueuedError& queued);
  void receive();
  void take_reply(std::span<const std::uint8_t> reply);
  /// Remembers why a request failed; the first such reason is the probe's.
  void fail(Request& request, Finding finding);
  void settle(Request& request);
  bool all_asked() const noexcept { return requests_.size() == probe_.count; }

  const EchoProbe& probe_;
  const Asked asked_;
  const std::uint16_t identifier_;
  UniqueFd socket_;
  IpAddress source_;
  std::vector<Request> requests_;  ///< by sequence number
  std::size_t unsettled_ = 0;
  Clock::time_point next_at_{};  ///< not before then is the next request sent
  std::optional<std::uint32_t> local_mtu_;
  std::optional<Finding> finding_;
};

}  // namespace netrig
