// The packets of a network's nodes, kept in memory while it lives: the newest of each node.
//
// A packet socket in each node (packet(7)) sees what all of its interfaces send and receive. The
// kernel queues that, by reference; a thread looks every few milliseconds whether a queue is
// filling, and only then reads it, so most tests end without a packet having been read. There is no
// PACKET_RX_RING: to make one waits for an RCU grace period, 8 to 24 ms for each node, and a full
// one throws away the newest.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "netns/forked.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// A packet as an interface sent or received it. What leaves a veth is seen there and at its other
/// end; what passes `lo` is seen twice.
struct CapturedPacket {
  std::chrono::nanoseconds time;  ///< since 1970
  int interface;                  ///< its index in the node
  std::uint16_t hardware;         ///< ARPHRD_*, of the interface
  bool outbound;
  std::size_t original_size;    ///< bytes on the wire
  std::vector<std::byte> data;  ///< at most Capture::longest of them
};

/// Said of a node's traffic at a moment.
struct CaptureNote {
  std::chrono::nanoseconds time;  ///< since 1970
  std::string text;
};

/// What was seen of a node.
struct NodeTraffic {
  std::deque<CapturedPacket> packets;  ///< in the order in which they came
  std::deque<CaptureNote> notes;       ///< none older than the packets
  bool only_inbound = false;
  std::uint64_t forgotten = 0;  ///< packets that were too old to be kept
  std::uint64_t missed = 0;     ///< packets that came faster than the queue was read
};

struct CapturePlace {
  const Namespace* where;
  /// For nodes in the middle of cables whose other ends are captured as well: what leaves here is
  /// what they receive. Of a TCP probe through a router, captures take 11 % without that.
  bool only_inbound = false;
};

/// Safe to use from several threads.
class Capture {
 public:
  static constexpr std::size_t longest = 2048;       ///< of a packet, bytes that are kept
  static constexpr std::size_t kept = 256 * 1024;    ///< bytes of packets read, for each node
  static constexpr std::size_t queued = 512 * 1024;  ///< bytes of kernel memory, asked for; without
                                                     ///< root net.core.rmem_max if that is less
  static constexpr std::chrono::milliseconds pause{5};  ///< between two looks at the queues

  /// Begins in all of them, which must outlive it. Takes about 20 us for each. Throws Error.
  explicit Capture(const std::vector<CapturePlace>& nodes);
  /// Sockets are closed in the background: each takes an RCU grace period, about 10 ms, and its
  /// namespace is there until then.
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  /// Of a node, by its position, now.
  void note(std::size_t node, std::string text);
  /// What was seen until now, by node; all that was sent before the call is in it.
  std::vector<NodeTraffic> traffic();

 private:
  struct Tap {
    UniqueFd socket;
    std::size_t room = 0;   ///< of its queue, bytes of kernel memory
    std::size_t bytes = 0;  ///< of `seen.packets`
    NodeTraffic seen;
  };
  void watch();
  void read(Tap& tap);
  void keep(Tap& tap, CapturedPacket packet);

  ThreadsProcess process_;
  UniqueFd ending_;   ///< readable when the watcher is to end
  std::mutex mutex_;  ///< of all that follows
  std::vector<Tap> taps_;
  std::vector<std::byte> buffer_;
  std::thread watcher_;
};

}  // namespace netrig
