#include "ebpf/interface_program.hpp"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>

#include "ebpf/hush.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig::ebpf {
namespace {

bpf_tc_hook hook_of(int index, Way way) {
  bpf_tc_hook hook{};
  hook.sz = sizeof(hook);
  hook.ifindex = index;
  hook.attach_point = way == Way::in ? BPF_TC_INGRESS : BPF_TC_EGRESS;
  return hook;
}

bpf_tc_opts options() {
  bpf_tc_opts made{};
  made.sz = sizeof(made);
  return made;
}

void throw_if_lacking(int result) {
  if (result == -ENOENT || result == -EOPNOTSUPP)
    throw UnsupportedError(
        "this kernel has no tc programs (CONFIG_NET_SCH_INGRESS, CONFIG_NET_CLS_BPF)");
}

}  // namespace

std::string missing_at_interfaces() {
  // return 0
  const std::array<bpf_insn, 2> nothing{
      {{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
       {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}}};
  const UniqueFd program(::bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "netrig_try", "GPL",
                                         nothing.data(), nothing.size(), nullptr));
  if (program) return {};
  if (errno == EPERM || errno == EACCES)
    return "this user may not load eBPF programs: that takes root in the first user namespace";
  return "this kernel has no eBPF programs at interfaces (CONFIG_BPF_SYSCALL, CONFIG_NET)";
}

Attached attach_to_interface(int program, int index, const std::string& name, Way way) {
  const auto attempt = [&] { return fmt::format("cannot attach an eBPF program to '{}'", name); };
  const Hush hush;
  auto hook = hook_of(index, way);
  if (const int result = bpf_tc_hook_create(&hook); result != -EEXIST) {
    throw_if_lacking(result);
    if (result < 0) throw Error(error_code_from(-result), attempt());
  }
  auto attached = options();
  attached.prog_fd = program;
  const int result = bpf_tc_attach(&hook, &attached);
  throw_if_lacking(result);
  if (result < 0) throw Error(error_code_from(-result), attempt());
  return {.index = index, .way = way, .handle = attached.handle, .priority = attached.priority};
}

void detach(const Attached& attached) {
  const Hush hush;
  const auto hook = hook_of(attached.index, attached.way);
  auto which = options();
  which.handle = attached.handle;
  which.priority = attached.priority;
  const int result = bpf_tc_detach(&hook, &which);
  // What is said where the interface, its clsact or the program there has gone.
  if (result < 0 && result != -ENODEV && result != -ENOENT && result != -EINVAL)
    throw Error(error_code_from(-result), "cannot detach an eBPF program from an interface");
}

}  // namespace netrig::ebpf
