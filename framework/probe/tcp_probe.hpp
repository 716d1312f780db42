// A TCP connection, and if wanted an exchange over it.
#pragma once

#include "netrig/core/unique_fd.hpp"
#include "probe/attempt.hpp"

namespace netrig {

class TcpAttempt final : public Attempt {
 public:
  TcpAttempt(Loop& loop, const Task& task, const TcpProbe& probe);
  void start() override;

 private:
  void proceed() override;
  Finding conclude() const override;
  void close() override { socket_ = UniqueFd(); }

  /// False while the handshake goes on, or when it has failed and the verdict is given.
  bool handshake();
  /// Of a connection that is none any more: whether it was one. If not, the verdict is given.
  bool was_connected();
  /// Each goes as far as it gets without waiting.
  void send();
  void receive();
  void note_initial_sequence();
  /// Gives the verdict if what has come allows one.
  void judge();
  void take_errors();
  void note_failure(int error);

  const TcpProbe& probe_;
  const bool notes_initial_sequence_;
  Asked asked_;
  UniqueFd socket_;
  bool connected_ = false;
  std::size_t sent_ = 0;
  enum class Ending { none, closed, reset } ending_ = Ending::none;
};

}  // namespace netrig
