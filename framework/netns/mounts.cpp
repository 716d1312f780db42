#include "netns/mounts.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

namespace netrig {

UniqueFd make_file_system(const char* type, unsigned attributes,
                          const std::vector<std::pair<const char*, const char*>>& options) {
  const UniqueFd context(::fsopen(type, FSOPEN_CLOEXEC));
  if (!context) return {};
  ::fsconfig(context.get(), FSCONFIG_SET_STRING, "source", type, 0);  // for those who list mounts
  for (const auto& [key, value] : options)
    if (::fsconfig(context.get(), value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG, key, value, 0) !=
        0)
      return {};
  if (::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return {};
  return UniqueFd(::fsmount(context.get(), FSMOUNT_CLOEXEC, attributes));
}

UniqueFd make_empty_folder(unsigned attributes) {
  return make_file_system("tmpfs", attributes, {{"mode", "0755"}});
}

// Where the machine's own may not be written to this may not either (mount_too_revealing()).
UniqueFd make_sys() {
  constexpr unsigned attributes = plain_mount | MOUNT_ATTR_NOEXEC;
  auto writable = make_file_system("sysfs", attributes);
  return writable ? std::move(writable) : make_file_system("sysfs", attributes | MOUNT_ATTR_RDONLY);
}

UniqueFd copy_mount(const std::filesystem::path& path) {
  return UniqueFd(
      ::open_tree(AT_FDCWD, path.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE));
}

bool put(const UniqueFd& mount, const std::filesystem::path& place) {
  return mount && ::move_mount(mount.get(), "", AT_FDCWD, place.c_str(),
                               MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS) == 0;
}

bool set_read_only(const char* place, bool is_read_only, unsigned flags) {
  mount_attr change{};
  (is_read_only ? change.attr_set : change.attr_clr) = MOUNT_ATTR_RDONLY;
  return ::mount_setattr(AT_FDCWD, place, flags, &change, sizeof(change)) == 0;
}

bool separate_mounts() {
  return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

MountNamespace MountNamespace::of_this_thread() {
  MountNamespace here;
  here.namespace_ = UniqueFd(::open("/proc/thread-self/ns/mnt", O_RDONLY | O_CLOEXEC));
  here.root_ = UniqueFd(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  return here;
}

// setns(2) leads to the root of the machine, which is another in a chroot(2).
bool MountNamespace::enter() const {
  return ::unshare(CLONE_FS) == 0 && ::setns(namespace_.get(), CLONE_NEWNS) == 0 &&
         ::fchdir(root_.get()) == 0 && ::chroot(".") == 0;
}

bool is_folder(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace netrig
