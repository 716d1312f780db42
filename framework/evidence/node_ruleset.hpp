// The nftables ruleset of a node, as far as it has to be known to have packets traced and to
// understand what is traced.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "netlink/nftables_queries.hpp"
#include "netlink/socket.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// How the names of our own tables begin.
inline constexpr std::string_view trace_table_prefix = "netrig-trace-";

/// Safe to share between threads.
class NodeRuleset {
 public:
  /// Opens a socket in the namespace that the calling thread is in, which is the node's.
  explicit NodeRuleset(const Namespace& node) : node_(&node), netfilter_(NETLINK_NETFILTER) {}

  const Namespace& node() const noexcept { return *node_; }
  netlink::Socket& netfilter() noexcept { return netfilter_; }
  /// Those that see packets and are none of ours. Asks for a number only, where there was none
  /// last time and nothing has changed; none where the kernel has no nf_tables.
  std::vector<netlink::NftablesChain> base_chains();
  std::vector<netlink::NftablesRule> rules();
  std::vector<netlink::NftablesSet> sets();

 private:
  const Namespace* node_;
  netlink::Socket netfilter_;
  std::mutex mutex_;                            // of the next
  std::optional<std::uint32_t> empty_since_{};  // a generation
};

}  // namespace netrig
