// What a node is given beyond what a Topology itself describes: a ruleset, for one.
//
//   topology.configure(firewall, nftables_file("perimeter.nft"));   // before the network is there
//   network[firewall].configure(nftables_file("maintenance.nft"));  // while it runs
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "netrig/core/print.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// A value. Its makers are functions such as nftables_file() and iptables_file(), which refuse what
/// can be seen to be wrong without a system call that changes anything.
struct Configuration {
  std::string kind;    ///< "nftables ruleset"
  std::string source;  ///< the file that it was read from; empty for text
  std::string text;
  /// Puts it in force in a namespace, wholly or not at all, and returns when it is. Throws Error.
  void (*apply)(const Configuration& configuration, Namespace& where) = nullptr;
  /// Its options, as the command line of the tool would have them: "--define", "lan=eth0".
  std::vector<std::string> arguments{};
  /// What puts it in force by hand: a program that reads the text from its standard input, and its
  /// arguments. Empty where there is none.
  std::vector<std::string> command{};
  /// What of its kind is in force in a namespace now, as the kind's own tool lists it, with
  /// counters and, where the kind has them, handles: text for people. Blocks for a few
  /// milliseconds. Throws Error. Null where nobody can tell.
  std::string (*listing)(Namespace& where) = nullptr;
  /// The rules of one of its tables ("inet filter") by their handles, as the kind's own tool lists
  /// them without counters. Throws Error. Null where nobody can tell.
  std::map<std::uint64_t, std::string> (*rule_texts)(Namespace& where,
                                                     const std::string& table) = nullptr;

  bool operator==(const Configuration&) const = default;
};
/// "nftables ruleset perimeter.nft", or for text of one's own its first line that is not empty:
/// "nftables ruleset 'table inet filter {'"
std::string to_string(const Configuration& configuration);
template <>
inline constexpr bool is_printable<Configuration> = true;

}  // namespace netrig
