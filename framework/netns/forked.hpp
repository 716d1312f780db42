// A forked process has the objects of its parent, but not their threads.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <string>

#include "netrig/core/error.hpp"

namespace netrig {

/// The process that an object's threads are in.
class ThreadsProcess {
 public:
  bool is_this() const noexcept { return ::getpid() == process_; }
  /// Throws Error in another process, which would wait for them for ever.
  void check(const std::string& attempt) const {
    if (is_this()) return;
    throw Error(std::make_error_code(std::errc::no_such_process), attempt, "",
                "this process was forked from the one whose thread would do it; ask there, or make "
                "networks of its own here");
  }

 private:
  pid_t process_ = ::getpid();
};

}  // namespace netrig
