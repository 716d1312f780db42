// A test program that is killed in the middle of a network of 20 nodes leaves nothing.
#include <fcntl.h>
#include <fmt/chrono.h>
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <random>

#include "netrig/core/error.hpp"
#include "patience.hpp"
#include "survival.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr int kills = 20;

// NETRIG_SEED=N repeats a run.
unsigned seed() {
  const char* given = std::getenv("NETRIG_SEED");
  return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
}

// A random moment in one of twenty parts of a second: the first part ends after 125 us, the sixth
// after 27 ms, in the midst of building, and the last kill comes when the network has long been in
// use.
std::chrono::nanoseconds moment(int part, unsigned seed) {
  std::mt19937 generator(seed + static_cast<unsigned>(part));
  const double within = std::uniform_real_distribution(0.0, 1.0)(generator);
  const std::chrono::duration<double> time(std::pow((part + within) / kills, 3));
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time);
}

// Runs the victim's test to the point where it begins to build.
class Victim {
 public:
  explicit Victim(Invocation invocation) : program_(report_to(invocation, pipe_)) {
    pipe_.writing = UniqueFd();
    wait_for_bytes(pipe_.reading, 1, Deadline::in(kernel_patience), "the victim to begin to build");
  }
  TestProgram& program() { return program_; }

 private:
  static Invocation& report_to(Invocation& invocation, const Pipe& pipe) {
    invocation.environment.push_back(fmt::format("ABOUT_TO_BUILD={}", pipe.writing.get()));
    invocation.descriptors.push_back(pipe.writing.get());
    return invocation;
  }

  Pipe pipe_;
  TestProgram program_;
};

class KilledProgram : public Survival,
                      public ::testing::WithParamInterface<std::tuple<Cell::User, int>> {
 protected:
  KilledProgram() : Survival(std::get<Cell::User>(GetParam())) {}
  int part() const { return std::get<int>(GetParam()); }

  /// Kills it at a moment of what it began to do.
  void expect_nothing_left_of(const std::string& name, const char* doing) {
    const auto chosen = seed();
    const auto time = moment(part(), chosen);
    fmt::print("NETRIG_SEED={}: to be killed {} after it began to {}\n", chosen,
               std::chrono::duration_cast<std::chrono::microseconds>(time), doing);
    Victim victim(test("survival_victim", name));

    const bool was_alive = victim.program().runs_for(time);
    victim.program().kill();
    const auto ending = victim.program().wait(Deadline::in(kernel_patience));

    EXPECT_TRUE(was_alive) << ending.how << '\n' << ending.output;
    EXPECT_EQ(ending.how, "killed by SIGKILL") << ending.output;
    EXPECT_THAT(cell().remains(Deadline::in(kernel_patience)), IsEmpty()) << ending.output;
  }
};

TEST_P(KilledProgram, LeavesNothing) {
  expect_nothing_left_of("Victim.ProbesUntilItIsKilled", "build");
}

TEST_P(KilledProgram, TakesItsOwnProgramsAlong) {
  expect_nothing_left_of("ProgramVictim.StartsProgramsUntilItIsKilled", "start programs");
}

INSTANTIATE_TEST_SUITE_P(Kills, KilledProgram,
                         ::testing::Combine(::testing::Values(Cell::User::root,
                                                              Cell::User::ordinary),
                                            ::testing::Range(0, kills)),
                         [](const auto& each) {
                           return fmt::format("{}InPart{:02}",
                                              name_of(std::get<Cell::User>(each.param)),
                                              std::get<int>(each.param) + 1);
                         });

// The meter, shown that it is not blind.
class Meter : public Survival {
 protected:
  Meter() : Survival(Cell::User::root) {}
};

TEST_F(Meter, SeesANamespaceThatADescriptorHolds) {
  Victim victim(test("survival_victim", "Victim.ProbesUntilItIsKilled"));
  const auto path = fmt::format("/proc/{}/ns/net", victim.program().pid());
  const UniqueFd sandbox(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(sandbox) << path;

  victim.program().kill();
  victim.program().wait(Deadline::in(kernel_patience));

  EXPECT_THAT(cell().remains(Deadline::in(short_patience)), ElementsAre("1 network namespace"));
}

TEST_F(Meter, SeesWhatAProgramLeavesBehind) {
  TestProgram victim(test("survival_victim", "Victim.LeavesTraces"));

  EXPECT_EQ(victim.wait(Deadline::in(kernel_patience)).how, "killed by SIGKILL");

  // Its own, those of nine clients whose threads run, and one that these share.
  EXPECT_THAT(cell().remains(Deadline::in(short_patience)),
              UnorderedElementsAre("process survival_victim", "mount /run", "file /tmp/forgotten",
                                   "21 network namespaces", "11 mount namespaces"));
}

}  // namespace
}  // namespace netrig
