// A program that is started in the surroundings of one that runs: a second terminal.
#include <csignal>
#include <functional>
#include <optional>

#include "case.hpp"
#include "host.hpp"
#include "patience.hpp"
#include "process/descriptors.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

bool is_there(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

class Beside : public ProgramOnAHost {
 protected:
  /// A machine that does nothing by itself.
  Process start_machine() { return host().start({"sleep", "600"}); }
  static ProgramResult run_script_in(const Process& machine, const std::string& script) {
    return machine.run_program({"sh", "-c", script});
  }
};

TEST_F(Beside, IsInTheSameNamespaces) {
  const auto machine = host().start({"sh", "-c", "readlink /proc/self/ns/*; exec sleep 600"});
  const auto namespaces = machine.run_program({"sh", "-c", "readlink /proc/self/ns/*"});
  machine.wait_for_output("uts:[");

  EXPECT_EQ(namespaces.output, machine.output());
  EXPECT_THAT(machine.run_program({"hostname"}), Prints("host\n"));
}

TEST_F(Beside, IsSeenInProcAndSeesTheOther) {
  const auto machine = host().start({.arguments = {"sh"}, .input_is_pipe = true});
  const auto second = machine.start({"sh", "-c", "cat /proc/2/comm; exec sleep 601"});
  second.wait_for_output("sh\n");

  machine.write_input("cat /proc/[0-9]*/cmdline | tr '\\0' ' '; exit\n");

  EXPECT_THAT(machine.wait(), Prints(HasSubstr("sleep 601")));
}

TEST_F(Beside, SeesWhatTheOtherMounts) {
  const auto machine =
      host().start({.arguments = {"sh"}, .input_is_pipe = true, .empty_folders = {"/run"}});
  machine.write_input("ip netns add red; echo added\n");
  machine.wait_for_output("added");

  EXPECT_THAT(machine.run_program({"ip", "netns", "list"}), Prints("red\n"));
  EXPECT_THAT(machine.run_program({"ip", "netns", "add", "green"}), Succeeded());
  EXPECT_THAT(machine.run_program({"ip", "netns", "exec", "red", "ip", "-br", "link"}),
              Prints(HasSubstr("lo ")));

  machine.write_input("ip netns list; exit\n");
  EXPECT_THAT(machine.wait(), Prints(AllOf(HasSubstr("red\n"), HasSubstr("green\n"))));
}

TEST_F(Beside, SeesTheFilesOfTheOther) {
  const auto machine = host().start(
      {.arguments = {"sleep", "600"}, .files = {{"/etc/resolv.conf", "nameserver 192.0.2.53\n"}}});

  run_script_in(machine, "echo 'search example.com' >>/etc/resolv.conf");

  EXPECT_THAT(machine.run_program({"cat", "/etc/resolv.conf"}),
              Prints("nameserver 192.0.2.53\nsearch example.com\n"));
}

TEST_F(Beside, HasTheRootOfTheOther) {
  const auto container = RootFileSystem::with_busybox();
  container.write("/etc/motd", "hello\n");
  const auto machine = host().start({.arguments = {"sleep", "600"}, .root = container});

  EXPECT_THAT(run_script_in(machine, "cat /etc/motd; ls -d /usr/lib; cat /proc/2/comm"),
              AllOf(Prints("hello\nsleep\n"), PrintsErrors(HasSubstr("/usr/lib"))));
}

TEST_F(Beside, HasASessionAnEnvironmentAndAFolderOfItsOwn) {
  const auto machine = start_machine();

  const auto result = machine.run_program({.arguments = {"sh", "-c", "pwd; echo $A; cat"},
                                           .environment = {{"A", "own"}},
                                           .input = "input\n",
                                           .working_directory = "/usr"});

  EXPECT_THAT(result, AllOf(Succeeded(), Prints("/usr\nown\ninput\n")));
}

TEST_F(Beside, MayHaveMoreBesideIt) {
  const auto machine = start_machine();
  const auto second = machine.start({"sleep", "601"});

  const auto third = second.run_program({"sh", "-c", "cat /proc/[0-9]*/comm"});

  EXPECT_THAT(third, Prints(HasSubstr("sleep\n")));
  EXPECT_EQ(third.node, "host");
}

TEST_F(Beside, EndsWithItsObjectAndTheOtherGoesOn) {
  const auto machine = start_machine();
  pid_t pid = 0;
  {
    const auto second = machine.start({"sleep", "601"});
    pid = second.pid();
    ASSERT_TRUE(is_there(pid));
  }
  EXPECT_FALSE(is_there(pid));
  EXPECT_TRUE(machine.is_running());
}

TEST_F(Beside, TakesItsDaemonsAlong) {
  const auto machine = host().start({"nc", "-lk", "8080"});
  machine.wait_until_listening(tcp(8080));
  {
    const auto second = machine.start({"sh", "-c", "setsid sh -c 'setsid nc -lk 8081 &' & exit 0"});
    second.wait_until_listening(tcp(8081));
    EXPECT_FALSE(second.is_running());
  }
  EXPECT_THAT(host().listening_sockets(), AllOf(ListensOn(tcp(8080)), Not(ListensOn(tcp(8081)))));
}

TEST_F(Beside, AsksItsOwnDaemonsToEnd) {
  const auto say_bye = [](const std::string& who) {
    return "trap 'echo " + who + ": bye; exit 0' TERM; echo " + who +
           ": ready; while :; do sleep 0.01; done";
  };
  const auto machine = host().start({"sh", "-c", say_bye("machine")});
  machine.wait_for_output("ready");
  const auto second = machine.start({"sh", "-c", "setsid sh -c \"" + say_bye("daemon") + "\" & :"});
  second.wait_for_output("ready");
  second.wait();

  EXPECT_THAT(second.stop(), AllOf(Succeeded(), Prints("daemon: ready\ndaemon: bye\n")));
  EXPECT_EQ(machine.output(), "machine: ready\n");
}

TEST_F(Beside, EndsWithTheOthersObject) {
  std::optional<Process> machine = start_machine();
  const auto second = machine->start({"sh", "-c", "echo said; exec sleep 601"});
  second.wait_for_output("said");

  machine.reset();

  EXPECT_FALSE(is_there(second.pid()));
  EXPECT_THAT(second.wait(), AllOf(KilledBy(SIGKILL), Prints("said\n")));
}

TEST_F(Beside, EndsWithTheNetwork) {
  Topology another;
  const auto there = another.add_host("there");
  std::optional<Network> network(another);
  const auto machine = (*network)[there].start({"sleep", "600"});
  const auto second = machine.start({"sleep", "601"});

  network.reset();

  EXPECT_THAT(second.wait(), KilledBy(SIGKILL));
  EXPECT_THAT(machine.wait(), KilledBy(SIGKILL));
}

TEST_F(Beside, GoesOnWhenTheOtherProgramHasEnded) {
  const auto machine = host().start({.arguments = {"cat"}, .input_is_pipe = true});
  const auto second = machine.start({.arguments = {"cat"}, .input_is_pipe = true});
  machine.close_input();
  EXPECT_THAT(machine.wait(), Succeeded());

  EXPECT_THAT(machine.run_program({"cat", "/proc/1/comm"}), Prints("netrig-init\n"));
  second.write_input("still here\n");
  second.close_input();

  EXPECT_THAT(second.wait(), AllOf(Succeeded(), Prints("still here\n")));
}

TEST_F(Beside, IsNoCauseOfZombies) {
  const auto machine = start_machine();

  for (int i = 0; i < 10; ++i) machine.run_program({"sh", "-c", "sleep 600 & sleep 0"});

  EXPECT_THAT(run_script_in(machine, "while cat /proc/[0-9]*/stat | grep ' Z '; do :; done"),
              Succeeded());
}

TEST_F(Beside, SurvivesTheSignalsOfTheOther) {
  const auto machine = host().start({.arguments = {"sh"}, .input_is_pipe = true});
  const auto second = machine.start({"sh", "-c",
                                     "trap 'exit 3' USR1; echo ready; "
                                     "while :; do sleep 0.01; done"});
  second.wait_for_output("ready");

  machine.write_input("kill -USR1 -1\n");

  EXPECT_THAT(second.wait(), ExitedWith(3)) << "whoever looks after it is still there to tell";
}

TEST_F(Beside, EndsAlthoughTheOtherHasStoppedWhoLooksAfterIt) {
  const auto machine = host().start({.arguments = {"sh"}, .input_is_pipe = true});
  {
    const auto second = machine.start({"sleep", "601"});
    machine.write_input("kill -STOP -1; echo stopped\n");
    machine.wait_for_output("stopped");
  }
  EXPECT_TRUE(machine.is_running());
}

TEST_F(Beside, DoesNotOutliveWhoKillsEverybody) {
  const auto machine = start_machine();
  const auto second = machine.start({"sleep", "601"});
  const auto third = machine.start({.arguments = {"sh"}, .input_is_pipe = true});

  third.write_input("kill -KILL -1\n");

  EXPECT_THAT(third.wait(), KilledBy(SIGKILL));
  EXPECT_THAT(second.wait(), KilledBy(SIGKILL));
  EXPECT_THAT(machine.wait(), KilledBy(SIGKILL));
}

TEST_F(Beside, ListensForItself) {
  const auto machine = host().start({"nc", "-lk", "8080"});
  machine.wait_until_listening(tcp(8080));
  const auto second = machine.start({"sleep", "601"});

  try {
    second.wait_until_listening(tcp(8080), Deadline::in(short_patience));
    FAIL() << "it does not listen";
  } catch (const DeadlineError& error) {
    EXPECT_THAT(error.what(), HasSubstr("is none of its"));
  }
}

TEST_F(Beside, ListensForTheOtherToo) {
  const auto machine = start_machine();

  const auto second = machine.start({"nc", "-lk", "8080"});

  EXPECT_NO_THROW(machine.wait_until_listening(tcp(8080)));
}

TEST_F(Beside, ClosesAllDescriptors) {
  const auto machine = start_machine();
  machine.run_program({"true"});
  const auto before = open_descriptors();

  for (int i = 0; i < 10; ++i) machine.run_program({"true"});

  EXPECT_EQ(open_descriptors(), before);
}

TEST_F(Beside, CannotBeStartedWhereNobodyIsLeft) {
  const auto machine = host().start({"sh", "-c", "echo too late; exit 1"});
  machine.wait();

  try {
    machine.run_program({"true"});
    FAIL() << "it was started";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "cannot start 'true' in 'host' beside 'sh -c 'echo too late; exit 1'': No such "
                 "process; it exited with 1; it said:\n  too late");
  }
}

TEST_F(Beside, SaysWhyItCannotBeStarted) {
  const auto container = RootFileSystem::with_busybox();
  const auto machine = host().start({.arguments = {"sleep", "600"}, .root = container});

  try {
    machine.run_program({"curl"});
    FAIL() << "it was started";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot start 'curl' in 'host': No such file or "
                                        "directory; it is in no folder of its PATH"));
  }
}

struct WrongProgram : Case {
  Program program;
};

class WrongBeside : public Beside, public ::testing::WithParamInterface<WrongProgram> {};

TEST_P(WrongBeside, IsRefused) {
  const auto machine = start_machine();
  try {
    machine.run_program(GetParam().program);
    FAIL() << "it was started";
  } catch (const DescriptionError& error) {
    EXPECT_STREQ(error.what(),
                 "cannot start 'true' in 'host': it sees the files of the program beside which it "
                 "is started, so that it cannot have a root, files or empty folders of its own, "
                 "nor be read-only");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Descriptions, WrongBeside,
    ::testing::Values(
        WrongProgram{{"Root"}, {.arguments = {"true"}, .root = "/usr"}},
        WrongProgram{{"Files"}, {.arguments = {"true"}, .files = {{"/etc/hosts", ""}}}},
        WrongProgram{{"EmptyFolders"}, {.arguments = {"true"}, .empty_folders = {"/run"}}},
        WrongProgram{{"ReadOnly"}, {.arguments = {"true"}, .read_only = true}}),
    case_name);

}  // namespace
}  // namespace netrig
