// What nftables does with the packets of one flow, in all nodes of a network.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "evidence/node_ruleset.hpp"
#include "evidence/packet.hpp"
#include "netlink/nftables_trace.hpp"
#include "netlink/nftables_trace_requests.hpp"
#include "netlink/socket.hpp"

namespace netrig {

/// A packet that a ruleset has ended.
struct TracedDrop {
  std::size_t node = 0;  ///< its position among the rulesets
  Packet packet{};
  bool is_reply = false;
  netlink::TraceEvent event{};
  /// The chains that it went through in that node, by family, table and name.
  std::set<std::tuple<std::string, std::string, std::string>> chains{};
};

/// Whether it is an answer of the flow's, or an ICMP error about it.
bool is_reply(const Packet& packet, const netlink::TracedFlow& flow);

/// Where a node has no ruleset it costs a question, else it puts a table of its own into the node,
/// which goes with this object.
class RulesetWatch {
 public:
  /// They outlive it.
  explicit RulesetWatch(std::span<const std::unique_ptr<NodeRuleset>> rulesets)
      : rulesets_(rulesets) {}
  ~RulesetWatch();
  RulesetWatch(const RulesetWatch&) = delete;
  RulesetWatch& operator=(const RulesetWatch&) = delete;

  /// Begins, and gives the descriptors on which there will be news. Moves the calling thread from
  /// namespace to namespace.
  std::vector<int> begin(const netlink::TracedFlow& flow);
  /// Reads the news. Never waits.
  void read();
  /// Those since this was asked before.
  std::vector<TracedDrop> take_drops() { return std::exchange(drops_, {}); }
  /// Why a ruleset could not be watched, or not all of it was heard; empty when all was.
  const std::string& failure() const noexcept { return failure_; }

 private:
  using ChainKey = std::tuple<std::string, std::string, std::string>;
  struct Traced {
    Packet packet{};
    int incoming_interface = 0, outgoing_interface = 0;
    std::set<ChainKey> chains{};
  };
  struct Watched {
    std::size_t node;
    std::vector<netlink::NftablesChain> chains;
    std::unique_ptr<netlink::Socket> listener;
    std::map<std::uint32_t, Traced> packets{};
  };
  void watch(std::size_t node);
  void take(Watched& watched, const netlink::TraceEvent& event);

  std::span<const std::unique_ptr<NodeRuleset>> rulesets_;
  netlink::TracedFlow flow_{};
  std::string table_{}, failure_{};
  std::vector<Watched> watched_{};
  std::vector<TracedDrop> drops_{};
};

}  // namespace netrig
