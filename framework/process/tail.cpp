#include "process/tail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace netrig {
namespace {

constexpr std::size_t most_lines = 20, most_bytes = 4096;

// The last lines, and of those no more than fit.
std::string_view tail_of(std::string_view text) {
  const auto window = text.substr(text.size() - std::min(text.size(), most_bytes));
  auto begin = window.size();
  for (std::size_t lines = 0; lines < most_lines; ++lines) {
    const auto newline = begin == 0 ? std::string_view::npos : window.rfind('\n', begin - 1);
    if (newline == std::string_view::npos) return window;
    begin = newline;
  }
  return window.substr(begin + 1);
}

// What a terminal would act upon, as text.
std::string harmless(std::string_view line) {
  std::string text;
  for (const char each : line) {
    const bool is_control = (each >= 0 && each < ' ' && each != '\t') || each == '\x7f';
    text += is_control ? fmt::format("\\x{:02x}", each) : std::string(1, each);
  }
  return text;
}

void append(std::string& to, std::string_view text, std::string_view mark) {
  if (text.empty()) return;
  const auto is_ended = text.ends_with('\n');
  auto tail = tail_of(text.substr(0, text.size() - (is_ended ? 1 : 0)));
  const auto left_out = text.size() - tail.size() - (is_ended ? 1 : 0);
  if (left_out > 0) to += fmt::format("\n  {}... ({} bytes before)", mark, left_out);
  while (!tail.empty()) {
    const auto line = tail.substr(0, tail.find('\n'));
    to += fmt::format("\n  {}{}", mark, harmless(line));
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
