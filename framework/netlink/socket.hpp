// A netlink socket. It belongs to the namespace of the thread that opened it and stays with it,
// whichever thread uses it later.
#pragma once

#include <linux/netlink.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "netlink/message.hpp"
#include "netrig/core/deadline.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig::netlink {

/// Called for each message that the kernel sends in reply.
using OnReply = std::function<void(const nlmsghdr&)>;

/// One transaction at a time; safe to share between threads.
class Socket {
 public:
  /// Opens it in the calling thread's namespace: NETLINK_ROUTE, NETLINK_SOCK_DIAG (netlink(7)).
  explicit Socket(int protocol = NETLINK_ROUTE);

  /// Sends all requests and waits for the kernel's verdict on each; the kernel works inside
  /// sendmsg, so nothing blocks. Throws Error for the first refused one, with NETLINK_EXT_ACK's
  /// text; the requests behind it were carried out all the same. Leaves the batch empty.
  void execute(Batch& batch, const OnReply& on_reply = {});

  /// Sends the single request of `batch`, a dump, and hands over every part. Asks again when the
  /// kernel says that the table changed meanwhile (NLM_F_DUMP_INTR).
  void dump(Batch& batch, const std::function<void()>& start_over, const OnReply& on_reply);

  /// Joins a multicast group (RTNLGRP_*). A socket that listens is for nothing else.
  void join(int group);
  /// Waits for events of the joined groups and hands over all that have come. False when some were
  /// lost (ENOBUFS): ask for the state then. Throws DeadlineError(awaited) when the deadline passes
  /// first.
  bool receive_events(Deadline deadline, const std::string& awaited, const OnReply& on_event);

  /// Hands over what has come of the joined groups, without waiting. False as above.
  bool take_events(const OnReply& on_event);

  int fd() const noexcept { return fd_.get(); }

 private:
  void send(const char* data, std::size_t size);
  /// `attempt()` is for the error when the kernel could not deliver its answer (ENOBUFS).
  /// `awaited` is for the error.
  bool read_events(const std::string& awaited, const OnReply& on_event);
  template <class Attempt, class Visit>
  void receive(Attempt&& attempt, Visit&& visit);

  UniqueFd fd_;
  std::mutex mutex_;
  /// Never used twice, so that an answer which a failed transaction left behind is known as such.
  std::uint32_t next_sequence_ = 1;
};

}  // namespace netrig::netlink
