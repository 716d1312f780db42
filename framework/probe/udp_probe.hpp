// A UDP datagram and its answer.
#pragma once

#include <optional>

#include "probe/attempt.hpp"
#include "probe/udp_exchange.hpp"

namespace netrig {

class UdpAttempt final : public Attempt {
 public:
  UdpAttempt(Loop& loop, const Task& task, const UdpProbe& probe);
  void start() override;

 private:
  void proceed() override;
  Finding conclude() const override { return {Verdict::silent, ""}; }
  void close() override { exchange_.reset(); }

  void receive();

  const UdpProbe& probe_;
  std::optional<UdpExchange> exchange_;
};

}  // namespace netrig
