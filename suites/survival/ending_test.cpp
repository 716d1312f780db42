// A test program leaves nothing, however it ends.
#include <gmock/gmock.h>

#include "survival.hpp"

namespace netrig {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct EndingCase {
  const char* name;
  const char* test;
  std::vector<std::string> options;
  const char* how;
  const char* says;

  friend void PrintTo(const EndingCase& each, std::ostream* os) { *os << each.name; }
};

class EndingProgram : public Survival, public ::testing::WithParamInterface<EndingCase> {
 protected:
  EndingProgram() : Survival(Cell::User::ordinary) {}
};

TEST_P(EndingProgram, LeavesNothing) {
  auto invocation = test("survival_victim", GetParam().test);
  const auto& options = GetParam().options;
  invocation.arguments.insert(invocation.arguments.end(), options.begin(), options.end());
  TestProgram program(invocation);

  const auto ending = program.wait(Deadline::in(3 * kernel_patience));

  EXPECT_EQ(ending.how, GetParam().how) << ending.output;
  EXPECT_THAT(ending.output, HasSubstr(GetParam().says));
  EXPECT_THAT(cell().remains(Deadline::in(kernel_patience)), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Endings, EndingProgram,
    ::testing::Values(
        EndingCase{"ByPassing", "Victim.Passes", {}, "exited with 0", "[  PASSED  ] 1 test."},
        EndingCase{"ByFailing", "Victim.Fails", {}, "exited with 1", "on purpose"},
        EndingCase{"ByAbort", "Victim.Aborts", {}, "killed by SIGABRT", "connected"},
        EndingCase{"ByAnExceptionThatGoogleTestCatches",
                   "Victim.Throws",
                   {},
                   "exited with 1",
                   "out of the test's body"},
        EndingCase{"ByAnExceptionThatNobodyCatches",
                   "Victim.Throws",
                   {"--gtest_catch_exceptions=0"},
                   "killed by SIGABRT",
                   "out of the test's body"},
        EndingCase{"ByAKillWhileAConnectionHangs",
                   "Victim.IsKilledWhileAConnectionHangs",
                   {},
                   "killed by SIGKILL",
                   "connected"},
        EndingCase{
            "ByExit",
            "Victim.Exits",
            {},
            "exited with 1",
            "netrig: exit() was called in Victim.Exits: the tests behind it have not run, and "
            "the removal of its namespaces is not confirmed\n"},
        // It ends well but for a descriptor of one namespace: that is no pass.
        EndingCase{"ByForgettingADescriptor",
                   "Victim.ForgetsADescriptor",
                   {},
                   "exited with 1",
                   "has not removed 1 of this program's namespaces: "
                   "Victim.ForgetsADescriptor/server3\n"}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace netrig
