// What an error means: one table for all kinds of probes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/probe/verdict.hpp"

namespace netrig {

enum class ProbeKind { echo, tcp, udp };

/// Who asked whom, for the sentences.
struct Asked {
  ProbeKind kind;
  std::string from;  ///< the node's name
  IpAddress target;
};

struct Finding {
  Verdict verdict;
  std::string
      explanation;  ///< what neither the verdict nor the ICMP error's name says; may be empty
};

/// Of an error that connect() or send() gave at once: this node's own opinion. `mtu`: of EMSGSIZE,
/// where the kernel said it. Throws Error for one that says that the probe could not be sent, such
/// as ENOBUFS.
Finding classify_local(const Asked& asked, int error, std::optional<std::uint32_t> mtu = {});

/// Of an ICMP error. `from_self`: its sender is the node that asked.
///
/// IPv4 and IPv6 differ where the kernel does: a router's `unreachable` route answers "host
/// unreachable" in IPv4 (ip_error() in net/ipv4/route.c) and "no route" in IPv6 (ip6_pkt_discard()
/// in net/ipv6/route.c), so the same network gives `rejected` in one and `no_route` in the other.
Finding classify_icmp(const Asked& asked, const IcmpError& error, bool from_self);

}  // namespace netrig
