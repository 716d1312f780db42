// Files read and written whole. An empty optional or false means that it failed, and errno says
// why.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace netrig {

std::optional<std::string> read_file(const std::filesystem::path& path);

/// There must be none yet. The umask does not count.
bool write_new_file(const std::filesystem::path& path, std::string_view text, mode_t mode);

}  // namespace netrig
