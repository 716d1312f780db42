#include "netlink/fault_checks.hpp"

#include <fmt/format.h>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

class Checks {
 public:
  Checks(Fault& fault, const std::string& node) : fault_(fault), node_(node) {}

  void make() {
    if (fault_.source) settle(family_of(*fault_.source), fmt::format("source {}", *fault_.source));
    if (fault_.destination)
      settle(family_of(*fault_.destination), fmt::format("destination {}", *fault_.destination));
    if (fault_.protocol == IpProtocol::icmp) settle(Family::ipv4, "protocol icmp");
    if (fault_.protocol == IpProtocol::icmpv6) settle(Family::ipv6, "protocol ipv6-icmp");
    const bool is_tcp = fault_.protocol == IpProtocol::tcp;
    if (fault_.source_port || fault_.destination_port)
      demand(is_tcp || fault_.protocol == IpProtocol::udp, "ports", "tcp or udp");
    if (fault_.tcp_flags) {
      demand(is_tcp, "TCP flags", "tcp");
      if ((fault_.tcp_flags->value & ~fault_.tcp_flags->mask) != 0)
        refuse(fmt::format("no packet has the flags {}: what is set must be in the mask",
                           *fault_.tcp_flags));
    }
    if (fault_.icmp_type)
      demand(fault_.protocol == IpProtocol::icmp || fault_.protocol == IpProtocol::icmpv6,
             "an ICMP type", "icmp or icmpv6");
  }

 private:
  static Family family_of(const Prefix& prefix) {
    return prefix.is_v4() ? Family::ipv4 : Family::ipv6;
  }

  void settle(Family family, const std::string& by) {
    if (fault_.family && *fault_.family != family)
      refuse(fmt::format("its {} is {}, and the rest of it {}", by, family, *fault_.family));
    fault_.family = family;
  }
  void demand(bool holds, const char* what, const char* protocol) {
    if (!holds) refuse(fmt::format("it has {} and needs the protocol {}", what, protocol));
  }
  [[noreturn]] void refuse(const std::string& reason) {
    throw DescriptionError(fmt::format("cannot inject a fault in '{}': {}", node_, reason));
  }

  Fault& fault_;
  const std::string& node_;
};

}  // namespace

Fault checked(Fault fault, const std::string& node) {
  Checks(fault, node).make();
  return fault;
}

}  // namespace netrig
