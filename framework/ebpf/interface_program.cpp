#include "ebpf/interface_program.hpp"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>

#include "netrig/core/error.hpp"

namespace netrig::ebpf {
namespace {

// BPF_TCX_INGRESS and BPF_TCX_EGRESS: Debian 12's headers are of Linux 6.1.
constexpr auto at_ingress = static_cast<bpf_attach_type>(46);
constexpr auto at_egress = static_cast<bpf_attach_type>(47);

constexpr int loopback_index = 1;

}  // namespace

std::string missing_at_interfaces() {
  std::uint32_t flags = 0, count = 0;
  // ENOENT: nothing is attached.
  if (::bpf_prog_query(loopback_index, at_ingress, 0, &flags, nullptr, &count) == 0 ||
      errno == ENOENT)
    return {};
  if (errno == EPERM || errno == EACCES)
    return "this user may not load eBPF programs: that takes root in the first user namespace";
  return "this kernel has no tcx, eBPF programs at interfaces (Linux 6.6, CONFIG_NET_XGRESS)";
}

UniqueFd attach_to_interface(int program, int index, const std::string& name, Way way) {
  return UniqueFd(
      check(::bpf_link_create(program, index, way == Way::in ? at_ingress : at_egress, nullptr),
            [&] { return fmt::format("cannot attach an eBPF program to '{}'", name); }));
}

}  // namespace netrig::ebpf
