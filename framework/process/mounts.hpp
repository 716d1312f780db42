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

/// A new file system, such as "sysfs"; `attributes` are MOUNT_ATTR_*.
UniqueFd make_file_system(const char* type, unsigned attributes,
                          const std::vector<std::pair<const char*, const char*>>& options = {});
/// One in memory, with nothing in it.
UniqueFd make_empty_folder(unsigned attributes);
/// That file or folder, and what is mounted below it.
UniqueFd copy_mount(const std::filesystem::path& path);

/// Symbolic links are followed.
bool put(const UniqueFd& mount, const std::filesystem::path& place);

/// In a mount namespace that was just made: no mount comes from or goes to the machine's.
bool separate_mounts();

}  // namespace netrig
