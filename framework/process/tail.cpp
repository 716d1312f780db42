#include "process/tail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace netrig {
namespace {

constexpr std::size_t most_lines = 20, most_bytes = 4096;

// The last lines, and no more than fit; a line that is too long is cut at its beginning.
std::string_view tail_of(std::string_view text) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  auto begin = text.size();
  for (std::size_t lines = 0; lines < most_lines && begin > 0; ++lines) {
    const auto newline = text.rfind('\n', begin - 1);
    const auto next = newline == std::string_view::npos ? 0 : newline;
    if (text.size() - next > most_bytes)
      return text.substr(
          std::max(begin == text.size() ? text.size() - most_bytes : begin, std::size_t{0}));
    begin = next;
  }
  return text.substr(begin);
}

void append(std::string& to, std::string_view text, std::string_view mark) {
  if (text.empty()) return;
  auto tail = tail_of(text);
  if (!tail.empty() && tail.front() == '\n') tail.remove_prefix(1);
  const auto left_out = static_cast<std::size_t>(tail.data() - text.data());
  if (left_out > 0) to += fmt::format("\n  {}... ({} bytes before)", mark, left_out);
  while (!tail.empty()) {
    const auto line = tail.substr(0, tail.find('\n'));
    to += fmt::format("\n  {}{}", mark, line);
    tail.remove_prefix(std::min(tail.size(), line.size() + 1));
  }
}

}  // namespace

std::string said(std::string_view output, std::string_view errors) {
  if (output.empty() && errors.empty()) return "; it said nothing";
  std::string text = "; it said:";
  append(text, output, "");
  append(text, errors, "! ");
  return text;
}

}  // namespace netrig
