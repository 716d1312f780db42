#include "service/dns_dialogue.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "dns/wire.hpp"

namespace netrig {

bool DnsDialogue::say_more(int socket) {
  if (is_early()) return true;
  auto text = unsent();
  const bool is_there = say_some(socket, text);
  said_ = text_.size() - text.size();
  return is_there;
}

bool DnsDialogue::prepare_answer() {
  std::string_view rest = heard_;
  text_.clear();
  said_ = 0;
  while (text_.empty()) {
    const auto message = take_message(rest);
    if (!message) break;
    const auto answer = desk_->answer(*message, from_);
    if (!answer) continue;
    text_ = framed(answer->text);
    due_ = Deadline::in(answer->delay);
  }
  heard_.erase(0, heard_.size() - rest.size());
  return !text_.empty();
}

bool DnsDialogue::answer(int socket) {
  do {
    if (!say_more(socket)) return false;
  } while (unsent().empty() && prepare_answer());
  return true;
}

Dialogue::Wait DnsDialogue::proceed(int socket) {
  if (!answer(socket)) return Wait::none;

  std::array<char, 64 * 1024> heard;
  for (int round = 0; round < rounds_per_turn; ++round) {
    if (is_early()) return Wait::until_due;
    if (!unsent().empty()) return Wait::until_writable;
    const auto size = ::recv(socket, heard.data(), heard.size(), 0);
    if (size < 0 && errno == EAGAIN) return Wait::until_readable;
    if (size <= 0) return Wait::none;
    heard_.append(heard.data(), static_cast<std::size_t>(size));
    if (!answer(socket)) return Wait::none;
  }
  return unsent().empty() ? Wait::until_readable : Wait::until_writable;
}

}  // namespace netrig
