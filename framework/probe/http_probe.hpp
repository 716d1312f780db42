// An HTTP request and its response.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probe/attempt.hpp"
#include "probe/resolution.hpp"
#include "probe/tcp_connection.hpp"
#include "probe/url.hpp"
#include "service/http_messages.hpp"

namespace netrig {

/// Finds the addresses, connects to the first that lets it, asks, reads.
class HttpAttempt final : public Attempt {
 public:
  HttpAttempt(Loop& loop, const Task& task, const HttpProbe& probe);
  void start() override;

 private:
  void proceed() override;
  Finding conclude() const override;
  void close() override;

  /// Each false when it has to wait, or when the verdict is given.
  bool resolve();
  bool handshake();

  using Place = TcpConnection::Place;
  /// Connects to the next address that the node does not refuse itself to send to. False when there
  /// is none left, and the verdict is given.
  bool call_next(Place place);
  /// Takes down what became of the address that was called last, and calls the next.
  bool call_another(const Finding& finding, Place place);
  std::string tried() const;

  void receive();
  void judge();

  const HttpProbe& probe_;
  const bool notes_initial_sequence_;
  const Url url_;
  const std::string request_;
  std::optional<Resolution> resolution_;
  std::vector<Endpoint> targets_;
  std::vector<std::string> failures_;  ///< of targets_, as far as they were called in vain
  std::optional<TcpConnection> connection_;
  HttpResponseReader reader_;
  std::size_t sent_ = 0;
  std::size_t received_ = 0;
};

}  // namespace netrig
