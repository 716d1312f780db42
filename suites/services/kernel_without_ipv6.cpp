#include "kernel_without_ipv6.hpp"

#include <sys/socket.h>
#include <sys/syscall.h>

#include <cerrno>
#include <thread>

#include "process/seccomp.hpp"

namespace netrig {

void run_without_ipv6(const std::function<void()>& f) {
  std::thread thread([&] {
    refuse_system_calls(
        {{.number = SYS_socket, .error = EAFNOSUPPORT, .first_argument = AF_INET6}});
    f();
  });
  thread.join();
}

}  // namespace netrig
