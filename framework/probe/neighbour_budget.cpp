#include "probe/neighbour_budget.hpp"

#include <algorithm>

#include "netns/workers.hpp"
#include "probe/neighbour_table.hpp"
#include "probe/order.hpp"

namespace netrig {

NeighbourBudget::NeighbourBudget(std::span<const Inquiry> inquiries) : inquiries_(inquiries) {
  for (const auto family : {Family::ipv4, Family::ipv6})
    if (std::ranges::any_of(inquiries, [family](const Inquiry& inquiry) {
          return may_ask_in(family, inquiry.probe);
        }))
      families_.push_back(family);
}

std::size_t NeighbourBudget::afford(std::span<const std::size_t> positions) {
  constexpr std::size_t fewest = 64, enough = 128;
  // One entry at each end, and as much again for everyone else on this machine.
  constexpr std::size_t entries_each = 4;
  auto affordable = room() / entries_each;
  if (affordable < std::min(enough, positions.size()) && !learners_.empty()) {
    forget();
    affordable = room() / entries_each;
  }
  const auto count = std::min(std::max(fewest, affordable), positions.size());
  for (const auto position : positions.first(count)) learners_.insert(inquiries_[position].from);
  return count;
}

std::size_t NeighbourBudget::room() const {
  auto least = ~std::size_t{0};
  for (const auto family : families_)
    least = std::min(least, neighbour_room(*inquiries_.front().from, family));
  return least;
}

void NeighbourBudget::forget() {
  const std::vector learners(learners_.begin(), learners_.end());
  for_each_on_threads(learners.size(), [&](std::size_t i) { forget_neighbours(*learners[i]); });
  learners_.clear();
}

}  // namespace netrig
