#include "policy/answer_text.hpp"

#include <fmt/format.h>

namespace netrig {

std::string answer_text(Family family, const Answer& answer) {
  return answer.outcome ? to_string(*answer.outcome)
                        : fmt::format("{}: {}", family, word_of(answer.verdict));
}

std::string indented(std::string_view text, std::size_t columns) {
  std::string result;
  for (const char each : text) {
    result += each;
    if (each == '\n') result.append(columns, ' ');
  }
  return result;
}

}  // namespace netrig
