// How long the tests' probes wait.
#pragma once

#include <chrono>

namespace netrig {

/// Long enough for any answer on a busy machine.
inline constexpr std::chrono::seconds patience{5};

/// For those who wait in vain, and for those who may: shorter than the second after which TCP
/// repeats a SYN, so that what is counted is counted once.
inline constexpr std::chrono::milliseconds short_patience{200};

}  // namespace netrig
