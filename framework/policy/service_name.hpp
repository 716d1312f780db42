// What a destination is asked for, as texts name it: "80/tcp", "icmp".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "netrig/core/endpoint.hpp"

namespace netrig {

/// False where the text names none; `port` is empty for ICMP echo.
bool read_service(std::string_view text, std::optional<TransportPort>& port);
std::string service_name(const std::optional<TransportPort>& port);

}  // namespace netrig
