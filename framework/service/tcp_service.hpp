// A TCP service: a listening socket and its connections.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <list>
#include <memory>
#include <optional>

#include "service/bound_socket.hpp"
#include "service/dialogue.hpp"
#include "service/running_service.hpp"

namespace netrig {

class TcpService final : public RunningService {
 public:
  TcpService(boost::asio::io_context& io_context, BoundSocket socket, const Namespace& where,
             DialogueMaker begin_dialogue);

 private:
  struct Connection {
    Connection(boost::asio::io_context& io_context, std::unique_ptr<Dialogue> begun)
        : descriptor(io_context), timer(io_context), dialogue(std::move(begun)) {}
    Descriptor descriptor;
    boost::asio::steady_timer timer;
    std::unique_ptr<Dialogue> dialogue;
  };
  using Connections = std::list<Connection>;

  void wait_for_callers_to_come() override;
  void close_sockets() noexcept override;

  void accept_some();
  void begin(UniqueFd socket, const Caller& caller);
  void wait(Connections::iterator connection, Dialogue::Wait what);
  void pause();

  boost::asio::io_context& io_context_;
  const DialogueMaker begin_dialogue_;
  // Empty once closed: neither may be left when the io_context goes.
  std::optional<Descriptor> listener_;
  std::optional<boost::asio::steady_timer> pause_;
  Connections connections_;  ///< one operation is pending on each
};

}  // namespace netrig
