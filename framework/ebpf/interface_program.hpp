// eBPF programs at the interfaces of a namespace (tcx, Linux 6.6).
#pragma once

#include <string>

#include "netrig/core/unique_fd.hpp"

namespace netrig::ebpf {

/// Why this process cannot have any, as missing() says it; empty where it can. Asks the kernel each
/// time, some microseconds.
std::string missing_at_interfaces();

enum class Way { in, out };

/// Has a program (BPF_PROG_TYPE_SCHED_CLS) look at the packets of an interface of the namespace
/// that the calling thread is in, behind all that do so already, until the descriptor is closed.
/// Throws Error, which calls the interface by its name.
UniqueFd attach_to_interface(int program, int index, const std::string& name, Way way);

}  // namespace netrig::ebpf
