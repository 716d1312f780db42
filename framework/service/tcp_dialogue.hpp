// What a plain TCP service says over one connection.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "service/dialogue.hpp"

namespace netrig {

/// An echo writes back all that it reads, until the caller has said all and has everything back. A
/// fixed answer is said, then the sending side is closed, and what the caller says is read and
/// dropped until it closes too: a connection that is closed with unread data is reset, and the
/// answer may be lost with it.
class TcpDialogue final : public Dialogue {
 public:
  /// An echo without `answer`; otherwise it must outlive this object.
  explicit TcpDialogue(const std::string* answer) : answer_(answer) {}

  Wait proceed(int socket) override;

 private:
  std::string_view unsent() const;
  bool say_more(int socket);
  bool echo(int socket, std::string_view text);

  const std::string* answer_;
  std::string held_back_;  ///< of an echo: what the caller has no room for yet
  std::size_t said_ = 0;   ///< bytes of the answer, or of what was held back
};

}  // namespace netrig
