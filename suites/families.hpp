// Tests that run once for IPv4 and once for IPv6.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "netrig/core/address.hpp"

namespace netrig {

/// The values of such a suite: `INSTANTIATE_TEST_SUITE_P(Families, Suite, both_families,
/// family_name)`.
inline const auto both_families = ::testing::Values(Family::ipv4, Family::ipv6);

inline std::string family_name(const ::testing::TestParamInfo<Family>& family) {
  return family.param == Family::ipv4 ? "Ipv4" : "Ipv6";
}

}  // namespace netrig
