// Files of sysctls, as sysctl.conf(5) and sysctl.d(5) have them:
//
//   # a comment; also behind a ;
//   net.ipv4.ip_forward = 1
//   net.ipv4.conf.*.rp_filter = 2          all that match and have no line of their own
//   -net.ipv4.conf.eth1.rp_filter          none of the lines with a pattern is for this one
//   -net.ipv4.conf.eth7.rp_filter = 0      no error when it fails
//   net.ipv4.tcp_rmem = 4096 131072 6291456
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "netrig/topology/sysctl.hpp"

namespace netrig {

struct SysctlFileOptions {
  /// Passes over what no node can have of its own, so that the file of a whole machine can be given
  /// to one: kernel.*, vm.*, net.core.netdev_max_backlog, net.netfilter.nf_conntrack_max, ...
  /// Otherwise they are errors.
  bool skip_machine_wide = false;
};

/// For Topology::set_sysctls() and Node::set_sysctls(). Throws one DescriptionError for all that is
/// wrong with the file by itself, each with its line: "router.conf:3: 'net.ipv4.ip_forward 1' has
/// no '='"; and one for a file that cannot be read.
std::vector<SysctlSetting> sysctl_file(const std::filesystem::path& path,
                                       const SysctlFileOptions& options = {});

/// The same for text; its lines are called "line 3".
std::vector<SysctlSetting> sysctl_text(std::string_view text,
                                       const SysctlFileOptions& options = {});

}  // namespace netrig
