// Mounts that are nowhere yet, and are then put into the calling thread's mount namespace:
// fsmount(2), open_tree(2), move_mount(2), Linux 5.2. An empty descriptor or false means that it
// failed, and errno says why.
#pragma once

#include <sys/mount.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "netrig/core/unique_fd.hpp"

namespace netrig {

/// Of a mount on which devices and set-user-ID bits do not count.
inline constexpr unsigned plain_mount = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

/// A new file system, such as "sysfs"; `attributes` are MOUNT_ATTR_*, an option without a value is
/// a flag.
UniqueFd make_file_system(const char* type, unsigned attributes,
                          const std::vector<std::pair<const char*, const char*>>& options = {});
/// One in memory, with nothing in it.
UniqueFd make_empty_folder(unsigned attributes);
/// A sysfs of the network namespace that the thread is in; read-only where the machine's own is.
UniqueFd make_sys();
/// That file or folder, and what is mounted below it.
UniqueFd copy_mount(const std::filesystem::path& path);

/// Symbolic links are followed.
bool put(const UniqueFd& mount, const std::filesystem::path& place);

/// The mount at that place, and with AT_RECURSIVE all below it, in this mount namespace alone:
/// mount_setattr(2), Linux 5.12. Nothing is allocated, so that it may be called after a fork.
bool set_read_only(const char* place, bool is_read_only, unsigned flags = 0);

/// In a mount namespace that was just made: no mount comes from or goes to the machine's.
bool separate_mounts();

/// A mount namespace, held by descriptors: it ends with the last that holds it or is in it.
class MountNamespace {
 public:
  /// That of the calling thread, with its root folder. Empty descriptors when it failed.
  static MountNamespace of_this_thread();
  explicit operator bool() const noexcept { return namespace_ && root_; }

  /// Of the namespace; -1 when there is none.
  int fd() const noexcept { return namespace_.get(); }

  /// Moves the calling thread there, for which it stops sharing its root and working folders with
  /// other threads: both are now the root folder.
  bool enter() const;

 private:
  UniqueFd namespace_, root_;
};

/// Whether there is such a folder.
bool is_folder(const std::filesystem::path& path);

}  // namespace netrig
