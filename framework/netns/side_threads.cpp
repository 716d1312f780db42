#include "netns/side_threads.hpp"

#include <system_error>
#include <utility>

#include "netrig/core/error.hpp"

namespace netrig {

SideThreads::~SideThreads() {
  for (auto& side : sides_) side.thread.join();
}

void SideThreads::start(std::function<void()> work, const std::string& attempt) {
  process_.check(attempt);
  const std::lock_guard lock(mutex_);
  sides_.remove_if([](Side& side) {
    if (!side.has_ended) return false;
    side.thread.join();
    return true;
  });
  auto& side = sides_.emplace_back();
  try {
    side.thread = std::thread([&side, work = std::move(work)] {
      work();
      side.has_ended = true;
    });
  } catch (const std::system_error& error) {
    sides_.pop_back();
    throw Error(error_code_from(error.code().value()), attempt);
  }
}

}  // namespace netrig
