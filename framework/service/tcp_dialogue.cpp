#include "service/tcp_dialogue.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace netrig {
namespace {

// How much of `text` the socket took; negative when the connection is no more.
ssize_t send_some(int socket, std::string_view text) {
  if (text.empty()) return 0;
  const auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
  return sent < 0 && errno == EAGAIN ? 0 : sent;
}

}  // namespace

std::string_view TcpDialogue::unsent() const {
  return std::string_view(answer_ ? *answer_ : held_back_).substr(said_);
}

bool TcpDialogue::say_more(int socket) {
  const auto sent = send_some(socket, unsent());
  if (sent > 0) said_ += static_cast<std::size_t>(sent);
  return sent >= 0;
}

bool TcpDialogue::echo(int socket, std::string_view text) {
  const auto sent = send_some(socket, text);
  if (sent < 0) return false;
  held_back_.assign(text.substr(static_cast<std::size_t>(sent)));
  said_ = 0;
  return true;
}

TcpDialogue::Wait TcpDialogue::proceed(int socket) {
  if (!say_more(socket)) return Wait::none;

  // Not for ever, so that others get their turn from a caller who never pauses.
  constexpr int rounds = 16;
  std::array<char, 64 * 1024> heard;
  for (int round = 0; round < rounds; ++round) {
    if (!unsent().empty()) return Wait::until_writable;
    if (answer_) ::shutdown(socket, SHUT_WR);
    const auto size = ::recv(socket, heard.data(), heard.size(), 0);
    if (size < 0 && errno == EAGAIN) return Wait::until_readable;
    if (size <= 0) return Wait::none;
    const std::string_view text(heard.data(), static_cast<std::size_t>(size));
    if (!answer_ && !echo(socket, text)) return Wait::none;
  }
  return Wait::until_readable;
}

}  // namespace netrig
