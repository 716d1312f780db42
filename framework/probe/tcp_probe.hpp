// A TCP connection, and if wanted an exchange over it.
#pragma once

#include "probe/attempt.hpp"
#include "probe/tcp_connection.hpp"

namespace netrig {

class TcpAttempt final : public Attempt {
 public:
  TcpAttempt(Loop& loop, const Task& task, const TcpProbe& probe);
  void start() override;

 private:
  void proceed() override;
  Finding conclude() const override;
  void close() override { connection_.reset(); }

  /// False while the handshake goes on, or when it has failed and the verdict is given.
  bool handshake();
  void receive();
  /// Gives the verdict if what has come allows one.
  void judge();

  const TcpProbe& probe_;
  const bool notes_initial_sequence_;
  std::optional<TcpConnection> connection_;
  std::size_t sent_ = 0;
};

}  // namespace netrig
