// Matchers of how a program ended and what it said; ProgramResult prints the rest.
//
//   EXPECT_THAT(node(client).run_program({"curl", "-s", "http://10.0.0.1/"}),
//               AllOf(Succeeded(), Prints(HasSubstr("hello"))));
#pragma once

#include <gtest/gtest-matchers.h>

#include <functional>
#include <ostream>
#include <string>

#include "netrig/process/program.hpp"

namespace netrig {

/// Matches a ProgramResult by how the program ended.
class EndsMatcher {
 public:
  using is_gtest_matcher = void;
  explicit EndsMatcher(ExitStatus status) : status_(status) {}
  bool MatchAndExplain(const ProgramResult& result, ::testing::MatchResultListener*) const {
    return result.status == status_;
  }
  void DescribeTo(std::ostream* os) const { *os << "is a program that " << status_; }
  void DescribeNegationTo(std::ostream* os) const {
    *os << "is a program that ended otherwise than: " << status_;
  }

 private:
  ExitStatus status_;
};

/// It exited with 0.
inline EndsMatcher Succeeded() {
  return EndsMatcher({});
}
/// It exited with this code.
inline EndsMatcher ExitedWith(int code) {
  return EndsMatcher({.code = code});
}
/// This signal killed it: SIGTERM.
inline EndsMatcher KilledBy(int signal) {
  return EndsMatcher({.signal = signal});
}

/// Matches a ProgramResult by what the program wrote.
class PrintsMatcher {
 public:
  using is_gtest_matcher = void;
  using Text = ::testing::Matcher<const std::string&>;
  PrintsMatcher(const char* stream, std::string ProgramResult::*text, Text wanted)
      : stream_(stream), text_(text), wanted_(std::move(wanted)) {}

  bool MatchAndExplain(const ProgramResult& result,
                       ::testing::MatchResultListener* explanation) const {
    return wanted_.MatchAndExplain(result.*text_, explanation);
  }
  void DescribeTo(std::ostream* os) const {
    *os << "has " << stream_ << " that ";
    wanted_.DescribeTo(os);
  }
  void DescribeNegationTo(std::ostream* os) const {
    *os << "has " << stream_ << " that ";
    wanted_.DescribeNegationTo(os);
  }

 private:
  const char* stream_;
  std::string ProgramResult::*text_;
  Text wanted_;
};

/// Its standard output is, or matches, this: Prints("hello\n"), Prints(HasSubstr("hello")).
inline PrintsMatcher Prints(PrintsMatcher::Text text) {
  return {"output", &ProgramResult::output, std::move(text)};
}
/// The same of standard error, where that is kept apart.
inline PrintsMatcher PrintsErrors(PrintsMatcher::Text text) {
  return {"standard error", &ProgramResult::errors, std::move(text)};
}

}  // namespace netrig
