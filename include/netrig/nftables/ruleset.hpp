// What nftables has in force in a node, as values.
//
//   const auto ruleset = nftables_ruleset(node(firewall));
//   EXPECT_THAT(ruleset.rule("no telnet"), HasCounted(3));
//   EXPECT_THAT(ruleset.set("inet filter banned").texts(), ElementsAre("10.0.1.2",
//   "192.0.2.0/24"));
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/print.hpp"

namespace netrig {

/// Tables in the order of their making, the rules of a chain in the order in which packets meet
/// them. The names that find things are nft's: "inet filter" is a table, "inet filter forward" a
/// chain, a set or a counter of it. What is not found is a DescriptionError which says what there
/// is.
struct Ruleset {
  struct Counter {
    std::uint64_t packets = 0, bytes = 0;
    bool operator==(const Counter&) const = default;
  };

  struct Rule {
    std::string chain{};       ///< "inet filter forward"
    std::uint64_t handle = 0;  ///< tells it from the others of its table
    /// As `nft --stateless list ruleset` prints it: `tcp dport 23 counter drop comment "no
    /// telnet"`; of several lines when it has an anonymous chain, `jump { ... }`, which is also a
    /// chain of its own.
    std::string text{};
    std::string comment{};
    std::optional<Counter> counter{};  ///< its own, if it has one
    bool operator==(const Rule&) const = default;
  };

  /// Where packets come into a chain.
  struct Hook {
    std::string type{}, name{};  ///< "filter", "forward"
    int priority = 0;
    std::string policy{};  ///< "accept", "drop"
    /// Of a netdev chain: "eth0". Debian 12's libnftables, 1.0.6, leaves it out.
    std::string device{};
    bool operator==(const Hook&) const = default;
  };

  struct Chain {
    std::string name{};          ///< of an anonymous one the kernel's: "__chain0"
    std::optional<Hook> hook{};  ///< empty for one that others jump to
    std::vector<Rule> rules{};
    bool operator==(const Chain&) const = default;
  };

  struct Element {
    /// "10.0.0.0/8", "1-1023", "10.0.1.2 . 80"; of a map with what it is mapped to: "80 : drop"
    std::string text{};
    std::string comment{};
    std::optional<Counter> counter{};
    bool operator==(const Element&) const = default;
  };

  /// A named set, or a map.
  struct Set {
    std::string name{};
    std::string type{};  ///< "ipv4_addr . inet_service", of a map "inet_service : verdict"
    std::vector<Element> elements{};
    bool operator==(const Set&) const = default;
    std::vector<std::string> texts() const;  ///< of the elements
  };

  struct NamedCounter {
    std::string name{};
    Counter counter{};
    bool operator==(const NamedCounter&) const = default;
  };

  struct Quota {
    std::string name{};
    std::uint64_t bytes = 0, used = 0;
    bool over = false;  ///< matches when it is used up, not until then
    bool operator==(const Quota&) const = default;
  };

  struct Table {
    std::string family{}, name{};
    std::vector<Chain> chains{};
    std::vector<Set> sets{};
    std::vector<NamedCounter> counters{};
    std::vector<Quota> quotas{};
    bool dormant = false;  ///< `flags dormant`: its chains see no packets
    bool operator==(const Table&) const = default;
  };

  std::vector<Table> tables{};
  bool operator==(const Ruleset&) const = default;

  /// Of all chains.
  std::vector<Rule> rules() const;
  /// The one with that comment; a DescriptionError also when there are several.
  Rule rule(std::string_view comment) const;
  /// By its handle in a table: rule("inet filter", 7).
  Rule rule(std::string_view table, std::uint64_t handle) const;
  Table table(std::string_view name) const;
  Chain chain(std::string_view name) const;
  Set set(std::string_view name) const;
  Counter counter(std::string_view name) const;
  Quota quota(std::string_view name) const;
};

/// "3 packets, 180 bytes"
std::string to_string(const Ruleset::Counter& counter);
/// "inet filter forward: tcp dport 23 counter drop comment "no telnet" (handle 7; 3 packets, 180
/// bytes)"
std::string to_string(const Ruleset::Rule& rule);
/// "type filter hook forward priority 0; policy drop"
std::string to_string(const Ruleset::Hook& hook);
/// "192.0.2.0/24 comment "ten" (3 packets, 180 bytes)"
std::string to_string(const Ruleset::Element& element);
/// "quota monthly: over 26214400 bytes, 60 used"
std::string to_string(const Ruleset::Quota& quota);
/// These, much as `nft --handle list ruleset` prints them.
std::string to_string(const Ruleset::Set& set);
std::string to_string(const Ruleset::Chain& chain);
std::string to_string(const Ruleset::Table& table);
std::string to_string(const Ruleset& ruleset);

template <>
inline constexpr bool is_printable<Ruleset::Counter> = true;
template <>
inline constexpr bool is_printable<Ruleset::Rule> = true;
template <>
inline constexpr bool is_printable<Ruleset::Hook> = true;
template <>
inline constexpr bool is_printable<Ruleset::Element> = true;
template <>
inline constexpr bool is_printable<Ruleset::Quota> = true;
template <>
inline constexpr bool is_printable<Ruleset::Set> = true;
template <>
inline constexpr bool is_printable<Ruleset::Chain> = true;
template <>
inline constexpr bool is_printable<Ruleset::Table> = true;
template <>
inline constexpr bool is_printable<Ruleset> = true;

}  // namespace netrig
