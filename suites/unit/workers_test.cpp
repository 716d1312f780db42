#include "netns/workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace netrig {
namespace {

TEST(Workers, DoEachPieceOnce) {
  std::vector<std::atomic<int>> done(1000);

  for_each_on_threads(done.size(), [&](std::size_t i) { ++done[i]; });

  for (const auto& times : done) EXPECT_EQ(times, 1);
}

TEST(Workers, DoNothingWhenThereIsNothing) {
  std::atomic<int> done = 0;

  for_each_on_threads(0, [&](std::size_t) { ++done; });

  EXPECT_EQ(done, 0);
}

TEST(Workers, DoNotUseTheCallersThread) {
  std::atomic<bool> on_callers_thread = false;

  for_each_on_threads(10, [&, caller = std::this_thread::get_id()](std::size_t) {
    if (std::this_thread::get_id() == caller) on_callers_thread = true;
  });

  EXPECT_FALSE(on_callers_thread);
}

TEST(Workers, StopAtTheFirstExceptionAndPassItOn) {
  std::atomic<int> started = 0;
  const auto work = [&](std::size_t) {
    ++started;
    throw std::runtime_error("broken");
  };

  EXPECT_THROW(for_each_on_threads(1000, work), std::runtime_error);
  EXPECT_LE(started, static_cast<int>(std::thread::hardware_concurrency()) + 1);
}

}  // namespace
}  // namespace netrig
