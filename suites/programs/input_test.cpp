// What a program reads: nothing, a text, or what the test writes while it runs.

#include "host.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class InputOf : public ProgramOnAHost {};

TEST_F(InputOf, AProgramIsEmpty) {
  EXPECT_THAT(host().run_program({"cat"}), AllOf(Succeeded(), Prints("")));
}

TEST_F(InputOf, AProgramMayBeAText) {
  EXPECT_THAT(host().run_program({.arguments = {"tr", "a-z", "A-Z"}, .input = "hello\n"}),
              Prints("HELLO\n"));
}

TEST_F(InputOf, AProgramMayBeLong) {
  const std::string text(8U << 20U, 'x');

  EXPECT_EQ(host().run_program({.arguments = {"cat"}, .input = text}).output, text);
}

TEST_F(InputOf, AProgramMayBeWrittenWhileItRuns) {
  const auto process = host().start({.arguments = {"cat", "-u"}, .input_is_pipe = true});

  process.write_input("question\n");
  process.wait_for_output("question\n");
  process.close_input();

  EXPECT_THAT(process.wait(), AllOf(Succeeded(), Prints("question\n")));
}

TEST_F(InputOf, AProgramThatReadsSlowlyIsWaitedFor) {
  const std::string text(4U << 20U, 'x');
  const auto process = host().start({.arguments = {"wc", "-c"}, .input_is_pipe = true});

  process.write_input(text);
  process.close_input();

  EXPECT_THAT(process.wait(), Prints("4194304\n"));
}

TEST_F(InputOf, AProgramThatDoesNotReadIsNotWaitedForBeyondTheDeadline) {
  const auto process = host().start({.arguments = {"sleep", "600"}, .input_is_pipe = true});

  EXPECT_THROW(process.write_input(std::string(1U << 20U, 'x'), Deadline::in(short_patience)),
               DeadlineError);
  EXPECT_TRUE(process.is_running());
}

TEST_F(InputOf, AProgramThatHasEndedIsAnError) {
  const auto process = host().start({.arguments = {"sh", "-c", "exit 9"}, .input_is_pipe = true});
  process.wait();

  try {
    process.write_input("hello");
    FAIL() << "nobody reads it";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "cannot write to the input of 'sh' in 'host': No such process; it exited with 9; "
                 "it said nothing");
  }
}

TEST_F(InputOf, AProgramThatClosedItIsAnError) {
  const auto process = host().start(
      {.arguments = {"sh", "-c", "exec <&-; echo closed; exec sleep 600"}, .input_is_pipe = true});
  process.wait_for_output("closed");

  try {
    process.write_input("hello");
    FAIL() << "nobody reads it";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), std::errc::broken_pipe);
  }
}

TEST_F(InputOf, AProgramThatWasGivenATextIsNotToBeWritten) {
  const auto process = host().start({"sleep", "600"});

  EXPECT_THROW(process.write_input("hello"), DescriptionError);
}

}  // namespace
}  // namespace netrig
