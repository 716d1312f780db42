// Files that are in memory only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "netrig/core/unique_fd.hpp"

namespace netrig {

/// A file that has no name and goes with its last descriptor; read from its beginning. The name is
/// for /proc.
UniqueFd file_in_memory(const char* name, std::string_view content = {});
/// All that was written to one, or is in another file of known size, or what follows the first
/// `from` bytes; where its descriptors stand does not matter and does not change.
std::string content_of(const UniqueFd& file, std::size_t from = 0);

}  // namespace netrig
