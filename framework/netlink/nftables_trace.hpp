// What nf_tables reports of packets that are traced: `nft monitor trace`.
#pragma once

#include <linux/netlink.h>
#include <netinet/in.h>  // before linux/netfilter.h, which then leaves out what it has

#include <cstdint>
#include <optional>
#include <string>

namespace netrig::netlink {

/// A rule that matched, or the end of a chain.
struct TraceEvent {
  enum class Kind { rule, policy, end_of_chain };
  Kind kind = Kind::rule;
  std::uint32_t packet = 0;  ///< an id that the kernel gives it; used again for later ones
  std::string family{}, table{}, chain{};
  std::uint64_t handle = 0;  ///< of a rule
  bool is_drop = false;
  /// nft's word for what the rule or the policy said: "accept", "drop", "jump", "continue" of a
  /// rule without a verdict. Empty at the end of a chain that others jump to.
  std::string verdict{};
  int incoming_interface = 0, outgoing_interface = 0;  ///< indexes; 0 for none
  /// With the first event of each base chain: the bytes from the IP header on, and those behind it.
  std::string network_header{}, transport_header{};
};
/// Empty when the message is about something else.
std::optional<TraceEvent> trace_event(const nlmsghdr& header);

}  // namespace netrig::netlink
