#include "config/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>

#include "netrig/core/error.hpp"

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

UniqueFd file_in_memory(const char* name, std::string_view content) {
  const auto attempt = [] { return "cannot make a file in memory"; };
  UniqueFd file(check(::memfd_create(name, MFD_CLOEXEC), attempt));
  for (auto rest = content; !rest.empty();)
    rest.remove_prefix(
        static_cast<std::size_t>(check(::write(file.get(), rest.data(), rest.size()), attempt)));
  check(::lseek(file.get(), 0, SEEK_SET), attempt);
  return file;
}

std::string content_of(const UniqueFd& file) {
  const Attempt attempt = [] { return std::string("cannot read a file in memory"); };
  check(::lseek(file.get(), 0, SEEK_SET), attempt);
  return read_all(file.get(), attempt);
}

}  // namespace netrig
