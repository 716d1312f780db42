// eBPF programs at the interfaces of a namespace: tc's clsact and its classifier bpf. (With tcx,
// its successor, to attach and to detach take a grace period each, some 14 ms for each interface,
// in which nobody else on the machine can change an interface.)
#pragma once

#include <cstdint>
#include <string>

namespace netrig::ebpf {

/// Why this process cannot have any, as missing() says it; empty where it can. Asks the kernel each
/// time, some microseconds.
std::string missing_at_interfaces();

enum class Way { in, out };

struct Attached {
  int index;  ///< of the interface
  Way way;
  std::uint32_t handle, priority;
};
/// Has a program (BPF_PROG_TYPE_SCHED_CLS) look at the packets of an interface of the namespace
/// that the calling thread is in, before those that do so already. Makes the clsact where there is
/// none, which stays. Throws Error, which calls the interface by its name, and UnsupportedError.
Attached attach_to_interface(int program, int index, const std::string& name, Way way);
/// In the same namespace. One whose interface has gone is detached. Throws Error.
void detach(const Attached& attached);

}  // namespace netrig::ebpf
