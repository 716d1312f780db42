#include "process/memory_file.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "netrig/core/error.hpp"

namespace netrig {

UniqueFd file_in_memory(const char* name, std::string_view content) {
  const auto attempt = [] { return "cannot make a file in memory"; };
  UniqueFd file(check(::memfd_create(name, MFD_CLOEXEC), attempt));
  for (auto rest = content; !rest.empty();)
    rest.remove_prefix(
        static_cast<std::size_t>(check(::write(file.get(), rest.data(), rest.size()), attempt)));
  check(::lseek(file.get(), 0, SEEK_SET), attempt);
  return file;
}

std::string content_of(const UniqueFd& file, std::size_t from) {
  const auto attempt = [] { return "cannot read a file in memory"; };
  struct stat status {};
  check(::fstat(file.get(), &status), attempt);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size <= from) return {};
  std::string text(size - from, '\0');
  std::size_t done = 0;
  while (done < text.size()) {  // read(2) gives at most 2 GiB at a time
    const auto got = check(::pread(file.get(), text.data() + done, text.size() - done,
                                   static_cast<off_t>(from + done)),
                           attempt);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  text.resize(done);
  return text;
}

}  // namespace netrig
