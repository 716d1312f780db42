// How programs end, by themselves and by others, and that nothing of them is left.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <optional>
#include <utility>

#include "host.hpp"
#include "patience.hpp"
#include "process/descriptors.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A process of the test program that is no more than a way to ask whether it is there.
bool is_there(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

class Ending : public ProgramOnAHost {};

TEST_F(Ending, IsAnExitStatus) {
  EXPECT_THAT(run_script("exit 0"), Succeeded());
  EXPECT_THAT(run_script("exit 42"), ExitedWith(42));
}

TEST_F(Ending, MayBeASignal) {
  EXPECT_THAT(run_script("kill -SEGV $$"), KilledBy(SIGSEGV));
}

TEST_F(Ending, IsNotWaitedForBeyondTheDeadline) {
  const auto process = host().start({"sh", "-c", "echo busy; exec sleep 600"});
  process.wait_for_output("busy");

  try {
    process.wait(Deadline::in(short_patience));
    FAIL() << "it has not ended";
  } catch (const DeadlineError& error) {
    EXPECT_THAT(error.what(), HasSubstr("to end; it said:\n  busy"));
  }
  EXPECT_TRUE(process.is_running());
}

TEST_F(Ending, IsKnownForGood) {
  const auto process = host().start({"sh", "-c", "echo said; exit 3"});

  EXPECT_THAT(process.wait(), AllOf(ExitedWith(3), Prints("said\n")));
  EXPECT_THAT(process.wait(), AllOf(ExitedWith(3), Prints("said\n")));
  EXPECT_THAT(process.stop(), AllOf(ExitedWith(3), Prints("said\n")));
  EXPECT_FALSE(process.is_running());
}

TEST_F(Ending, CanBeAskedFor) {
  const auto process = host().start({"sleep", "600"});

  EXPECT_THAT(process.stop(), KilledBy(SIGTERM));
}

TEST_F(Ending, IsTheProgramsOwnWhenItIsAskedFor) {
  const auto process = host().start(
      {"sh", "-c", "trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.01; done"});
  process.wait_for_output("ready");

  EXPECT_THAT(process.stop(), AllOf(ExitedWith(5), Prints("ready\nbye\n")));
}

TEST_F(Ending, IsEnforcedOnAProgramThatIgnoresTheRequest) {
  const auto process =
      host().start({"sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.01; done"});
  process.wait_for_output("ready");

  EXPECT_THAT(process.stop(Deadline::in(short_patience)), KilledBy(SIGKILL));
}

TEST_F(Ending, IsOneSignalAway) {
  const auto process = host().start({"sleep", "600"});

  process.signal(SIGHUP);

  EXPECT_THAT(process.wait(), KilledBy(SIGHUP));
}

TEST_F(Ending, MakesASignalAnError) {
  const auto process = host().start({"sh", "-c", "echo too late; exit 1"});
  process.wait();

  try {
    process.signal(SIGHUP);
    FAIL() << "there is nobody to send it to";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), std::errc::no_such_process);
    EXPECT_THAT(error.what(), HasSubstr("cannot send SIGHUP to 'sh' in"));
    EXPECT_THAT(error.what(), HasSubstr("it exited with 1; it said:\n  too late"));
  }
}

TEST_F(Ending, ComesWithTheObject) {
  pid_t pid = 0;
  {
    const auto process = host().start({"sleep", "600"});
    pid = process.pid();
    ASSERT_TRUE(is_there(pid));
  }
  EXPECT_FALSE(is_there(pid));
}

TEST_F(Ending, TakesDaemonsInOtherSessionsAlong) {
  // The socket that it listens on is gone when the object is.
  const auto listens = [&] {
    return ::testing::Matches(ListensOn(tcp(8080)))(host().listening_sockets());
  };
  {
    const auto process = host().start({"sh", "-c", "setsid sh -c 'setsid nc -lk 8080 &' & exit 0"});
    process.wait_until_listening(tcp(8080));
    EXPECT_FALSE(process.is_running());
    EXPECT_TRUE(listens());
  }
  EXPECT_FALSE(listens());
}

TEST_F(Ending, IsAskedOfDaemonsWhenTheProgramIsGone) {
  const auto process = host().start(
      {"sh", "-c",
       "setsid sh -c 'trap \"echo daemon: bye; exit 0\" TERM; echo ready; while :; do sleep 0.01; "
       "done' & exit 0"});
  process.wait_for_output("ready");

  EXPECT_THAT(process.stop(), AllOf(Succeeded(), Prints("ready\ndaemon: bye\n")));
}

TEST_F(Ending, LeavesNoZombies) {
  // The orphan's end is seen by the first process of its namespace, which is no program of ours.
  const auto result = run_script(
      "sh -c 'sleep 0.01 & echo $! >&3' 3>&1 | { read orphan; "
      "while [ -e /proc/$orphan ]; do sleep 0.01; done; }; cat /proc/1/comm");

  EXPECT_THAT(result, AllOf(Succeeded(), Prints("netrig-init\n")));
}

TEST_F(Ending, OfAMovedProcessIsThatOfTheLastHolder) {
  auto first = host().start({"sleep", "600"});
  const auto pid = first.pid();

  auto second = std::move(first);
  EXPECT_TRUE(is_there(pid));
  EXPECT_THROW(first.pid(), DescriptionError);  // NOLINT(bugprone-use-after-move)
  second = host().start({"sleep", "601"});

  EXPECT_FALSE(is_there(pid));
  EXPECT_EQ(second.program(), "sleep 601");
}

TEST_F(Ending, ComesWithTheNetwork) {
  std::optional<Process> process;
  pid_t pid = 0;
  {
    Topology another;
    const auto there = another.add_host("there");
    Network network(another);
    process = network[there].start({"sh", "-c", "echo said; exec sleep 600"});
    process->wait_for_output("said");
    pid = process->pid();
  }
  EXPECT_FALSE(is_there(pid));
  EXPECT_THAT(process->wait(), AllOf(KilledBy(SIGKILL), Prints("said\n")));
}

TEST_F(Ending, IsNotBroughtAboutByAForkedProcess) {
  auto process = std::make_unique<Process>(host().start({"sleep", "600"}));

  const auto child = ::fork();
  if (child == 0) {
    process.reset();
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);

  EXPECT_TRUE(process->is_running());
}

TEST_F(Ending, IsHeardOfWhereTheTestWaitsForAnyChild) {
  const auto process = host().start({"true"});
  process.wait();
  while (::waitpid(-1, nullptr, 0) > 0) continue;

  EXPECT_THAT(process.stop(), Succeeded());
}

TEST_F(Ending, ClosesAllDescriptors) {
  run_script("echo something");
  const auto before = open_descriptors();

  for (int i = 0; i < 10; ++i) run_script("echo something");

  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace netrig
