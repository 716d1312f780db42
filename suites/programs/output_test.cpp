// What a program says is kept, all of it, whoever reads it and whenever.
#include <sys/wait.h>

#include "host.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Output : public ProgramOnAHost {};

TEST_F(Output, IsKeptApartFromStandardError) {
  EXPECT_THAT(run_script("echo output; echo errors >&2"),
              AllOf(Succeeded(), Prints("output\n"), PrintsErrors("errors\n")));
}

TEST_F(Output, IsInOneWithStandardErrorWhenAsked) {
  const auto result =
      host().run_program({.arguments = {"sh", "-c", "echo 1; echo 2 >&2; echo 3; echo 4 >&2"},
                          .errors_into_output = true});

  EXPECT_THAT(result, AllOf(Prints("1\n2\n3\n4\n"), PrintsErrors("")));
}

TEST_F(Output, HasEveryByte) {
  using namespace std::string_literals;

  EXPECT_THAT(host().run_program({"printf", "a\\0b\\377\\n\\0"}), Prints("a\0b\377\n\0"s));
}

TEST_F(Output, MayBeLong) {
  constexpr std::size_t size = 256UL << 20U;

  const auto result = run_script("head -c 256M /dev/zero; echo done >&2");

  EXPECT_THAT(result.errors, "done\n");
  EXPECT_TRUE(result.output == std::string(size, '\0')) << result.output.size() << " bytes";
}

TEST_F(Output, IsReadWhileTheProgramRuns) {
  const auto process = host().start({"sh", "-c", "echo first; exec sleep 600"});

  process.wait_for_output("first\n");

  EXPECT_EQ(process.output(), "first\n");
  EXPECT_TRUE(process.is_running());
}

TEST_F(Output, IsWaitedForOnBothStreams) {
  const auto process = host().start({"sh", "-c", "echo ready >&2; exec sleep 600"});

  process.wait_for_output("ready");

  EXPECT_EQ(process.errors(), "ready\n");
}

TEST_F(Output, IsFoundWhereItCameInPieces) {
  const auto process = host().start({.arguments = {"cat"}, .input_is_pipe = true});

  process.write_input("half a wo");
  process.wait_for_output("half a wo");
  process.write_input("rd");
  process.wait_for_output("word");

  EXPECT_EQ(process.output(), "half a word");
}

TEST_F(Output, IsNoLongerWaitedForWhenTheProgramHasEnded) {
  const auto process = host().start({"sh", "-c", "echo something else; exit 3"});

  try {
    process.wait_for_output("ready");
    FAIL() << "it was not said";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "cannot wait until 'sh' in 'host' "
                 "says 'ready': No such process; it exited with 3; it said:\n  something else");
  }
}

TEST_F(Output, IsNotWaitedForBeyondTheDeadline) {
  const auto process = host().start({"sh", "-c", "echo something else; exec sleep 600"});
  process.wait_for_output("else");

  try {
    process.wait_for_output("ready", Deadline::in(short_patience));
    FAIL() << "it was not said";
  } catch (const DeadlineError& error) {
    EXPECT_THAT(error.what(), HasSubstr("waiting for 'sh' in"));
    EXPECT_THAT(error.what(), HasSubstr("to say 'ready'; it said:\n  something else"));
  }
}

TEST_F(Output, MayBeClosedByAProgramThatLivesOn) {
  const auto process = host().start({"sh", "-c", "echo before; exec >&- 2>&-; read line; exit 7"});

  process.wait_for_output("before");

  EXPECT_THAT(process.wait(), AllOf(ExitedWith(7), Prints("before\n")));
}

TEST_F(Output, OfThoseInTheBackgroundIsNotWaitedFor) {
  const auto result = run_script("(echo background; exec sleep 600) & echo foreground");

  EXPECT_THAT(result, AllOf(Succeeded(), Prints(HasSubstr("foreground\n"))));
}

TEST_F(Output, IsWrittenThroughDevStdoutToo) {
  EXPECT_THAT(run_script("echo 1 >/dev/stdout; echo 2 >/dev/stdout; echo 3"), Prints("1\n2\n3\n"));
}

}  // namespace
}  // namespace netrig
