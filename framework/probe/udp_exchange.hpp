// The datagrams that a probe exchanges with its target, and what goes wrong with them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "netrig/core/unique_fd.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/probe/outcome.hpp"
#include "probe/classify.hpp"
#include "probe/probe_socket.hpp"

namespace netrig {

/// Never waits. Writes down in the outcome what it learns: source, errors.
class UdpExchange {
 public:
  UdpExchange(const Namespace& from, const SocketOptions& options, std::uint16_t port,
              Outcome& outcome);

  /// Opens the socket in the calling thread's namespace, which is `from`. Not empty when the node
  /// itself refuses.
  std::optional<Finding> open();
  int fd() const noexcept { return socket_.get(); }

  /// Not empty when the node itself refuses, or says what became of an earlier datagram.
  std::optional<Finding> send(std::string_view text);

  struct Received {
    std::optional<std::string_view> datagram{};  ///< as much as fits into the buffer
    std::optional<Finding> failure{};
  };
  /// Both are empty when nothing has come.
  Received receive(std::span<char> buffer);
  /// What the errors mean that the kernel keeps for the socket, if there are any.
  std::optional<Finding> take_errors();

 private:
  const Namespace& from_;
  SocketOptions options_;
  std::uint16_t port_;
  Outcome& outcome_;
  Asked asked_;
  UniqueFd socket_;
};

}  // namespace netrig
