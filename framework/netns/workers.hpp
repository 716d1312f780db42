// Work spread over as many threads as there are processors. The threads may enter any namespace:
// they end with the call.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace netrig {

/// Calls work(0) ... work(count - 1), each once, on up to hardware_concurrency() new threads, and
/// waits for all. The first exception stops the taking of further work and is thrown here.
template <class Work>
void for_each_on_threads(std::size_t count, Work&& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex failing;
  std::exception_ptr failure;
  const auto loop = [&] {
    try {
      for (std::size_t i; (i = next++) < count;) work(i);
    } catch (...) {
      next = count;
      const std::lock_guard lock(failing);
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    const auto processors = std::max<std::size_t>(1, std::thread::hardware_concurrency());
    for (std::size_t i = 0; i < std::min(count, processors); ++i) threads.emplace_back(loop);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace netrig
