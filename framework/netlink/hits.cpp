#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "netlink/fault_hash.hpp"
#include "netrig/core/error.hpp"
#include "netrig/netlink/fault.hpp"

namespace netrig {
namespace {

void refuse_zero(std::uint64_t number, const char* what) {
  if (number == 0)
    throw DescriptionError(
        fmt::format("a fault cannot hit {}: positions are counted from 1", what));
}

}  // namespace

Hits Hits::nth(std::uint64_t position) {
  refuse_zero(position, "packet number 0");
  return {Kind::nth, position};
}

Hits Hits::every(std::uint64_t step) {
  refuse_zero(step, "every 0th packet");
  return {Kind::every, step};
}

Hits Hits::first(std::uint64_t count) {
  refuse_zero(count, "the first 0 packets");
  return {Kind::first, count};
}

Hits Hits::random(double probability, std::uint32_t seed) {
  if (!(probability >= 0 && probability <= 1))
    throw DescriptionError(
        fmt::format("a fault cannot hit packets with probability {}: it is 0 to 1", probability));
  return {Kind::random, static_cast<std::uint64_t>(std::llround(probability * fault_hash_range)),
          seed};
}

bool Hits::include(std::uint64_t position) const {
  if (position == 0) return false;
  switch (kind_) {
    case Kind::nth: return position == number_;
    case Kind::every: return position % number_ == 0;
    case Kind::first: return position <= number_;
    case Kind::random: return fault_hash(static_cast<std::uint32_t>(position - 1), seed_) < number_;
  }
  return false;
}

bool Hits::are_all() const noexcept {
  return (kind_ == Kind::every && number_ == 1) ||
         (kind_ == Kind::random && number_ == fault_hash_range);
}

std::string to_string(const Hits& hits) {
  if (hits.are_all()) return "all";
  const auto number = hits.number();
  switch (hits.kind()) {
    case Hits::Kind::nth: return fmt::format("number {}", number);
    case Hits::Kind::every: return fmt::format("one in {}", number);
    case Hits::Kind::first: return fmt::format("the first {}", number);
    case Hits::Kind::random: break;
  }
  return fmt::format("each with probability {:.6g}, seed {}",
                     static_cast<double>(number) / fault_hash_range, hits.seed());
}

}  // namespace netrig
