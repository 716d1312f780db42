#include "seccomp.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include <cstddef>
#include <cstdint>
#include <future>
#include <thread>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

// Passes over `count` instructions unless `test` (BPF_JEQ, BPF_JSET) says yes of what was loaded.
sock_filter pass_over_unless(std::uint16_t test, std::uint32_t value, std::uint8_t count) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), value, 0, count);
}

sock_filter answer(std::uint32_t value) {
  return BPF_STMT(BPF_RET | BPF_K, value);
}

std::vector<sock_filter> program_for(const RefusedCall& call) {
  const auto refusal = answer(SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(call.error));
  // The lower half of the first argument: x86_64 and arm64 put it first.
  const auto argument = load(offsetof(seccomp_data, args));
  const auto number = load(offsetof(seccomp_data, nr));
  const auto is_call = [&](std::uint8_t count) {
    return pass_over_unless(BPF_JEQ, static_cast<std::uint32_t>(call.number), count);
  };
  if (call.first_argument)
    return {number, is_call(3), argument, pass_over_unless(BPF_JEQ, *call.first_argument, 1),
            refusal};
  if (call.first_argument_with_any_of != 0)
    return {number, is_call(3), argument,
            pass_over_unless(BPF_JSET, call.first_argument_with_any_of, 1), refusal};
  return {number, is_call(1), refusal};
}

}  // namespace

void refuse_system_calls(const std::vector<RefusedCall>& calls) {
  std::vector<sock_filter> program;
  for (const auto& call : calls) {
    const auto part = program_for(call);
    program.insert(program.end(), part.begin(), part.end());
  }
  program.push_back(answer(SECCOMP_RET_ALLOW));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), [] { return "cannot give up privileges"; });
  check(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter),
        [] { return "cannot install a seccomp filter"; });
}

void run_with_refused(const std::vector<RefusedCall>& calls, const std::function<void()>& f) {
  std::packaged_task<void()> task([&] {
    refuse_system_calls(calls);
    f();
  });
  auto result = task.get_future();
  std::thread(std::move(task)).join();
  result.get();
}

}  // namespace netrig
