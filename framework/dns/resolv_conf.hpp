// What a resolver is told by its resolv.conf(5).
#pragma once

#include <optional>
#include <string>

#include "netrig/core/address.hpp"

namespace netrig {

/// The server that is asked first; empty when the text names none. A link-local address loses the
/// interface behind it. Throws DescriptionError for a text that libldns cannot read.
std::optional<IpAddress> nameserver_in(const std::string& resolv_conf);

}  // namespace netrig
