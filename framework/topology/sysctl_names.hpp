// What the name of a sysctl says by itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace netrig {

/// Below /proc/sys: "net/ipv4/conf/eth0.100/rp_filter". Dots and slashes change places where the
/// first separator is a dot (sysctl.d(5)).
std::string sysctl_path(std::string_view name);
/// Whether it names something below /proc/sys by that name only: no "..", nothing empty.
bool stays_below(std::string_view path);
bool is_pattern(std::string_view path);
/// The interface that a path is about: "eth0.100"; none for `all` and `default`.
std::optional<std::string> interface_of_sysctl(std::string_view path);

/// Why no node can have this sysctl of its own, whatever the kernel; nullptr if one could.
const char* misplaced(std::string_view path);
/// Whether kernels keep it once for the whole machine: a namespace lacks it or can only read it.
/// Some have made it a namespace's own, so look for it first.
bool is_machine_wide(std::string_view path);
/// Whether kernels have it in a namespace of root's only, and not in a user namespace.
bool needs_root(std::string_view path);

}  // namespace netrig
