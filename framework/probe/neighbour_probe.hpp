// ARP or neighbour discovery: the kernel asks, and we listen to what it learns (RTNLGRP_NEIGH).
#pragma once

#include <optional>

#include "netlink/queries.hpp"
#include "netlink/socket.hpp"
#include "probe/attempt.hpp"

namespace netrig {

class NeighbourAttempt final : public Attempt {
 public:
  NeighbourAttempt(Loop& loop, const Task& task, const NeighbourProbe& probe);
  void start() override;

 private:
  void proceed() override;
  Finding conclude() const override { return {Verdict::silent, ""}; }
  void close() override { events_.reset(); }

  bool is_own_address() const;
  std::optional<Neighbour> entry() const;
  void ask(const std::optional<Neighbour>& known);
  /// By unicast to the address that is known so far (NUD_PROBE).
  void ask_the_known();
  /// By broadcast or multicast.
  void ask_everyone();
  /// Gives the verdict if the entry, which the kernel has reported, is one.
  void judge(const Neighbour& entry);

  const NeighbourProbe& probe_;
  const IpAddress target_;
  InterfaceInfo interface_;
  std::optional<netlink::Socket> events_;
  bool asked_everyone_ = false;
};

}  // namespace netrig
