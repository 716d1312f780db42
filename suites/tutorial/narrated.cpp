#include "narrated.hpp"

#include <fmt/format.h>

#include <sstream>

#include "narration/narration.hpp"

namespace netrig {

Narration::Narration() : begun_(std::chrono::steady_clock::now()) {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  narrate(
      painted(fmt::emphasis::bold, fmt::format("\n{}: {}", test->test_suite_name(), test->name())));
}

Narration::~Narration() {
  if (::testing::Test::IsSkipped()) return;
  narrate(in_passing(
      fmt::format("  done in {}", milliseconds(std::chrono::steady_clock::now() - begun_))));
}

void Narration::narrate_network(const Topology& topology) const {
  const auto took = std::chrono::steady_clock::now() - begun_;
  std::istringstream lines(to_string(topology));
  for (std::string line; std::getline(lines, line);) narrate("  " + line);
  narrate(in_passing(fmt::format("  built in {}", milliseconds(took))));
}

void Narration::step(std::string_view number, std::string_view title) {
  narrate(painted(fmt::emphasis::bold, fmt::format("  {}. {}", number, title)));
}

void Narration::narrate_claim(std::string_view what, bool holds, const std::string& detail) {
  narrate(fmt::format("     {} {}{}", mark(holds), what,
                      detail.empty() ? "" : in_passing("  (" + detail + ")")));
}

std::string Narration::detail_of(const Outcome& outcome) {
  if (outcome.echo && outcome.echo->received() != 0) return to_string(*outcome.echo);
  return fmt::format("{} after {}", outcome.verdict, milliseconds(outcome.elapsed));
}

}  // namespace netrig
