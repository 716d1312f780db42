// Tests that run once for IPv4 and once for IPv6:
//
//   class Masquerade : public NatGateway, public OfEachFamily {
//    protected:
//     const IpAddress address_of_alice = either("10.0.0.2", "fd00::2");
//   };
//   INSTANTIATE_TEST_SUITE_P(Families, Masquerade, both_families, family_name);
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "netrig/core/address.hpp"

namespace netrig {

/// The values of such a suite, and how they name its tests.
inline const auto both_families = ::testing::Values(Family::ipv4, Family::ipv6);

/// A part of a test's name; combined_name of suites/case.hpp puts such parts together.
inline std::string name_of(Family family) {
  return family == Family::ipv4 ? "Ipv4" : "Ipv6";
}
inline std::string family_name(const ::testing::TestParamInfo<Family>& test) {
  return name_of(test.param);
}
inline Family other_than(Family family) {
  return family == Family::ipv4 ? Family::ipv6 : Family::ipv4;
}

/// A text of either family, and the address that it is of: an IpAddress, a Prefix or an
/// InterfaceAddress, as it is needed.
class Either {
 public:
  Either(Family family, const char* v4, const char* v6) : text_(family == Family::ipv4 ? v4 : v6) {}
  operator IpAddress() const { return text_; }
  operator Prefix() const { return text_; }
  operator InterfaceAddress() const { return text_; }

 private:
  const char* text_;
};

/// What a test says of IPv4 and of IPv6: `either(family, "10.0.0.1", "fd00::1")`,
/// `either(family, 32U, 128U)`; text that is no address is `either<const char*>(...)`.
template <class Value>
Value either(Family family, Value v4, Value v6) {
  return family == Family::ipv4 ? v4 : v6;
}
inline Either either(Family family, const char* v4, const char* v6) {
  return {family, v4, v6};
}

/// The network that has no address but this one.
inline Prefix only(const IpAddress& address) {
  return {address, address.is_v4() ? 32U : 128U};
}

/// What makes a network's fixture one of such a suite.
class OfEachFamily : public ::testing::WithParamInterface<Family> {
 protected:
  const Family family = GetParam();

  template <class Value>
  static Value either(Value v4, Value v6) {
    return netrig::either<Value>(GetParam(), v4, v6);
  }
  static Either either(const char* v4, const char* v6) { return {GetParam(), v4, v6}; }
};

}  // namespace netrig
