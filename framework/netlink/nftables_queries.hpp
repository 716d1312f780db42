// What nf_tables holds, asked of the kernel itself: libnftables lists some of it wrongly or not at
// all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "netlink/socket.hpp"

namespace netrig::netlink {

/// The names of families are nft's: "ip", "inet".
struct NftablesTable {
  std::string family{}, name{};
  bool dormant = false;      ///< its chains see no packets
  std::uint64_t handle = 0;  ///< of no other table of the namespace, ever
};

struct NftablesChain {
  /// Where packets come into it.
  struct Hook {
    std::string type{};                  ///< "filter", "nat", "route"
    std::string policy{};                ///< "accept", "drop"
    std::vector<std::string> devices{};  ///< of ingress and egress
  };
  std::string family{}, table{}, name{};
  std::optional<Hook> hook{};  ///< empty for one that others jump to
};

struct NftablesSet {
  std::string family{}, table{}, name{};
  bool changes_by_itself = false;  ///< packets add elements, or these time out
};

/// A rule, of any chain: also of the anonymous ones, which no other listing has.
struct NftablesRule {
  struct Counter {
    std::uint64_t packets = 0, bytes = 0;
  };
  std::string family{}, table{}, chain{};
  std::uint64_t handle = 0;
  std::string comment{};
  std::optional<Counter> counter{};  ///< its own, if it has one
  std::string leads_to{};            ///< the chain that it jumps or goes to, not by a map
  bool rejects = false;              ///< answers with a RST or an ICMP error
  /// What may decide otherwise about the next packet that is like this one: "limit". Empty for
  /// most.
  std::string chance{};
  bool marks = false;  ///< sets the mark by which a packet may be routed
  /// It does more than match and count.
  bool acts = false;
  std::vector<std::string> sets{};  ///< in which it looks something up
  /// What it asks of a packet, of the simplest kind only: others pass it by.
  std::optional<std::uint8_t> protocol{};
  std::optional<std::uint16_t> destination_port{};
};

/// `netfilter` is a NETLINK_NETFILTER socket; `place` names the namespace in error messages. In
/// the kernel's order: that of a chain's rules is the one in which packets meet them.
std::vector<NftablesTable> nftables_tables(Socket& netfilter, const std::string& place);
std::vector<NftablesChain> nftables_chains(Socket& netfilter, const std::string& place);
std::vector<NftablesSet> nftables_sets(Socket& netfilter, const std::string& place);
std::vector<NftablesRule> nftables_rules(Socket& netfilter, const std::string& place);
std::vector<NftablesRule> nftables_rules(Socket& netfilter, const std::string& place,
                                         const NftablesTable& table);

/// What one message is about: of such a list, or of those that announce changes (NFNLGRP_NFTABLES).
/// The messages that announce an end have little more than the names and the handle.
NftablesTable nftables_table_in(const nlmsghdr& header);
NftablesChain nftables_chain_in(const nlmsghdr& header);
NftablesRule nftables_rule_in(const nlmsghdr& header);

}  // namespace netrig::netlink
