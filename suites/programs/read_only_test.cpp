// A program that may write to nothing of the machine, although it is root.
#include "case.hpp"
#include "host.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ReadOnly : public ProgramOnAHost {
 protected:
  ProgramResult run_read_only(const std::string& script) {
    return host().run_program({.arguments = {"sh", "-c", script},
                               .files = {{"/etc/motd", "hello\n"}},
                               .empty_folders = {"/run", "/tmp"},
                               .read_only = true});
  }
};

struct Attempt : Case {
  std::string script;
};

class ForbiddenAttempt : public ReadOnly, public ::testing::WithParamInterface<Attempt> {};

TEST_P(ForbiddenAttempt, Fails) {
  EXPECT_THAT(run_read_only(GetParam().script),
              AllOf(Not(Succeeded()), PrintsErrors(HasSubstr("Read-only file system"))));
}

// What each would write is what is there already, should it be written.
INSTANTIATE_TEST_SUITE_P(
    Writing, ForbiddenAttempt,
    ::testing::Values(
        Attempt{{"Usr"}, "touch /usr/netrig-test"}, Attempt{{"Var"}, "touch /var/netrig-test"},
        Attempt{{"Root"}, "mkdir /netrig-test"}, Attempt{{"Devices"}, "touch /dev/netrig-test"},
        Attempt{{"VirtualMemory"}, "cd /proc/sys/vm; v=$(cat swappiness); echo $v >swappiness"},
        Attempt{{"Kernel"}, "cd /proc/sys/kernel; v=$(cat pid_max); echo $v >pid_max"},
        Attempt{{"Sys"}, ": >/sys/kernel/profiling"}),
    case_name);

TEST_F(ReadOnly, LeavesItsEmptyFoldersItsFilesAndTheNodesEtc) {
  EXPECT_THAT(run_read_only("touch /run/a /tmp/b /etc/c && echo more >>/etc/motd && cat /etc/motd"),
              AllOf(Succeeded(), Prints("hello\nmore\n")));
  EXPECT_EQ(host().file("/etc/c"), "");
}

TEST_F(ReadOnly, LeavesTheSysctlsOfTheNetworkAndWhatIsAboutAProcess) {
  EXPECT_THAT(run_read_only("sysctl -w net.ipv4.ip_forward=1 && echo 500 >/proc/self/oom_score_adj "
                            "&& echo discarded >/dev/null"),
              AllOf(Succeeded(), Prints("net.ipv4.ip_forward = 1\n")));
  EXPECT_THAT(host().run_program({"cat", "/proc/sys/net/ipv4/ip_forward"}), Prints("1\n"));
}

TEST_F(ReadOnly, HasNetworkNamespacesWithSysctlsOfTheirOwn) {
  EXPECT_THAT(run_read_only("ip netns add red && "
                            "ip netns exec red sysctl -qw net.ipv4.ip_forward=1 && "
                            "cat /proc/sys/net/ipv4/ip_forward; "
                            "ip netns exec red cat /proc/sys/net/ipv4/ip_forward"),
              AllOf(Succeeded(), Prints("0\n1\n")));
}

TEST_F(ReadOnly, HoldsForWhatIsStartedBeside) {
  const auto machine = host().start({.arguments = {"sleep", "600"}, .read_only = true});

  EXPECT_THAT(machine.run_program({"touch", "/usr/netrig-test"}),
              PrintsErrors(HasSubstr("Read-only file system")));
}

TEST_F(ReadOnly, HoldsInAnotherRootAndForNobodyElseThere) {
  const auto root = RootFileSystem::with_busybox();
  const auto touch = [&](bool is_read_only) {
    return host().run_program(
        {.arguments = {"touch", "/srv-file"}, .root = root, .read_only = is_read_only});
  };

  EXPECT_THAT(touch(true), PrintsErrors(HasSubstr("Read-only file system")));
  EXPECT_THAT(touch(false), Succeeded());
}

}  // namespace
}  // namespace netrig
