// The connectivity that is expected: who may reach what.
//
//   Policy::parse(R"(
//     group tenant-a: web1 db1                        # names for several nodes
//     group tenant-b: web2 db2
//
//     tenant-a reaches no one in tenant-b
//     tenant-a reaches dns:53/udp
//     web1 -> db1:5432/tcp: reach                     # any word of a table
//
//                  server:80/tcp  server:23/tcp
//     client       reach          drop
//     tenant-a     block          block
//   )")
//
// A line is a comment (from a word that begins with '#' on), a group, a sentence, or a line of a
// table, of which the first has the destinations and each further one a row. Capital letters count.
//
//   group NAME: NODE ...            members are nodes and groups of lines above
//   WHO reaches WHAT                the word is `reach`
//   WHO does not reach WHAT         the word is `block`; also "WHO reaches no one in WHAT" and
//                                   "no one reaches WHAT"
//   WHO -> WHAT: WORD
//
// WHO is a node, a group or `everyone`; WHAT is the same, alone for all that it can be asked for,
// or with a service behind it: `server:80/tcp`, `tenant-b:icmp`. `anyone` is `everyone`. The rows
// of a table are WHO, its columns WHAT with a service. Of two lines about one cell the later one
// counts: first what is so in general, then the exceptions. Nothing is expected of a cell that no
// line is about; begin with "no one reaches anyone" where all that is not allowed is forbidden.
//
// Words are those of a matrix (reach, refuse, reject, drop, silent, no-route, ...), and
//
//   block    not reached, and somebody decided so; see Expectation::block()
//   any, ?   whatever it is, also not asked
//   -        the line is not about this cell
//
// One word is meant for IPv4 and IPv6, as far as they were asked; "reach/drop" is one of each, and
// so is one word in a table whose first line begins with "IPv4", "IPv6" or "IPv4/IPv6", which is
// how a matrix is written: its text is a policy.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/core/print.hpp"
#include "netrig/policy/matrix.hpp"

namespace netrig {

/// What an Answer is expected to be.
class Expectation {
 public:
  Expectation(Verdict verdict) : verdict_(verdict), kind_(Kind::verdict) {}
  /// Not reached, by somebody's decision: rejected or denied, or dropped by a rule, a chain's
  /// policy or, on its way there, a route of type blackhole or prohibit. Silence proves nothing,
  /// nor do a service that is not there (refused), a route that is missing or `unreachable`, also
  /// the one back, a router that does not forward, rp_filter, a cable that is out, a neighbour that
  /// does not answer (unresolved, ICMP host unreachable), a TTL or an MTU, nor a rule that is not
  /// all that keeps the answer away (Outcome::obstacle_beside_rule).
  static Expectation block() { return Expectation(Kind::block); }
  static Expectation any() { return Expectation(Kind::any); }
  /// A word; empty when it is none.
  static std::optional<Expectation> try_parse(std::string_view word);

  bool allows(const Answer& answer) const;
  bool is_any() const noexcept { return kind_ == Kind::any; }
  bool operator==(const Expectation&) const = default;

 private:
  enum class Kind { verdict, block, any };
  explicit Expectation(Kind kind) : kind_(kind) {}
  friend std::string to_string(const Expectation& expectation);

  Verdict verdict_ = Verdict::reached;
  Kind kind_;
};
/// Its word: "reach", "block", "any"
std::string to_string(const Expectation& expectation);
template <>
inline constexpr bool is_printable<Expectation> = true;

/// A value.
class Policy {
 public:
  /// The service of a WHAT: `icmp`, or a port.
  struct Service {
    std::optional<TransportPort> port{};  ///< ICMP echo when empty
    bool operator==(const Service&) const = default;
  };
  /// A sentence, or a cell of a table.
  struct Rule {
    std::string from;                  ///< a node, a group or "everyone"
    std::string to;                    ///< likewise
    std::optional<Service> service{};  ///< of `to`; all when empty
    std::optional<Expectation> ipv4{}, ipv6{};
    /// Whether families were named, and each of those that were has to be asked; otherwise one.
    bool names_families = false;
    std::size_t line = 0;  ///< of the text, from 1

    const std::optional<Expectation>& expected(Family family) const {
      return family == Family::ipv4 ? ipv4 : ipv6;
    }
    bool operator==(const Rule&) const = default;
  };

  /// Throws DescriptionError, which names line and column: "line 3, column 16: 'dorp' is no word of
  /// a policy: they are reach, ...". A text without a rule is refused, too: everything would
  /// satisfy it.
  static Policy parse(std::string_view text);

  /// Nodes by the name of their group.
  const std::map<std::string, std::vector<std::string>>& groups() const noexcept { return groups_; }
  const std::vector<Rule>& rules() const noexcept { return rules_; }
  /// The same groups and rules, wherever their lines are.
  bool operator==(const Policy& other) const;

 private:
  friend class PolicyReader;
  Policy() = default;

  std::map<std::string, std::vector<std::string>> groups_;
  std::vector<Rule> rules_;
};
/// "client -> server:80/tcp: reach", "everyone -> dns: any/block"
std::string to_string(const Policy::Rule& rule);
template <>
inline constexpr bool is_printable<Policy::Rule> = true;
/// Its groups and rules as Policy::parse() reads them, one a line.
std::string to_string(const Policy& policy);
template <>
inline constexpr bool is_printable<Policy> = true;

/// The policy in that file. Throws DescriptionError for a file that cannot be read, and as
/// Policy::parse().
Policy policy_file(const std::filesystem::path& path);

/// A cell that is not as expected.
struct Violation {
  Policy::Rule rule;  ///< the one that counts
  std::string from;
  std::string to;  ///< a Destination, or a node of which nothing was asked
  /// The answers that are wrong, with the outcomes as far as they are known. None where it was not
  /// asked.
  std::vector<std::pair<Family, Answer>> answers{};
  std::string explanation{};  ///< why it was not asked
};
/// "client -> server:23/tcp: expected drop (line 4)" and, each on lines of their own, what was
/// found.
std::string to_string(const Violation& violation);
template <>
inline constexpr bool is_printable<Violation> = true;

/// In the order of the matrix, behind them what was not asked. A rule about a named node, or a
/// named group's member, is broken where that was not asked; one about everyone is where nobody
/// was. Throws DescriptionError for a node or group that neither the matrix nor the policy has.
std::vector<Violation> violations(const Policy& policy, const ReachabilityMatrix& matrix);

}  // namespace netrig
