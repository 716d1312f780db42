// Who watches the packets of a probe while it asks.
#pragma once

#include "netlink/nftables_trace_requests.hpp"

namespace netrig {

/// Used by the thread that asks.
class Witness {
 public:
  Witness() = default;
  virtual ~Witness() = default;
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

  /// The first packet of the flow is about to leave the namespace that the calling thread is in,
  /// and in which it is again afterwards.
  virtual void expect(const netlink::TracedFlow& flow) = 0;
  /// Another packet of it is: what became of earlier ones proves nothing any more.
  virtual void expect_another() = 0;
  /// Whether it is certain that no answer comes. Never waits.
  virtual bool has_proof() = 0;
  /// Takes note of what is new while more packets are to be sent. Never waits.
  virtual void catch_up() = 0;
  /// Can be read when has_proof() may have something new to say.
  virtual int fd() const = 0;
};

}  // namespace netrig
