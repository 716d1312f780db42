// Copies of a test program, with the same names, addresses and ports, run at the same time.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>

#include "namespace_test.hpp"
#include "process/program.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;

class ParallelCopies : public NamespaceTest, public ::testing::WithParamInterface<int> {
 protected:
  // Starts them, and lets them probe when the services of all of them listen.
  std::vector<Ending> run(int count) {
    Pipe all_built, may_probe;
    std::list<TestProgram> copies;
    for (int i = 0; i < count; ++i)
      copies.emplace_back(Invocation{
          .name = "survival_copy",
          .environment = {"NETRIG_STRICT=1", fmt::format("ALL_BUILT={}", all_built.writing.get()),
                          fmt::format("MAY_PROBE={}", may_probe.reading.get())},
          .descriptors = {all_built.writing.get(), may_probe.reading.get()}});
    all_built.writing = UniqueFd();
    wait_for_bytes(all_built.reading, count, Deadline::in(kernel_patience),
                   "all copies to have built and to listen");
    may_probe.writing = UniqueFd();
    std::vector<Ending> endings;
    for (auto& copy : copies) endings.push_back(copy.wait(Deadline::in(2 * kernel_patience)));
    return endings;
  }
};

TEST_P(ParallelCopies, DoNotSeeEachOther) {
  EXPECT_THAT(run(GetParam()),
              Each(AllOf(Field(&Ending::how, "exited with 0"),
                         Field(&Ending::output, HasSubstr("[  PASSED  ] 1 test.")))));
}

INSTANTIATE_TEST_SUITE_P(Copies, ParallelCopies, ::testing::Values(2, 4),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace netrig
