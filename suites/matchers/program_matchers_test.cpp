// What the matchers of programs match, and what they say.
#include <netrig/gtest.hpp>

#include <csignal>

namespace netrig {
namespace {

using ::testing::DescribeMatcher;
using ::testing::HasSubstr;
using ::testing::Matches;
using ::testing::Not;

ProgramResult failed() {
  return {.program = "prog",
          .node = "host",
          .status = {.code = 3},
          .output = "out\n",
          .errors = "err\n"};
}

TEST(ProgramMatchers, TellExitsApart) {
  EXPECT_THAT(failed(), ExitedWith(3));
  EXPECT_THAT(failed(), Not(ExitedWith(4)));
  EXPECT_THAT(failed(), Not(Succeeded()));
  EXPECT_THAT(ProgramResult{}, Succeeded());
}

TEST(ProgramMatchers, TellSignalsFromCodes) {
  const ProgramResult killed{.status = {.signal = SIGTERM}};

  EXPECT_THAT(killed, KilledBy(SIGTERM));
  EXPECT_THAT(killed, Not(KilledBy(SIGKILL)));
  EXPECT_THAT(killed, Not(Succeeded()));
  EXPECT_THAT(killed, Not(ExitedWith(SIGTERM)));
}

TEST(ProgramMatchers, TellTheStreamsApart) {
  EXPECT_THAT(failed(), Prints("out\n"));
  EXPECT_THAT(failed(), Not(Prints("err\n")));
  EXPECT_THAT(failed(), PrintsErrors(HasSubstr("err")));
  EXPECT_THAT(failed(), Not(PrintsErrors("out\n")));
}

TEST(ProgramMatchers, DescribeThemselves) {
  using Result = const ProgramResult&;

  EXPECT_EQ(DescribeMatcher<Result>(Succeeded()), "is a program that exited with 0");
  EXPECT_EQ(DescribeMatcher<Result>(KilledBy(SIGTERM)), "is a program that was killed by SIGTERM");
  EXPECT_EQ(DescribeMatcher<Result>(Not(ExitedWith(2))),
            "is a program that ended otherwise than: exited with 2");
  EXPECT_EQ(DescribeMatcher<Result>(Prints("a")), "has output that is equal to \"a\"");
  EXPECT_EQ(DescribeMatcher<Result>(Not(PrintsErrors("a"))),
            "has standard error that isn't equal to \"a\"");
}

TEST(ProgramMatchers, AreShownWhatTheProgramSaid) {
  EXPECT_EQ(
      ::testing::PrintToString(failed()),
      "'prog' in 'host' exited with 3 after 0.0 ms; it said:\n            out\n            ! err");
}

}  // namespace
}  // namespace netrig
