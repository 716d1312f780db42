// The connection that a probe makes: its handshake, what comes over it, and what goes wrong with
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "netrig/core/deadline.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/probe/outcome.hpp"
#include "probe/classify.hpp"
#include "probe/probe_socket.hpp"

namespace netrig {

/// Never waits. Writes down in the outcome what it learns: source, round trip, errors.
class TcpConnection {
 public:
  TcpConnection(const Namespace& from, const SocketOptions& options, std::uint16_t port,
                Outcome& outcome);

  /// Where the calling thread is: in the node, or not.
  enum class Place { here, elsewhere };
  /// Opens the socket in the node, and sends the SYN. Not empty when the node itself refuses.
  std::optional<Finding> open(Place place);
  int fd() const noexcept { return socket_.get(); }
  Endpoint target() const;

  enum class State {
    connecting,   ///< to go on, wait until fd() can be written
    established,  ///< also when it has been reset since
    failed,       ///< failure() says why
  };
  State shake_hands();
  State state() const noexcept { return state_; }
  const Finding& failure() const noexcept { return failure_; }
  /// Fills in Outcome::initial_sequence, of a connection over which nothing was sent yet.
  void note_initial_sequence();

  /// How many bytes went: as many as there was room for.
  std::size_t send(std::string_view text);
  /// What has come, as much as fits into the buffer; empty when nothing has, or it has ended.
  std::string_view receive(std::span<char> buffer);
  enum class Ending { none, closed, reset };
  Ending ending() const noexcept { return ending_; }

  /// What the errors say that the kernel keeps for the socket.
  void take_errors();
  /// What an ICMP error means that came, if one did.
  std::optional<Finding> icmp_finding() const;

 private:
  std::optional<Finding> open_here();
  /// Of a connection that is none any more: whether it was one.
  bool was_established();
  void note_failure(int error);

  const Namespace& from_;
  SocketOptions options_;
  std::uint16_t port_;
  Outcome& outcome_;
  Asked asked_;
  UniqueFd socket_;
  Deadline::Clock::time_point began_{};
  State state_ = State::connecting;
  Finding failure_{Verdict::silent, ""};
  Ending ending_ = Ending::none;
};

}  // namespace netrig
