// What a resolver is told by its resolv.conf(5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "netrig/core/address.hpp"

namespace netrig {

struct Nameserver {
  IpAddress address{};  ///< without an interface
  std::string zone{};   ///< the interface of a link-local one, "16" or "eth0"
  bool operator==(const Nameserver&) const = default;
};

/// The server that is asked first; empty when the text names none. As glibc reads it: what is no
/// address is passed over, and all other lines are.
std::optional<Nameserver> nameserver_in(std::string_view resolv_conf);

}  // namespace netrig
