// Where namespaces are forbidden, netrig says what forbids them and which command allows them.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "netrig/core/error.hpp"
#include "process/seccomp.hpp"
#include "survival.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A limit of the user namespace that the calling process has entered, not the machine's own.
void set_limit(const char* file, std::string_view limit) {
  const UniqueFd fd(::open(file, O_WRONLY | O_CLOEXEC));
  check(::write(fd.get(), limit.data(), limit.size()), [file] { return file; });
}
void forbid_user_namespaces() {
  set_limit("/proc/sys/user/max_user_namespaces", "0");
}
void forbid_network_namespaces() {
  set_limit("/proc/sys/user/max_net_namespaces", "0");
}

// Answers unshare(2) and clone(2) with a CLONE_NEW* flag as Docker's default profile does for who
// lacks CAP_SYS_ADMIN: EPERM. And clone3(2), whose flags a filter cannot see, ENOSYS: C libraries
// then use clone.
void install_a_container_runtimes_filter() {
  constexpr unsigned new_namespace = CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID |
                                     CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
  refuse_system_calls(
      {{.number = SYS_clone3, .error = ENOSYS},
       {.number = SYS_unshare, .error = EPERM, .first_argument_with_any_of = new_namespace},
       {.number = SYS_clone, .error = EPERM, .first_argument_with_any_of = new_namespace}});
}

class LimitedProgram : public Survival {
 protected:
  LimitedProgram() : Survival(Cell::User::ordinary) {}
};

// Its sandbox can be made, and some of its nodes.
TEST_F(LimitedProgram, LeavesNothingOfANetworkForWhichThereAreTooFewNamespaces) {
  auto invocation = test("survival_victim", "Victim.Passes");
  invocation.prepare = [this] {
    cell().enter();
    set_limit("/proc/sys/user/max_net_namespaces", "10");
  };
  TestProgram victim(invocation);

  const auto ending = victim.wait(Deadline::in(3 * kernel_patience));

  EXPECT_EQ(ending.how, "exited with 1") << ending.output;
  EXPECT_THAT(ending.output,
              AllOf(HasSubstr("[  FAILED  ] Victim.Passes"),
                    HasSubstr("the limit of namespaces is reached"),
                    HasSubstr("`sudo sysctl -w user.max_net_namespaces=10000 "
                              "user.max_mnt_namespaces=10000 user.max_user_namespaces=10000`")));
  EXPECT_THAT(cell().remains(Deadline::in(kernel_patience)), IsEmpty());
}

struct Denial {
  const char* name;
  Cell::User user;
  void (*impose)();
  const char* cause;
  const char* command;

  friend void PrintTo(const Denial& each, std::ostream* os) { *os << each.name; }
};

class Denied : public Survival, public ::testing::WithParamInterface<Denial> {
 protected:
  Denied() : Survival(GetParam().user) {}

  Ending run_applicant(const char* environment) {
    TestProgram applicant(
        {.name = "survival_applicant", .environment = {environment}, .prepare = [this] {
           cell().enter();
           GetParam().impose();
         }});
    return applicant.wait(Deadline::in(kernel_patience));
  }

  // What was printed between the test's start and its result.
  static std::string text_of_the_network_test(const std::string& output) {
    const std::string begin = "[ RUN      ] Applicant.HasALoopbackDevice\n";
    const auto from = output.find(begin);
    return from == std::string::npos ? "" : output.substr(from, output.find("\n[ ", from) - from);
  }
};

TEST_P(Denied, SkipsNetworkTestsAndRunsTheOthers) {
  const auto ending = run_applicant("NETRIG_STRICT=0");

  EXPECT_EQ(ending.how, "exited with 0") << ending.output;
  EXPECT_THAT(ending.output, AllOf(HasSubstr("[  skipped ] Applicant.HasALoopbackDevice"),
                                   HasSubstr("[       OK ] Arithmetic.NeedsNoNamespace")));
}

TEST_P(Denied, FailsNetworkTestsWhereASkipIsNotEnough) {
  const auto ending = run_applicant("NETRIG_STRICT=1");

  EXPECT_EQ(ending.how, "exited with 1") << ending.output;
  EXPECT_THAT(ending.output, AllOf(HasSubstr("[  FAILED  ] Applicant.HasALoopbackDevice"),
                                   HasSubstr("[       OK ] Arithmetic.NeedsNoNamespace")));
}

TEST_P(Denied, NamesTheCauseAndTheCommandInEachTest) {
  const auto ending = run_applicant("NETRIG_STRICT=0");

  EXPECT_THAT(text_of_the_network_test(ending.output),
              AllOf(HasSubstr("cannot make network namespace 'host': "),
                    HasSubstr(GetParam().cause), HasSubstr(GetParam().command)));
}

TEST_P(Denied, NamesTheCauseAndTheCommandAtTheStart) {
  const auto ending = run_applicant("NETRIG_STRICT=0");

  EXPECT_THAT(ending.output.substr(0, ending.output.find("[======")),
              AllOf(HasSubstr("netrig: cannot make a "), HasSubstr(GetParam().cause),
                    HasSubstr(GetParam().command)));
}

INSTANTIATE_TEST_SUITE_P(
    Denials, Denied,
    ::testing::Values(Denial{"UserNamespacesSwitchedOff", Cell::User::ordinary,
                             forbid_user_namespaces, "user namespaces are switched off",
                             "`sudo sysctl -w user.max_user_namespaces=10000`"},
                      Denial{"NetworkNamespacesSwitchedOff", Cell::User::ordinary,
                             forbid_network_namespaces, "network namespaces are switched off",
                             "`sudo sysctl -w user.max_net_namespaces=10000`"},
                      Denial{"ContainerOfAnOrdinaryUser", Cell::User::ordinary,
                             install_a_container_runtimes_filter, "a seccomp filter forbids it",
                             "`--security-opt seccomp=unconfined`"},
                      Denial{"ContainerOfRoot", Cell::User::root,
                             install_a_container_runtimes_filter, "a seccomp filter forbids it",
                             "`--security-opt seccomp=unconfined`"}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace netrig
