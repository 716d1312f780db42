// Counts which packets the rules of nftables decide, in all nodes of a network.
#pragma once

#include <memory>

#include "netrig/evidence/rule_coverage.hpp"

namespace netrig {

struct NetworkState;
class RuleRecording;

/// As long as it lives, all packets of the network are traced: those of programs as well as those
/// of probes, IPv4, IPv6, ARP, on bridges and, for chains of the family netdev, where they come in.
/// In each node a table of netrig's own, "netrig-trace-N", sees to that; nobody else can remove it
/// (Linux 5.12), and it changes no counter, verdict or other table. A thread reads what the kernel
/// tells. Needs no root.
///
/// It costs a few microseconds for each rule that a packet meets, and the kernel keeps what was not
/// read yet in a buffer, which for root is larger: where traffic is too fast for that, the counts
/// are too low, and RuleCoverage::gaps says so.
///
/// Not seen are the rules of iptables' legacy backend. Packets are missed that meet a chain of the
/// family netdev within the first moments after a program, not Node::configure(), has made it, and
/// ARP in chains of netdev's egress hook.
///
/// Move-only. May outlive its network, of which it then tells the end.
class RuleRecorder {
 public:
  RuleRecorder(RuleRecorder&&) noexcept;
  RuleRecorder& operator=(RuleRecorder&&) noexcept;
  ~RuleRecorder();

  /// What was decided so far: all that was sent before, of rulesets that were replaced as well.
  /// Takes a millisecond for a node, and some more where rules were loaded since. The texts of
  /// rules are known where DecidingRule::text is; of rules that were replaced, where they were
  /// loaded by a Configuration. Throws Error.
  RuleCoverage coverage() const;

 private:
  friend class Network;
  explicit RuleRecorder(NetworkState& network);
  std::shared_ptr<RuleRecording> recording_;
};

}  // namespace netrig
