// Matchers of who called a service, as that service saw it:
//
//   EXPECT_THAT(web.callers(), ElementsAre(CalledFrom("203.0.113.1"), CalledFrom("10.0.0.2",
//   4000))); EXPECT_THAT(dns.callers(), Each(CalledFromPort(Ne(4000))));
#pragma once

#include <gmock/gmock.h>

#include <cstdint>
#include <iosfwd>
#include <optional>

#include "netrig/core/address.hpp"
#include "netrig/gtest/printers.hpp"
#include "netrig/service/service.hpp"

namespace netrig {

/// Matches a Caller by its own end as the service saw it, behind any address translation. What is
/// left empty is not compared.
class CalledFromMatcher {
 public:
  using is_gtest_matcher = void;
  CalledFromMatcher(std::optional<::testing::Matcher<IpAddress>> address,
                    std::optional<::testing::Matcher<std::uint16_t>> port);

  bool MatchAndExplain(const Caller& caller, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  void describe_end(std::ostream* os) const;

  std::optional<::testing::Matcher<IpAddress>> address_;
  std::optional<::testing::Matcher<std::uint16_t>> port_;
};

/// From that address, whichever the port, or from that port of it: values, or matchers of them such
/// as Ge(1024).
CalledFromMatcher CalledFrom(const IpAddress& address);
CalledFromMatcher CalledFrom(const IpAddress& address,
                             const ::testing::Matcher<std::uint16_t>& port);
CalledFromMatcher CalledFrom(const ::testing::Matcher<IpAddress>& address);
CalledFromMatcher CalledFrom(const ::testing::Matcher<IpAddress>& address,
                             const ::testing::Matcher<std::uint16_t>& port);
/// From that port of any address.
CalledFromMatcher CalledFromPort(const ::testing::Matcher<std::uint16_t>& port);

}  // namespace netrig
