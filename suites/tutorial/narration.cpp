#include "narration.hpp"

#include <fmt/color.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

namespace netrig {
namespace {

bool narrates() {
  return std::getenv("NETRIG_NARRATE") != nullptr;
}

// Colour where a person reads, plain text in a pipe or where NO_COLOR asks for it (no-color.org).
std::string painted(fmt::text_style style, std::string_view text) {
  const bool colourful = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return colourful ? fmt::format(style, "{}", text) : std::string(text);
}

std::string milliseconds(std::chrono::steady_clock::duration duration) {
  return fmt::format("{:.2f} ms", std::chrono::duration<double, std::milli>(duration).count());
}

void print_line(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

}  // namespace

Narration::Narration() : begun_(std::chrono::steady_clock::now()) {
  if (!narrates()) return;
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  print_line(
      painted(fmt::emphasis::bold, fmt::format("\n{}: {}", test->test_suite_name(), test->name())));
}

Narration::~Narration() {
  if (!narrates() || ::testing::Test::IsSkipped()) return;
  print_line(painted(
      fmt::fg(fmt::terminal_color::bright_black),
      fmt::format("  done in {}", milliseconds(std::chrono::steady_clock::now() - begun_))));
}

void Narration::narrate(const Topology& topology) const {
  if (!narrates()) return;
  const auto took = std::chrono::steady_clock::now() - begun_;
  std::istringstream lines(to_string(topology));
  for (std::string line; std::getline(lines, line);) print_line("  " + line);
  print_line(painted(fmt::fg(fmt::terminal_color::bright_black),
                     fmt::format("  built in {}", milliseconds(took))));
}

void Narration::step(std::string_view number, std::string_view title) {
  if (narrates()) print_line(painted(fmt::emphasis::bold, fmt::format("  {}. {}", number, title)));
}

void Narration::narrate_claim(std::string_view what, bool holds, const std::string& detail) {
  if (!narrates()) return;
  const auto mark = holds ? painted(fmt::fg(fmt::terminal_color::green), "ok")
                          : painted(fmt::fg(fmt::terminal_color::red), "WRONG");
  print_line(fmt::format(
      "     {} {}{}", mark, what,
      detail.empty() ? ""
                     : painted(fmt::fg(fmt::terminal_color::bright_black), "  (" + detail + ")")));
}

std::string Narration::detail_of(const Outcome& outcome) {
  if (outcome.echo && outcome.echo->received() != 0) return to_string(*outcome.echo);
  return fmt::format("{} after {}", outcome.verdict, milliseconds(outcome.elapsed));
}

}  // namespace netrig
