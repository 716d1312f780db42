// The SYN that began a connection, as it came in.
#pragma once

#include <cstdint>
#include <optional>

namespace netrig {

/// The sequence number of the SYN that began this accepted connection, whose listener has
/// TCP_SAVE_SYN. The kernel lets go of the SYN with the first call. Empty where it has kept none: a
/// connection that came by a SYN cookie.
std::optional<std::uint32_t> saved_initial_sequence(int socket);

}  // namespace netrig
