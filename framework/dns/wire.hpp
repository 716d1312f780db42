// DNS messages as bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dns/ldns.hpp"

namespace netrig {

/// Null for bytes that are none.
ldns::Packet read_packet(std::string_view message);
/// Empty when it does not fit into any message, which has at most 65,535 bytes.
std::string write_packet(const ldns_pkt& packet);

/// As it goes over TCP: its length in front (RFC 1035 section 4.2.2).
std::string framed(std::string_view message);
/// Takes the first message from the front of what came over TCP; empty until it is all there.
std::optional<std::string_view> take_message(std::string_view& stream);

}  // namespace netrig
