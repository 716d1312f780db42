// The files that nodes are configured from.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace netrig {

/// The whole of it. Throws DescriptionError "cannot read KIND PATH: No such file or directory".
std::string read_description(const std::filesystem::path& path, std::string_view kind);

}  // namespace netrig
