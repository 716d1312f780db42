#include "narration.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace netrig {

bool narrates() {
  return std::getenv("NETRIG_NARRATE") != nullptr;
}

std::string painted(fmt::text_style style, std::string_view text) {
  const bool colourful = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return colourful ? fmt::format(style, "{}", text) : std::string(text);
}

std::string in_passing(std::string_view text) {
  return painted(fmt::fg(fmt::terminal_color::bright_black), text);
}

std::string mark(bool holds) {
  return holds ? painted(fmt::fg(fmt::terminal_color::green), "ok")
               : painted(fmt::fg(fmt::terminal_color::red), "WRONG");
}

std::string milliseconds(std::chrono::steady_clock::duration duration) {
  return fmt::format("{:.2f} ms", std::chrono::duration<double, std::milli>(duration).count());
}

void narrate(const std::string& line) {
  if (!narrates()) return;
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

}  // namespace netrig
