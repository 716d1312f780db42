// A kernel that was built without IPv6, as far as a thread and those that it starts can tell.
#pragma once

#include <functional>

namespace netrig {

/// Calls `f` on a thread that is told EAFNOSUPPORT when it asks for an IPv6 socket, by a seccomp
/// filter.
void run_without_ipv6(const std::function<void()>& f);

}  // namespace netrig
