// Programs and how they ended, as messages show them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <csignal>

#include "netrig/process/program.hpp"
#include "print_case.hpp"

namespace netrig {
namespace {

using namespace std::chrono_literals;

struct Arguments : Case {
  std::vector<std::string> arguments;
  const char* text;
};

class ProgramText : public ::testing::TestWithParam<Arguments> {};

TEST_P(ProgramText, IsAsAShellHasIt) {
  EXPECT_EQ(fmt::format("{}", Program{.arguments = GetParam().arguments}), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Programs, ProgramText,
    ::testing::Values(
        Arguments{{"Plain"}, {"curl", "-s", "http://10.0.0.1/"}, "curl -s http://10.0.0.1/"},
        Arguments{{"Space"}, {"nginx", "-g", "daemon off;"}, "nginx -g 'daemon off;'"},
        Arguments{{"Quote"}, {"echo", "it's"}, R"(echo 'it'\''s')"},
        Arguments{{"Empty"}, {"printf", ""}, "printf ''"},
        Arguments{{"Variable"}, {"sh", "-c", "echo $HOME"}, "sh -c 'echo $HOME'"}),
    case_name);

class StatusText : public ::testing::TestWithParam<PrintCase<ExitStatus>> {};

TEST_P(StatusText, SaysHowItEnded) {
  EXPECT_EQ(fmt::format("{}", GetParam().value), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Statuses, StatusText,
    ::testing::Values(
        PrintCase<ExitStatus>{{"Zero"}, {}, "exited with 0"},
        PrintCase<ExitStatus>{{"Code"}, {.code = 7}, "exited with 7"},
        PrintCase<ExitStatus>{{"Signal"}, {.signal = SIGTERM}, "was killed by SIGTERM"},
        PrintCase<ExitStatus>{{"RealTime"}, {.signal = 40}, "was killed by signal 40"}),
    case_name);

std::string text_of(std::string output, std::string errors) {
  return fmt::format("{}", ProgramResult{.program = "prog",
                                         .node = "host",
                                         .status = {.code = 1},
                                         .output = std::move(output),
                                         .errors = std::move(errors),
                                         .elapsed = 12345us});
}

TEST(ProgramResultText, MayBeThatNothingWasSaid) {
  EXPECT_EQ(text_of("", ""), "'prog' in 'host' exited with 1 after 12.3 ms; it said nothing");
}

TEST(ProgramResultText, HasStandardErrorMarked) {
  EXPECT_EQ(text_of("one\n\ntwo\n", "oh\n"),
            "'prog' in 'host' exited with 1 after 12.3 ms; it said:\n  one\n  \n  two\n  ! oh");
}

TEST(ProgramResultText, HasTheLastLinesOnly) {
  std::string output;
  for (int i = 1; i <= 30; ++i) output += fmt::format("line {}\n", i);

  const auto text = text_of(output, "");

  EXPECT_EQ(text.substr(text.find('\n'), 45), "\n  ... (71 bytes before)\n  line 11\n  line 12\n");
  EXPECT_TRUE(text.ends_with("\n  line 30")) << text;
}

TEST(ProgramResultText, HasTheEndOfALongLine) {
  const auto text = text_of(std::string(5000, 'x') + "end", "");

  EXPECT_EQ(text.substr(text.find('\n'), 29), "\n  ... (907 bytes before)\n  x");
  EXPECT_TRUE(text.ends_with("xend"));
}

TEST(ProgramResultText, DoesNoHarmToATerminal) {
  EXPECT_EQ(text_of("\x1b[31mred\r\a\n\ttab", ""),
            "'prog' in 'host' exited with 1 after 12.3 ms; it said:\n  "
            "\\x1b[31mred\\x0d\\x07\n  \ttab");
}

}  // namespace
}  // namespace netrig
