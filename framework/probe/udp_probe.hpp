// A UDP datagram and its answer.
#pragma once

#include "netrig/core/unique_fd.hpp"
#include "probe/attempt.hpp"

namespace netrig {

class UdpAttempt final : public Attempt {
 public:
  UdpAttempt(Loop& loop, const Task& task, const UdpProbe& probe);
  void start() override;

 private:
  void proceed() override;
  Finding conclude() const override { return {Verdict::silent, ""}; }
  void close() override { socket_ = UniqueFd(); }

  void send();
  /// What the error queue says, if anything.
  std::optional<Finding> take_errors();
  void receive();

  const UdpProbe& probe_;
  Asked asked_;
  UniqueFd socket_;
};

}  // namespace netrig
