// Port-conflict freedom of a whole network in one assertion:
//
//   EXPECT_THAT(network(), HasNoPortConflicts({tcp(80), udp(53)}));
#pragma once

#include <gtest/gtest-matchers.h>

#include <iosfwd>
#include <vector>

#include "netrig/core/endpoint.hpp"
#include "netrig/network/network.hpp"

namespace netrig {

/// Matches a network in every node of which all the ports can be bound at the same time.
class HasNoPortConflictsMatcher {
 public:
  using is_gtest_matcher = void;
  explicit HasNoPortConflictsMatcher(std::vector<TransportPort> ports) : ports_(std::move(ports)) {}
  bool MatchAndExplain(const Network& network, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  std::vector<TransportPort> ports_;
};
inline HasNoPortConflictsMatcher HasNoPortConflicts(std::vector<TransportPort> ports) {
  return HasNoPortConflictsMatcher(std::move(ports));
}

}  // namespace netrig
