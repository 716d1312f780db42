#include "config/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>

#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

using Attempt = std::function<std::string()>;

std::string read_all(int fd, const Attempt& attempt) {
  std::string text;
  std::array<char, 16 * 1024> part;
  while (const auto size = check(::read(fd, part.data(), part.size()), attempt))
    text.append(part.data(), static_cast<std::size_t>(size));
  return text;
}

}  // namespace

std::string read_description(const std::filesystem::path& path, std::string_view kind) {
  try {
    const Attempt attempt = [] { return std::string(); };
    const UniqueFd file(check(::open(path.c_str(), O_RDONLY | O_CLOEXEC), attempt));
    return read_all(file.get(), attempt);
  } catch (const Error& error) {
    throw DescriptionError(
        fmt::format("cannot read {} {}: {}", kind, path.string(), error.code().message()));
  }
}

}  // namespace netrig
