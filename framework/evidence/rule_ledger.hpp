// What the rules of one node's rulesets have decided.
#pragma once

#include <linux/netlink.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "netlink/nftables_queries.hpp"
#include "netlink/nftables_trace.hpp"
#include "netrig/evidence/rule_coverage.hpp"

namespace netrig {

/// Learns from the messages of nf_tables, in their order, which rules there are and which packets
/// they match. A table that is replaced is another one, though its name and its handles are the
/// same again: the kernel gives tables handles that it never uses again.
class RuleLedger {
 public:
  /// All that is in force, of one moment.
  struct Snapshot {
    std::vector<netlink::NftablesTable> tables{};
    std::vector<netlink::NftablesChain> chains{};
    std::vector<netlink::NftablesRule> rules{};
  };
  void take(const Snapshot& snapshot);
  /// A message of NFNLGRP_NFTABLES or of NFNLGRP_NFTRACE.
  void take(const nlmsghdr& header);

  /// Tables in force, "inet filter", with rules of which the text is not known.
  std::vector<std::string> tables_without_texts() const;
  /// Of one of these tables. What is not among them is not asked for again.
  void add_texts(const std::string& table, const std::map<std::uint64_t, std::string>& texts);

  /// As of the last snapshot.
  RuleCoverage coverage(const std::string& node) const;

 private:
  using Verdicts = std::map<std::string, std::uint64_t>;
  struct KnownRule {
    netlink::NftablesRule rule{};
    std::string text{};
    bool text_asked_for = false, in_force = false;
  };
  struct Chain {
    std::string name{};
    std::string policy{};  ///< empty for one that others jump to
    bool in_force = false;
    std::vector<std::uint64_t> rules{};  ///< handles; those that are in force come first
  };
  struct Table {
    std::string name{};  ///< "inet filter"
    bool in_force = false;
    std::vector<Chain> chains{};
    std::map<std::uint64_t, KnownRule> rules{};
    std::map<std::uint64_t, Verdicts> decisions{};      ///< by the rules' handles
    std::map<std::string, Verdicts> policy_verdicts{};  ///< by chain
  };

  void enter(const netlink::NftablesTable& table);
  void enter(const netlink::NftablesChain& chain);
  void enter(netlink::NftablesRule rule);
  void count(const netlink::TraceEvent& event);
  /// The newest of that name; null where it is ours or nobody has heard of it.
  Table* find(const std::string& family, const std::string& name);
  static Chain& chain_of(Table& table, const std::string& name);
  static void append_lines(RuleCoverage& coverage, const Table& table, const std::string& node);

  std::map<std::uint64_t, Table> tables_{};  ///< by handle
  std::map<std::string, std::uint64_t> newest_{};
  std::uint64_t unknown_ = 0;  ///< packets that met a table nobody had heard of
};

}  // namespace netrig
