// A TCP service: a listening socket and its connections.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <list>
#include <optional>
#include <string>

#include "service/bound_socket.hpp"
#include "service/running_service.hpp"
#include "service/tcp_dialogue.hpp"

namespace netrig {

class TcpService final : public RunningService {
 public:
  TcpService(boost::asio::io_context& io_context, BoundSocket socket, const Namespace& where,
             std::optional<std::string> answer);

 private:
  struct Connection {
    Connection(boost::asio::io_context& io_context, TcpDialogue begun)
        : descriptor(io_context), dialogue(std::move(begun)) {}
    Descriptor descriptor;
    TcpDialogue dialogue;
  };
  using Connections = std::list<Connection>;

  void wait_for_callers_to_come() override;
  void close_sockets() noexcept override;

  void accept_some();
  void begin(UniqueFd socket);
  void wait(Connections::iterator connection, TcpDialogue::Wait what);
  void pause();

  boost::asio::io_context& io_context_;
  const std::optional<std::string> answer_;
  // Empty once closed: neither may be left when the io_context goes.
  std::optional<Descriptor> listener_;
  std::optional<boost::asio::steady_timer> pause_;
  Connections connections_;  ///< one operation is pending on each
};

}  // namespace netrig
