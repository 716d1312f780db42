#include "process/wait.hpp"

#include <poll.h>

#include <array>
#include <cstddef>

namespace netrig {

bool is_readable(int fd) noexcept {
  pollfd waiting{fd, POLLIN, 0};
  return ::poll(&waiting, 1, 0) > 0;
}

void wait_until_readable(std::initializer_list<int> fds, Deadline deadline) noexcept {
  std::array<pollfd, 4> waiting{};
  std::size_t count = 0;
  for (const int fd : fds) waiting.at(count++) = {fd, POLLIN, 0};
  ::poll(waiting.data(), count, deadline.poll_timeout());
}

void wait_until_writable(int fd, Deadline deadline) noexcept {
  pollfd waiting{fd, POLLOUT, 0};
  ::poll(&waiting, 1, deadline.poll_timeout());
}

}  // namespace netrig
