#include "follow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "comparison.hpp"
#include "narration/narration.hpp"
#include "netrig/core/error.hpp"
#include "patience.hpp"
#include "terminal.hpp"

namespace netrig {
namespace {

constexpr auto interruption = "^C";

std::string seconds(std::chrono::milliseconds duration) {
  return fmt::format("{:g} s", std::chrono::duration<double>(duration).count());
}

std::string indented(const Lines& lines) {
  std::string text;
  for (const auto& each : lines) text += fmt::format("   {}\n", each);
  return text.empty() ? "   (nothing)\n" : text;
}

class Follower {
 public:
  Follower(const Article& article, const Machine& machine) : article_(article), machine_(machine) {}

  Account follow() {
    narrate(painted(fmt::emphasis::bold, "\n" + article_.title));
    for (const auto& step : article_.steps) {
      begin(step);
      try {
        std::visit([&](const auto& what) { take(what); }, step.what);
      } catch (const Error& error) {
        fail(fmt::format("{}\n", error.what()));
      }
      if (account_.failure) break;
    }
    return std::move(account_);
  }

 private:
  void begin(const Step& step) {
    if (step.section != section_)
      narrate(painted(fmt::emphasis::bold, fmt::format("  {}", step.section)));
    section_ = step.section;
    line_ = step.line;
    begun_ = std::chrono::steady_clock::now();
  }

  void take(const Preparation& preparation) {
    typed_ = preparation.stand_in.empty() ? "the block of bash" : preparation.stand_in;
    if (preparation.stand_in.empty()) return machine_.prepare(preparation.script);
    account_.stand_ins.push_back(preparation.stand_in);
    narrate(fmt::format("     {} is a stand-in", preparation.stand_in));
    machine_.install(preparation.stand_in, preparation.script);
  }

  void take(const ClaimStep& step) {
    typed_ = step.claim.sentence();
    const auto expected =
        step.is_known_fault ? fmt::format("it is not so that {}", typed_) : typed_;
    const auto fail_for = [&](std::string_view actual) {
      fail(fmt::format("Expected: {}\n  Actual: {}\n", expected, actual));
    };
    try {
      const auto finding = look(step);
      if (step.is_known_fault) account_.known_faults.push_back(typed_);
      const bool is_as_expected = finding.holds != step.is_known_fault;
      tell(expected, is_as_expected);
      if (is_as_expected) return;
      if (step.is_known_fault) return fail_for_lost_fault(fmt::format("   {}\n", finding.seen));
      fail_for(finding.seen);
    } catch (const Error& error) {
      tell(expected, false);
      fail_for(error.what());  // be it a fault: nobody knows whether it is
    }
  }

  Finding look(const ClaimStep& step) const {
    // What is not expected is not waited for.
    return step.claim.look(
        machine_, Deadline::in(step.is_known_fault ? decltype(patience)::zero() : patience));
  }

  void take(const Command& command) {
    auto& terminal = terminal_named(command.terminal);
    if (command.text.empty()) {
      typed_ = typed_in_[command.terminal];
    } else {
      typed_ = command.text;
      if (!terminal.running().empty())
        return fail(fmt::format("Terminal {} is still busy with this:\n   {}\n", command.terminal,
                                terminal.running()));
      terminal.type(command.text, command.goes_on ? Terminal::Then::goes_on : Terminal::Then::ends);
      typed_in_[command.terminal] = command.text;
    }
    const auto& expected = command.expected.in_reality;
    const auto actual = command.goes_on ? watch(terminal, command) : finish(terminal, command);
    terminal.look_away();
    if (account_.failure) return;
    if (command.expected.is_known_fault()) account_.known_faults.push_back(typed_);
    const bool is_as_expected = matches(expected, actual);
    const bool is_as_in_article = matches(command.expected.in_article, actual);
    tell("$ " + typed_, is_as_expected, command.expected.is_known_fault());
    if (command.expected.is_known_fault() && is_as_in_article)
      return is_as_expected
                 ? fail("The lines with '-' and '+' do not tell the article from what is so.\n")
                 : fail_for_lost_fault(indented(actual));
    if (!is_as_expected)
      fail(fmt::format("Expected (-) and actual (+) output differ:\n{}",
                       difference(expected, actual)));
  }

  // To its end, and over an interruption if there is to be one.
  Lines finish(Terminal& terminal, const Command& command) {
    const auto deadline = Deadline::in(command.patience);
    const auto& expected = command.expected.in_reality;
    const auto stop = std::ranges::find(expected, interruption);
    std::size_t shown = 0;
    bool was_interrupted = false;
    if (stop != expected.end() &&
        terminal.wait_until_shown(Lines(expected.begin(), stop), deadline)) {
      shown = terminal.shown().size();
      was_interrupted = !terminal.running().empty() && terminal.interrupt();
    }
    const bool has_ended = terminal.wait_for_end(deadline);
    auto actual = terminal.shown();
    if (was_interrupted) actual.insert(actual.begin() + static_cast<long>(shown), interruption);
    if (!has_ended)
      fail(fmt::format("It has not ended within {}. Expected (-) and actual (+) output so far:\n{}",
                       seconds(command.patience), difference(expected, actual)));
    return actual;
  }

  // While it goes on.
  static Lines watch(Terminal& terminal, const Command& command) {
    terminal.wait_until_shown(command.expected.in_reality, Deadline::in(command.patience));
    return terminal.shown();
  }

  Terminal& terminal_named(const std::string& name) {
    return terminals_.try_emplace(name, machine_).first->second;
  }

  void tell(const std::string& what, bool is_as_expected, bool is_known_fault = false) {
    const auto took = std::chrono::steady_clock::now() - begun_;
    narrate(fmt::format("     {} {}{}{}", mark(is_as_expected), what,
                        is_known_fault ? in_passing("  a known fault of the article") : "",
                        in_passing(fmt::format("  {}", milliseconds(took)))));
  }

  void fail_for_lost_fault(const std::string& actual) {
    fail(fmt::format("A known fault is none any more: what the article says is so.\n{}", actual));
  }

  void fail(const std::string& text) {
    if (account_.failure) return;
    account_.failure = {line_,
                        fmt::format("{}{}{}\n   {}\n{}What follows was not tried.", article_.title,
                                    section_.empty() ? "" : ", ", section_, typed_, text)};
  }

  const Article& article_;
  const Machine& machine_;
  std::map<std::string, Terminal> terminals_{};
  std::map<std::string, std::string> typed_in_{};
  std::string section_{}, typed_{};
  int line_ = 0;
  std::chrono::steady_clock::time_point begun_{};
  Account account_{};
};

}  // namespace

Account follow(const Article& article, const Machine& machine) {
  return Follower(article, machine).follow();
}

}  // namespace netrig
