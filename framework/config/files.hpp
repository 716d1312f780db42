// The files that nodes are configured from, and files that are in memory only.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "netrig/core/unique_fd.hpp"

namespace netrig {

/// The whole of it. Throws DescriptionError "cannot read KIND PATH: No such file or directory".
std::string read_description(const std::filesystem::path& path, std::string_view kind);

/// A file that has no name and goes with its last descriptor; read from its beginning. The name is
/// for /proc.
UniqueFd file_in_memory(const char* name, std::string_view content = {});
/// All that was written to one.
std::string content_of(const UniqueFd& file);

}  // namespace netrig
