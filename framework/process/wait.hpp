// Waiting for descriptors.
#pragma once

#include <initializer_list>

#include "netrig/core/deadline.hpp"

namespace netrig {

/// Now, without waiting; at its end, or when it is broken, too.
bool is_readable(int fd) noexcept;

/// Until one of them is, or a signal has interrupted the wait, which is why it is to be called in a
/// loop; a negative one is none. Until the deadline at most.
void wait_until_readable(std::initializer_list<int> fds, Deadline deadline) noexcept;

/// The same until it can be written to, or nobody reads it any more.
void wait_until_writable(int fd, Deadline deadline) noexcept;

}  // namespace netrig
