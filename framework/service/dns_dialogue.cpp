#include "service/dns_dialogue.hpp"

#include "dns/wire.hpp"

namespace netrig {

std::optional<AnsweringDialogue::Answer> DnsDialogue::next_answer() {
  std::string_view rest = heard_;
  std::optional<Answer> next;
  while (!next) {
    const auto message = take_message(rest);
    if (!message) break;
    if (const auto answer = desk_->answer(*message, from_))
      next = Answer{.text = framed(answer->text), .due = Deadline::in(answer->delay)};
  }
  heard_.erase(0, heard_.size() - rest.size());
  return next;
}

}  // namespace netrig
