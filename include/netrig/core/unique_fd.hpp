// A file descriptor and the duty to close it.
//
//   UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
//
// Move-only; an empty one holds nothing and closes nothing.
#pragma once

#include <unistd.h>

#include <utility>

namespace netrig {

class UniqueFd {
 public:
  UniqueFd() = default;
  /// Takes ownership of `fd`; a negative number means "nothing".
  explicit UniqueFd(int fd) noexcept : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    UniqueFd old(std::exchange(fd_, std::exchange(other.fd_, -1)));
    return *this;
  }
  /// EINTR is not retried: Linux has released the number by then (close(2)).
  ~UniqueFd() {
    if (fd_ >= 0) ::close(fd_);
  }

  /// The descriptor, still owned by this object; negative when empty.
  int get() const noexcept { return fd_; }
  /// Gives the descriptor and the duty to close it to the caller.
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
  explicit operator bool() const noexcept { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

}  // namespace netrig
