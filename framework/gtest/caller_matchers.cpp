#include "netrig/gtest/caller_matchers.hpp"

#include <ostream>
#include <utility>

namespace netrig {

CalledFromMatcher::CalledFromMatcher(std::optional<::testing::Matcher<IpAddress>> address,
                                     std::optional<::testing::Matcher<std::uint16_t>> port)
    : address_(std::move(address)), port_(std::move(port)) {}

bool CalledFromMatcher::MatchAndExplain(const Caller& caller,
                                        ::testing::MatchResultListener*) const {
  return (!address_ || address_->Matches(caller.remote.address)) &&
         (!port_ || port_->Matches(caller.remote.port.number));
}

void CalledFromMatcher::describe_end(std::ostream* os) const {
  if (address_) {
    *os << "an address that ";
    address_->DescribeTo(os);
  }
  if (address_ && port_) *os << " and ";
  if (port_) {
    *os << "a port that ";
    port_->DescribeTo(os);
  }
}

void CalledFromMatcher::DescribeTo(std::ostream* os) const {
  *os << "called from ";
  describe_end(os);
}

void CalledFromMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "did not call from ";
  describe_end(os);
}

CalledFromMatcher CalledFrom(const IpAddress& address) {
  return CalledFrom(::testing::Matcher<IpAddress>(address));
}

CalledFromMatcher CalledFrom(const IpAddress& address,
                             const ::testing::Matcher<std::uint16_t>& port) {
  return CalledFrom(::testing::Matcher<IpAddress>(address), port);
}

CalledFromMatcher CalledFrom(const ::testing::Matcher<IpAddress>& address) {
  return {address, std::nullopt};
}

CalledFromMatcher CalledFrom(const ::testing::Matcher<IpAddress>& address,
                             const ::testing::Matcher<std::uint16_t>& port) {
  return {address, port};
}

CalledFromMatcher CalledFromPort(const ::testing::Matcher<std::uint16_t>& port) {
  return {std::nullopt, port};
}

}  // namespace netrig
