#include "netrig/process/root_file_system.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <link.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <sstream>
#include <string>
#include <system_error>

#include "core/files.hpp"
#include "netns/maker.hpp"
#include "netns/mounts.hpp"
#include "netns/privilege.hpp"
#include "netrig/core/error.hpp"
#include "process/command.hpp"
#include "process/memory_file.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;

// Where it is mounted in its own mount namespace: any folder that every machine has.
constexpr auto place = "/tmp";

std::string attempt() {
  return "cannot make a root file system";
}

// Calls `work` on a thread whose root and working folder it is, so that no symbolic link in it
// leads out of it. What goes wrong there is an Error like all others: "cannot write /etc/motd in a
// root file system".
template <class Work>
void work_inside(const UniqueFd& folder, const char* verb, const fs::path& path, Work&& work) {
  const auto attempt = [&] {
    return fmt::format("cannot {} {} in a root file system", verb, path.string());
  };
  on_thrown_away_thread([&] {
    check(::unshare(CLONE_FS), attempt);
    check(::fchdir(folder.get()), attempt);
    check(::chroot("."), attempt);
    try {
      work();
    } catch (const std::system_error& error) {
      throw Error(error.code(), attempt());
    }
  });
}

// What was there is replaced, be it a link.
void write_file(const fs::path& path, std::string_view content, mode_t mode) {
  fs::create_directories(path.parent_path());
  fs::remove(path);
  check(write_new_file(path, content, mode) ? 0 : -1, [] { return std::string(); });
}

void make_link(const fs::path& target, const fs::path& path) {
  fs::create_directories(path.parent_path());
  fs::remove(path);
  fs::create_symlink(target, path);
}

template <class Part>
bool read_at(const UniqueFd& file, std::uint64_t offset, Part& part) {
  return ::pread(file.get(), &part, sizeof(part), static_cast<off_t>(offset)) ==
         static_cast<ssize_t>(sizeof(part));
}

// Whether a program asks for a dynamic loader, which is in no root file system: elf(5).
bool is_linked_dynamically(const fs::path& program) {
  const UniqueFd file(::open(program.c_str(), O_RDONLY | O_CLOEXEC));
  ElfW(Ehdr) header{};
  if (!file || !read_at(file, 0, header)) return false;
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return false;
  for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
    ElfW(Phdr) part{};
    if (!read_at(file, header.e_phoff + i * header.e_phentsize, part)) return false;
    if (part.p_type == PT_INTERP) return true;
  }
  return false;
}

}  // namespace

RootFileSystem::RootFileSystem() {
  on_thrown_away_thread([&] {
    if (::unshare(CLONE_NEWNS) != 0) throw_creation_error(error_code_from(errno), attempt());
    const bool is_mounted = separate_mounts() && put(make_empty_folder(plain_mount), place);
    check(is_mounted ? 0 : -1, attempt);
    mount_namespace_ =
        UniqueFd(check(::open("/proc/thread-self/ns/mnt", O_RDONLY | O_CLOEXEC), attempt));
    folder_ = UniqueFd(check(::open(place, O_PATH | O_DIRECTORY | O_CLOEXEC), attempt));
  });
  for (const auto* each : {"dev", "etc", "proc", "run", "sys", "tmp"})
    check(::mkdirat(folder_.get(), each, 0755), attempt);
  check(::fchmodat(folder_.get(), "tmp", 01777, 0), attempt);
}

RootFileSystem RootFileSystem::with_busybox() {
  const auto busybox = find_program("busybox");
  if (busybox.empty())
    throw Error(std::make_error_code(std::errc::no_such_file_or_directory), attempt(), {},
                "busybox is not installed here (Debian: busybox-static)");
  if (is_linked_dynamically(busybox))
    throw Error(std::make_error_code(std::errc::executable_format_error), attempt(), {},
                fmt::format("{} is linked dynamically (Debian: busybox-static)", busybox.string()));
  RootFileSystem made;
  made.copy_in(busybox, "/bin/busybox");
  std::istringstream applets(run_command(busybox, {"--list-full"}, {}, {}).output);
  work_inside(made.folder_, "link", "/bin/busybox", [&] {
    for (std::string applet; std::getline(applets, applet);)
      if (applet != "bin/busybox") make_link("/bin/busybox", "/" + applet);
  });
  return made;
}

void RootFileSystem::write(const fs::path& path, std::string_view content) const {
  work_inside(folder_, "write", path, [&] { write_file(path, content, 0644); });
}

void RootFileSystem::copy_in(const fs::path& from, const fs::path& to) const {
  const auto attempt = [&] { return fmt::format("cannot read {}", from.string()); };
  const UniqueFd source(check(::open(from.c_str(), O_RDONLY | O_CLOEXEC), attempt));
  struct stat status {};
  check(::fstat(source.get(), &status), attempt);
  const auto content = content_of(source);
  work_inside(folder_, "write", to, [&] { write_file(to, content, status.st_mode & 0777U); });
}

void RootFileSystem::link(const fs::path& target, const fs::path& path) const {
  work_inside(folder_, "link", path, [&] { make_link(target, path); });
}

fs::path RootFileSystem::path() const {
  return fmt::format("/proc/self/fd/{}", folder_.get());
}

RootFileSystem::operator RootFolder() const {
  RootFolder folder(place);
  folder.mount_namespace = mount_namespace_.get();
  return folder;
}

}  // namespace netrig
