// Keeps a large number of inquiries from filling the neighbour tables: a matrix of 100 nodes on one
// switch needs 9,900 entries, and there is room for 1,024.
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <vector>

#include "netrig/probe/ask.hpp"

namespace netrig {

class NeighbourBudget {
 public:
  explicit NeighbourBudget(std::span<const Inquiry> inquiries);

  /// How many of the inquiries at these positions, from the first on, there is room for. Where it
  /// gets tight, has the nodes that have asked since the last time forget what they learned: none
  /// of their probes may be waiting for an answer that is still on its way.
  std::size_t afford(std::span<const std::size_t> positions);

 private:
  std::size_t room() const;
  void forget();

  std::span<const Inquiry> inquiries_;
  std::vector<Family> families_;
  std::set<const Namespace*> learners_;
};

}  // namespace netrig
