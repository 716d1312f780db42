// System calls that are refused, as container runtimes and other kernels refuse them.
//
//   refuse_system_calls({{.number = SYS_unshare, .error = EPERM}});
#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace netrig {

struct RefusedCall {
  int number;  ///< SYS_unshare
  int error;   ///< an errno, which the caller is told
  /// Only where its first argument is this.
  std::optional<unsigned> first_argument{};
  /// Only where its first argument has one of these bits; 0 is for any argument.
  unsigned first_argument_with_any_of = 0;
};

/// A seccomp(2) filter for the calling thread, for good, and for all that it starts. It may gain no
/// privileges from then on (PR_SET_NO_NEW_PRIVS), which is what lets anyone install one.
void refuse_system_calls(const std::vector<RefusedCall>& calls);

/// Calls `f` on a thread of its own to which these are refused, and passes on what it throws.
void run_with_refused(const std::vector<RefusedCall>& calls, const std::function<void()>& f);

}  // namespace netrig
