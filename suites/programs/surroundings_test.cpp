// Where a program finds itself: in its node, and with nothing of the test program's own.
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "case.hpp"
#include "host.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Surroundings : public ProgramOnAHost {};

TEST_F(Surroundings, AreTheNodesNetwork) {
  const auto inode = std::to_string(host().network_namespace().inode());

  EXPECT_THAT(host().run_program({"readlink", "/proc/self/ns/net"}),
              Prints("net:[" + inode + "]\n"));
}

TEST_F(Surroundings, HaveTheSysOfTheNode) {
  host().add_veth("here", "there");

  EXPECT_THAT(host().run_program({"ls", "/sys/class/net"}), Prints("here\nlo\nthere\n"));
}

TEST_F(Surroundings, HaveAProcWithTheirOwnProcessesAlone) {
  EXPECT_THAT(run_script("echo $$; ls -d /proc/[0-9]*"),
              Prints(HasSubstr("2\n/proc/1\n/proc/2\n")));
}

TEST_F(Surroundings, HaveTheNodesNameAsTheirHostname) {
  EXPECT_THAT(host().run_program({"hostname"}), Prints("host\n"));
}

TEST_F(Surroundings, HaveNothingOfTheTestProgramsEnvironment) {
  ::setenv("http_proxy", "http://192.0.2.1:3128", 1);

  const auto environment = host().run_program({"env"});
  ::unsetenv("http_proxy");

  EXPECT_THAT(environment, Prints("HOME=/nonexistent\nLC_ALL=C\n"
                                  "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:"
                                  "/bin\n"));
}

TEST_F(Surroundings, HaveTheEnvironmentThatIsGiven) {
  const auto environment = host().run_program(
      {.arguments = {"env"}, .environment = {{"LC_ALL", "C.UTF-8"}, {"EMPTY", ""}}});

  EXPECT_THAT(environment, Prints(AllOf(HasSubstr("LC_ALL=C.UTF-8\n"), HasSubstr("EMPTY=\n"),
                                        Not(HasSubstr("LC_ALL=C\n")))));
}

TEST_F(Surroundings, HaveTheWorkingDirectoryThatIsGiven) {
  EXPECT_THAT(host().run_program({"pwd"}), Prints("/\n"));
  EXPECT_THAT(host().run_program({.arguments = {"pwd"}, .working_directory = "/usr/bin"}),
              Prints("/usr/bin\n"));
}

TEST_F(Surroundings, HaveTheStandardDescriptorsAndNoOthers) {
  const int inherited = ::open("/dev/null", O_RDONLY);

  const auto descriptors = host().run_program({"ls", "/proc/self/fd"});
  ::close(inherited);

  EXPECT_THAT(descriptors, Prints("0\n1\n2\n3\n")) << "the last is that of the folder";
}

TEST_F(Surroundings, HoldNoDescriptorsOfTheTestProgram) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const auto process = host().start({"sleep", "600"});

  ::close(ends[1]);

  pollfd reading{ends[0], POLLIN, 0};
  EXPECT_EQ(::poll(&reading, 1, 0), 1) << "somebody could still write";
  ::close(ends[0]);
}

TEST_F(Surroundings, HaveTheDescriptorsWhereTheTestProgramClosedItsOwn) {
  const int before[] = {::dup(0), ::dup(1), ::dup(2)};
  for (const int each : {0, 1, 2}) ::close(each);

  std::string output, errors;
  {
    const auto result = run_script("cat; echo output; echo errors >&2");
    output = result.output;
    errors = result.errors;
  }
  for (const int each : {0, 1, 2}) {
    ::dup2(before[each], each);
    ::close(before[each]);
  }

  EXPECT_EQ(output, "output\n");
  EXPECT_EQ(errors, "errors\n");
}

TEST_F(Surroundings, HaveASessionOfTheirOwn) {
  // Its own number, in its own namespace: neither netrig's nor the terminal's.
  EXPECT_THAT(run_script("cut -d' ' -f6,7 /proc/$$/stat"), Prints("2 0\n"));
}

TEST_F(Surroundings, HaveNoBlockedAndNoIgnoredSignals) {
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  const auto handler = ::signal(SIGUSR1, SIG_IGN);

  const auto blocked = host().run_program({"grep", "^SigBlk", "/proc/self/status"});
  const auto ignored = run_script("kill -USR1 $$");
  ::signal(SIGUSR1, handler);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);

  EXPECT_THAT(blocked, Prints("SigBlk:\t0000000000000000\n"));
  EXPECT_THAT(ignored, KilledBy(SIGUSR1));
}

TEST_F(Surroundings, HaveUsualLimitsAndPermissions) {
  EXPECT_THAT(run_script("ulimit -Sn; ulimit -Sc; umask"), Prints("1024\n0\n0022\n"));
}

TEST_F(Surroundings, CannotSignalTheTestProgram) {
  EXPECT_THAT(run_script("kill -TERM 0; sleep 600"), KilledBy(SIGTERM));
}

}  // namespace
}  // namespace netrig
