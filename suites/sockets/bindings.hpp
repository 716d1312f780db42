// Ways to bind a port, and what may come of it.
#pragma once

#include <system_error>

#include "plain_socket.hpp"

namespace netrig {

inline const std::error_code success;
inline const auto in_use = std::make_error_code(std::errc::address_in_use);

inline constexpr bool reuse = true;
inline constexpr bool no_reuse = false;

/// Bound, and nothing more.
inline Binding bound(const char* address, bool reuse_address) {
  return {.address = address, .reuse_address = reuse_address, .listens = false};
}
inline Binding listening(const char* address, bool reuse_address) {
  return {.address = address, .reuse_address = reuse_address};
}
inline Binding port_reuser(const char* address) {
  return {.address = address, .reuse_port = true};
}

}  // namespace netrig
