// Bytes from the network as messages show them.
#pragma once

#include <string>
#include <string_view>

namespace netrig {

/// As a C string literal would say it, cut where a line gets too long to read: `"hello\n"`,
/// `"xxx..."... (201 bytes)`.
std::string quoted(std::string_view bytes);

}  // namespace netrig
