// What a probe can ask for over HTTP: "http://www.example.com:8080/path?query".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "netrig/core/address.hpp"

namespace netrig {

/// RFC 3986 as far as one can ask for it here, and as a browser would send it on.
struct Url {
  /// Throws DescriptionError with a sentence that tells what is wrong: https, user names and
  /// passwords, fragments, characters that have to be written as %20, ...
  explicit Url(std::string_view text);

  std::string host;                    ///< a name, or an address without brackets
  std::optional<IpAddress> address{};  ///< where the host is one
  std::uint16_t port = 80;
  std::string authority;  ///< for the Host header: "[2001:db8::1]:8080"
  std::string target;     ///< "/path?query", at least "/"
};

}  // namespace netrig
