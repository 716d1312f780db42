#include "process/surroundings.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include "core/files.hpp"
#include "netns/default_files.hpp"
#include "netns/mounts.hpp"
#include "netns/node_mounts.hpp"
#include "netns/privilege.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;

// What a program may expect to find in any root: devices that only the machine's root can make.
constexpr std::array devices{"null", "zero", "full", "random", "urandom"};

class Surroundings {
 public:
  Surroundings(const Program& program, const Namespace& where) : program_(program), where_(where) {}

  LeftToInit enter() {
    const auto& root = program_.root;
    const bool has_other_root =
        !root.path.empty() && (root.path != "/" || root.mount_namespace >= 0);
    auto* mounts = has_other_root ? nullptr : where_.mounts();
    if (mounts) mounts->enter();
    enter_namespaces();
    const bool needs_sys = !mounts || !mounts->have_sys();
    // Made before the machine's own is out of sight: without root one has to see one to be given
    // another (mount_too_revealing()).
    auto sys = needs_sys ? make_sys() : UniqueFd();
    prepare_files();
    require(sys || !needs_sys, "mount /sys");
    if (has_other_root) change_root();
    if (has_other_root) add_devices();
    if (needs_sys && is_folder("/sys")) require(put(sys, "/sys"), "mount /sys");
    if (program_.read_only) forbid_writing(mounts != nullptr);
    for (const auto& each : program_.empty_folders) add_empty_folder(each);
    for (const auto& each : files_) add_file(each);
    return {.proc = is_folder("/proc"), .old_root = has_other_root};
  }

 private:
  struct OverlaidFile {
    fs::path path;
    std::string_view content;
    UniqueFd mount;
  };

  // "cannot mount /sys for 'nginx' in 'server'", with errno's word for it.
  void require(bool is_done, std::string_view what) const {
    if (is_done) return;
    const auto code = error_code_from(errno);
    throw Error(code, attempt_to(what));
  }
  std::string attempt_to(std::string_view what) const {
    return fmt::format("cannot {} for '{}' in '{}'", what, program_.arguments.front(),
                       where_.name());
  }

  void enter_namespaces() const {
    if (program_.root.mount_namespace >= 0) {
      require(::unshare(CLONE_FS) == 0, "leave the root folder");
      require(::setns(program_.root.mount_namespace, CLONE_NEWNS) == 0, "enter its root folder");
    }
    if (::unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS) != 0) {
      const auto code = error_code_from(errno);
      throw_creation_error(code, attempt_to("make mount and PID namespaces"));
    }
    require(separate_mounts(), "separate the mounts");
    const auto hostname = hostname_of(where_.name());
    require(::sethostname(hostname.data(), hostname.size()) == 0, "set the hostname");
  }

  // A file can be mounted somewhere when it is in a file system that is mounted somewhere: on /sys,
  // which gets another one afterwards.
  void prepare_files() {
    if (program_.files.empty()) return;
    require(put(make_empty_folder(plain_mount), "/sys"), "mount a file system in memory");
    for (const auto& [path, content] : program_.files) {
      const auto file = fs::path("/sys") / std::to_string(files_.size());
      write(file, content);
      files_.push_back({path, content, copy_mount(file)});
      require(static_cast<bool>(files_.back().mount), fmt::format("mount {}", path.string()));
    }
    require(::umount2("/sys", MNT_DETACH) == 0, "unmount a file system in memory");
  }

  void write(const fs::path& path, std::string_view content) const {
    require(write_new_file(path, content, 0644), fmt::format("write {}", path.string()));
  }

  // pivot_root(2), the section about pivot_root(".", "."): the old root comes to lie upon the new
  // one, and needs no folder in it.
  void change_root() {
    const auto& root = program_.root.path;
    if (!is_folder(root.c_str()))
      throw DescriptionError(
          fmt::format("{}: there is no such folder",
                      attempt_to(fmt::format("change the root to {}", root.string()))));
    const auto change = fmt::format("change the root to {}", root.string());
    for (const auto* each : devices) devices_.push_back(copy_mount(fs::path("/dev") / each));
    require(put(copy_mount(root), root), change);
    require(::chdir(root.c_str()) == 0, change);
    require(::syscall(SYS_pivot_root, ".", ".") == 0, change);
  }

  void add_devices() {
    if (!is_folder("/dev") || ::access("/dev/null", F_OK) == 0) return;
    require(put(make_empty_folder(MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC), "/dev"), "mount /dev");
    for (std::size_t i = 0; i < devices.size(); ++i) {
      if (!devices_.at(i)) continue;  // the machine has none
      const auto path = fs::path("/dev") / devices.at(i);
      write(path, {});
      require(put(devices_.at(i), path), fmt::format("mount {}", path.string()));
    }
    std::error_code ignored;
    fs::create_symlink("/proc/self/fd", "/dev/fd", ignored);
    fs::create_symlink("/proc/self/fd/0", "/dev/stdin", ignored);
    fs::create_symlink("/proc/self/fd/1", "/dev/stdout", ignored);
    fs::create_symlink("/proc/self/fd/2", "/dev/stderr", ignored);
  }

  // What is mounted from here on is its own.
  void forbid_writing(bool has_etc_of_node) const {
    require(set_read_only("/", true, AT_RECURSIVE), "make the files read-only");
    if (has_etc_of_node) require(set_read_only("/etc", false), "make /etc writable");
  }

  void add_empty_folder(const fs::path& folder) {
    if (!is_folder(folder.c_str()) && is_ours(folder.parent_path())) {
      require(::mkdir(folder.c_str(), 0755) == 0, fmt::format("make {}", folder.string()));
      return;
    }
    if (!is_folder(folder.c_str()))
      throw DescriptionError(fmt::format("{}: there is no such folder",
                                         attempt_to(fmt::format("empty {}", folder.string()))));
    require(put(make_empty_folder(plain_mount), folder), fmt::format("empty {}", folder.string()));
    struct stat status {};
    require(::stat(folder.c_str(), &status) == 0, fmt::format("empty {}", folder.string()));
    ours_.push_back(status.st_dev);
  }

  void add_file(const OverlaidFile& file) const {
    const auto what = fmt::format("lay a file over {}", file.path.string());
    if (::access(file.path.c_str(), F_OK) == 0) return require(put(file.mount, file.path), what);
    if (!is_ours(file.path.parent_path()))
      throw DescriptionError(
          fmt::format("{}: there is no such file; name its folder in Program::empty_folders, too",
                      attempt_to(what)));
    fs::create_directories(file.path.parent_path());
    write(file.path, file.content);
  }

  // Whether this is, or would be, in one of the empty folders.
  bool is_ours(fs::path folder) const {
    struct stat status {};
    while (::stat(folder.c_str(), &status) != 0) {
      if (!folder.has_relative_path()) return false;
      folder = folder.parent_path();
    }
    return std::ranges::find(ours_, status.st_dev) != ours_.end();
  }

  const Program& program_;
  const Namespace& where_;
  std::vector<OverlaidFile> files_;
  std::vector<UniqueFd> devices_;
  std::vector<dev_t> ours_;
};

}  // namespace

LeftToInit enter_surroundings(const Program& program, const Namespace& where) {
  return Surroundings(program, where).enter();
}

}  // namespace netrig
