// What can be wrong with the sysctls of a node before any system call, and how it is said.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "netrig/topology/plan.hpp"
#include "netrig/topology/sysctl.hpp"

namespace netrig {

/// Why a setting is wrong by itself; empty for one that is not, or may be passed over.
std::string fault_of(const SysctlSetting& setting);

/// Those that count: of two of the same name the later one, in its place.
std::vector<SysctlSetting> effective(const std::vector<SysctlSetting>& settings);

/// One that was refused, and why.
struct RefusedSysctl {
  SysctlSetting setting;
  std::string reason;
};
/// "cannot set sysctl net.ipv4.ip_forward to 7 in 'router' (router.conf:3): Invalid argument", or
/// a line for each.
std::string refusal_text(const std::vector<RefusedSysctl>& refused, std::string_view place);

/// Throws DescriptionError for all settings together that are wrong by themselves.
void check_sysctls(const std::vector<SysctlSetting>& settings, std::string_view node);
/// PlannedNode::sysctls of all nodes. Throws DescriptionError for those of a node together that are
/// of interfaces which it will not have.
void plan_sysctls(const Topology& topology, Plan& plan);

}  // namespace netrig
