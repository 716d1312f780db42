// What a change of the network changed for those who use it.
//
//   const auto before = measure(network);
//   network[firewall].configure(nftables_file("proposed.nft"));
//   const auto changes = difference(before, measure(network));
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/print.hpp"
#include "netrig/policy/destination.hpp"
#include "netrig/policy/matrix.hpp"
#include "netrig/policy/policy.hpp"

namespace netrig {

/// A cell whose word has changed.
struct ReachabilityChange {
  ReachabilityCell before, after;
  std::string word_before{}, word_after{};  ///< "-" where it was not asked, or is not there
};
/// "client -> server:80/tcp: reach -> drop"
std::string summary(const ReachabilityChange& change);
/// The same and, each on lines of their own, what is known of what was not reached.
std::string to_string(const ReachabilityChange& change);
template <>
inline constexpr bool is_printable<ReachabilityChange> = true;

struct ReachabilityDifference {
  std::vector<ReachabilityChange> changes{};
  bool empty() const noexcept { return changes.empty(); }
};
/// The changes, each on lines of its own; "no change".
std::string to_string(const ReachabilityDifference& difference);
template <>
inline constexpr bool is_printable<ReachabilityDifference> = true;

/// Cell by cell, in the order of `after`, then what only `before` had. A row, a column or a family
/// that one of the two lacks was not asked there: "-".
ReachabilityDifference difference(const ReachabilityMatrix& before,
                                  const ReachabilityMatrix& after);

/// A change as it was announced.
class ExpectedChange {
 public:
  /// A line as summary() writes it; `block` and `any` of a Policy are words, too. Throws
  /// DescriptionError ("not a change: 'client -> server: drop': write 'client -> server:80/tcp:
  /// reach -> drop'").
  ExpectedChange(const char* text) : ExpectedChange(std::string_view(text)) {}
  ExpectedChange(std::string_view text);
  ExpectedChange(const std::string& text) : ExpectedChange(std::string_view(text)) {}

  bool is(const ReachabilityChange& change) const;

 private:
  friend std::string to_string(const ExpectedChange& change);
  struct Side {
    std::string word;
    std::optional<Expectation> ipv4{}, ipv6{};  ///< empty: not asked
    bool allows(const ReachabilityChange& change, const ReachabilityCell& cell,
                const std::string& its_word) const;
  };
  static Side read_side(std::string_view word, std::string_view change);

  std::string from_;
  Destination to_;
  Side before_, after_;
};
/// "client -> server:80/tcp: reach -> drop"
std::string to_string(const ExpectedChange& change);
template <>
inline constexpr bool is_printable<ExpectedChange> = true;

}  // namespace netrig
