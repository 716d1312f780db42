// The nftables ruleset of a node, as far as it has to be known to have packets traced and to
// understand what is traced.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netlink/nftables_queries.hpp"
#include "netlink/socket.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// How the names of our own tables begin.
inline constexpr std::string_view trace_table_prefix = "netrig-trace-";
/// One that this program has not used yet.
std::string unique_trace_table();
/// Whether a table of that name is netrig's and no part of anybody's ruleset.
bool is_our_own(std::string_view table);

/// Safe to share between threads.
class NodeRuleset {
 public:
  /// Opens a socket in the namespace that the calling thread is in, which is the node's.
  explicit NodeRuleset(const Namespace& node) : node_(&node), netfilter_(NETLINK_NETFILTER) {}

  const Namespace& node() const noexcept { return *node_; }
  netlink::Socket& netfilter() noexcept { return netfilter_; }
  using Chains = std::vector<netlink::NftablesChain>;
  using Rules = std::vector<netlink::NftablesRule>;
  // Both ask for a number only, where nothing has changed since last time. To begin a trace and to
  // end it are changes, too.
  /// Those that see packets and are none of ours; none where the kernel has no nf_tables.
  std::shared_ptr<const Chains> base_chains();
  std::shared_ptr<const Rules> rules();
  std::vector<netlink::NftablesSet> sets();

  /// A socket of the namespace that hears of traced packets, and of nothing from before: opened, if
  /// need be, in the namespace that the calling thread is in. They are used again because to close
  /// one takes some ten milliseconds after a table was removed: the kernel waits until nobody looks
  /// at that any more (nft_rcv_nl_event() in net/netfilter/nf_tables_api.c).
  std::unique_ptr<netlink::Socket> take_listener();
  void give_back(std::unique_ptr<netlink::Socket> listener);

  /// The text of a rule in "inet filter", for which `list` is asked when it is not known: see
  /// Configuration::rule_texts. Empty when it is not there any more.
  using ListTexts = std::function<std::map<std::uint64_t, std::string>(const std::string& table)>;
  std::string rule_text(const std::string& table, std::uint64_t handle, const ListTexts& list);

 private:
  /// Of "inet filter"; empty when it is not there.
  std::optional<std::uint64_t> handle_of(const std::string& table);

  // What was listed of one generation of the ruleset.
  struct Listed {
    std::optional<std::uint32_t> generation{};
    std::shared_ptr<const Chains> chains{};
    std::shared_ptr<const Rules> rules{};
  };
  /// Without what is of an older generation.
  Listed listed();
  void keep(const Listed& listed);

  const Namespace* node_;
  netlink::Socket netfilter_;
  std::mutex mutex_;  // of the next two
  Listed listed_{};
  std::vector<std::unique_ptr<netlink::Socket>> listeners_{};
  std::mutex texts_mutex_;  // so that only one lists them
  std::map<std::uint64_t, std::map<std::uint64_t, std::string>> texts_{};  // by the tables' handles
};

}  // namespace netrig
