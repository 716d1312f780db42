#include "service/answering_dialogue.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

namespace netrig {

bool AnsweringDialogue::say_more(int socket) {
  if (is_early()) return true;
  auto text = unsent();
  const bool is_there = say_some(socket, text);
  said_ = answer_.text.size() - text.size();
  return is_there;
}

bool AnsweringDialogue::prepare_answer() {
  auto next = next_answer();
  if (!next) return false;
  answer_ = *std::move(next);
  said_ = 0;
  return true;
}

bool AnsweringDialogue::answer(int socket) {
  do {
    if (!say_more(socket)) return false;
  } while (unsent().empty() && !answer_.is_last && prepare_answer());
  return true;
}

Dialogue::Wait AnsweringDialogue::proceed(int socket) {
  if (!answer(socket)) return Wait::none;

  std::array<char, 64 * 1024> heard;
  for (int round = 0; round < rounds_per_turn; ++round) {
    if (is_early()) return Wait::until_due;
    if (!unsent().empty()) return Wait::until_writable;
    if (answer_.is_last) ::shutdown(socket, SHUT_WR);
    const auto size = ::recv(socket, heard.data(), heard.size(), 0);
    if (size < 0 && errno == EAGAIN) return Wait::until_readable;
    if (size <= 0) return Wait::none;
    if (answer_.is_last) continue;
    hear({heard.data(), static_cast<std::size_t>(size)});
    if (!answer(socket)) return Wait::none;
  }
  return unsent().empty() ? Wait::until_readable : Wait::until_writable;
}

}  // namespace netrig
