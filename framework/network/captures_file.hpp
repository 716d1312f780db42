// What a network's capture has seen, as one file.
#pragma once

#include <string>

#include "network/state.hpp"

namespace netrig {

/// pcapng: each interface of each node, those that are gone as well if packets passed them; packets
/// in the order of their times, notes as their comments. Needs state.capture. Throws Error.
std::string captures_file(NetworkState& state);

/// "Linux 6.18.44 #1 SMP ... x86_64"
std::string kernel_version();

}  // namespace netrig
