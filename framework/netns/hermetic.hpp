// The sysctls that netrig pins, so that a verdict does not depend on the machine.
#pragma once

#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "netlink/socket.hpp"

namespace netrig {

struct Sysctl {
  std::string path;  ///< below /proc/sys/net
  std::string value;
};

/// Written in every new namespace, because the kernel's default is not what a test wants.
std::span<const Sysctl> always_pinned();

/// The kernel's defaults of what a new namespace copies from the machine's first one
/// (devinet_init_net() in net/ipv4/devinet.c): written where they differ.
std::vector<Sysctl> pinned_if_inherited();

/// Those of pinned_if_inherited() that differ in the calling thread's namespace, which is new and
/// whose route socket is `socket`.
std::vector<Sysctl> inherited_differences(netlink::Socket& socket, const std::string& place);

/// What the namespaces of a network have inherited, made within the same milliseconds. To find it
/// out takes 300 us, so the first of them shows it for all.
class Inheritance {
 public:
  /// Gives the calling thread's namespace, which is new and whose route socket is `socket`, the
  /// kernel's own values. May be called on several threads at once.
  void correct(netlink::Socket& socket, const std::string& place);

 private:
  std::once_flag known_;
  std::vector<Sysctl> differences_;
};

/// Writes them in the calling thread's namespace. A file that this kernel does not have is passed
/// over; anything else that fails is an Error that names the sysctl and `place`.
void write_sysctls(std::span<const Sysctl> sysctls, const std::string& place);

/// Makes the calling thread's namespace a router: net.ipv4.ip_forward and
/// net.ipv6.conf.all.forwarding.
void enable_forwarding(const std::string& place);

/// Takes IPv6 off the ports of the calling thread's namespace, and bridged packets out of the reach
/// of iptables (bridge-nf-call-*): a switch looks at frames.
void make_switch(bool with_ipv6, const std::string& place);

}  // namespace netrig
