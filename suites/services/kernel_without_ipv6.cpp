#include "kernel_without_ipv6.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <thread>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

void refuse_ipv6_sockets() {
  constexpr auto refusal = SECCOMP_RET_ERRNO | EAFNOSUPPORT;
  std::array program{load(offsetof(seccomp_data, nr)),
                     sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
                     load(offsetof(seccomp_data, args)),
                     sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 1),
                     sock_filter BPF_STMT(BPF_RET | BPF_K, refusal),
                     sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), [] { return "cannot give up new privileges"; });
  check(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter),
        [] { return "cannot set a seccomp filter"; });
}

}  // namespace

void run_without_ipv6(const std::function<void()>& f) {
  std::thread thread([&] {
    refuse_ipv6_sockets();
    f();
  });
  thread.join();
}

}  // namespace netrig
