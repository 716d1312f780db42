// Many programs at a time, from many threads.
#include <future>
#include <vector>

#include "host.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::SizeIs;

constexpr int count = 50;

class ManyPrograms : public ProgramOnAHost {};

TEST_F(ManyPrograms, RunAtTheSameTime) {
  std::vector<Process> processes;
  for (int i = 0; i < count; ++i)
    processes.push_back(host().start({.arguments = {"cat"}, .input_is_pipe = true}));

  std::vector<ProgramResult> results;
  for (const auto& each : processes) each.write_input("hello\n");
  for (const auto& each : processes) each.close_input();
  for (const auto& each : processes) results.push_back(each.wait());

  EXPECT_THAT(results, AllOf(SizeIs(count), Each(AllOf(Succeeded(), Prints("hello\n")))));
}

TEST_F(ManyPrograms, AreStartedByManyThreads) {
  std::vector<std::future<ProgramResult>> started;
  for (int i = 0; i < count; ++i)
    started.push_back(std::async(std::launch::async, [&] { return run_script("echo hello"); }));

  std::vector<ProgramResult> results;
  for (auto& each : started) results.push_back(each.get());

  EXPECT_THAT(results, AllOf(SizeIs(count), Each(AllOf(Succeeded(), Prints("hello\n")))));
}

}  // namespace
}  // namespace netrig
