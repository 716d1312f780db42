// What a node of a network can be asked for: an echo, or a service.
//
//   Destination("server:80/tcp")    Destination("server:53/udp")    Destination("server:icmp")
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "netrig/core/endpoint.hpp"
#include "netrig/core/print.hpp"

namespace netrig {

/// A column of a ReachabilityMatrix.
struct Destination {
  std::string node;
  std::optional<TransportPort> port{};  ///< ICMP echo when empty

  Destination(std::string name, std::optional<TransportPort> at)
      : node(std::move(name)), port(at) {}
  /// "server:80/tcp", "server:icmp"; throws DescriptionError ("not a destination: 'server': write
  /// 'server:80/tcp', 'server:53/udp' or, for ping, 'server:icmp'").
  Destination(const char* text) : Destination(std::string_view(text)) {}
  Destination(std::string_view text);
  Destination(const std::string& text) : Destination(std::string_view(text)) {}

  bool operator==(const Destination&) const = default;
};
/// "server:80/tcp", "server:icmp"
std::string to_string(const Destination& destination);
template <>
inline constexpr bool is_printable<Destination> = true;

}  // namespace netrig
