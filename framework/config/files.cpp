#include "config/files.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "core/files.hpp"
#include "netrig/core/error.hpp"

namespace netrig {

std::string read_description(const std::filesystem::path& path, std::string_view kind) {
  if (auto text = read_file(path)) return *std::move(text);
  const auto code = error_code_from(errno);
  throw DescriptionError(fmt::format("cannot read {} {}: {}", kind, path.string(), code.message()));
}

}  // namespace netrig
