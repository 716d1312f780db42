#include "service/tcp_dialogue.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace netrig {

std::string_view TcpDialogue::unsent() const {
  return std::string_view(answer_ ? *answer_ : held_back_).substr(said_);
}

bool TcpDialogue::say_more(int socket) {
  auto text = unsent();
  const auto before = text.size();
  const bool is_there = say_some(socket, text);
  said_ += before - text.size();
  return is_there;
}

bool TcpDialogue::echo(int socket, std::string_view text) {
  if (!say_some(socket, text)) return false;
  held_back_.assign(text);
  said_ = 0;
  return true;
}

Dialogue::Wait TcpDialogue::proceed(int socket) {
  if (!say_more(socket)) return Wait::none;

  std::array<char, 64 * 1024> heard;
  for (int round = 0; round < rounds_per_turn; ++round) {
    if (!unsent().empty()) return Wait::until_writable;
    if (answer_) ::shutdown(socket, SHUT_WR);
    const auto size = ::recv(socket, heard.data(), heard.size(), 0);
    if (size < 0 && errno == EAGAIN) return Wait::until_readable;
    if (size <= 0) return Wait::none;
    const std::string_view text(heard.data(), static_cast<std::size_t>(size));
    if (!answer_ && !echo(socket, text)) return Wait::none;
  }
  return unsent().empty() ? Wait::until_readable : Wait::until_writable;
}

}  // namespace netrig
