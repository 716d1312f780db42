// What the tests of links share.
#pragma once

#include <netrig/gtest.hpp>

#include "families.hpp"

namespace netrig {

inline IpAddress either(Family family, const char* v4, const char* v6) {
  return family == Family::ipv4 ? v4 : v6;
}

inline InterfaceAddress either_of(Family family, const char* v4, const char* v6) {
  return family == Family::ipv4 ? v4 : v6;
}

}  // namespace netrig
