#include "policy/answer_text.hpp"

#include <fmt/format.h>

namespace netrig {

std::string answer_text(Family family, const Answer& answer) {
  return answer.outcome ? to_string(*answer.outcome)
                        : fmt::format("{}: {}", family, word_of(answer.verdict));
}

}  // namespace netrig
