#include "process/mounts.hpp"

#include <fcntl.h>

namespace netrig {

UniqueFd make_file_system(const char* type, unsigned attributes,
                          const std::vector<std::pair<const char*, const char*>>& options) {
  const UniqueFd context(::fsopen(type, FSOPEN_CLOEXEC));
  if (!context) return {};
  ::fsconfig(context.get(), FSCONFIG_SET_STRING, "source", type, 0);  // for those who list mounts
  for (const auto& [key, value] : options)
    if (::fsconfig(context.get(), FSCONFIG_SET_STRING, key, value, 0) != 0) return {};
  if (::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return {};
  return UniqueFd(::fsmount(context.get(), FSMOUNT_CLOEXEC, attributes));
}

UniqueFd make_empty_folder(unsigned attributes) {
  return make_file_system("tmpfs", attributes, {{"mode", "0755"}});
}

UniqueFd copy_mount(const std::filesystem::path& path) {
  return UniqueFd(
      ::open_tree(AT_FDCWD, path.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE));
}

bool put(const UniqueFd& mount, const std::filesystem::path& place) {
  return mount && ::move_mount(mount.get(), "", AT_FDCWD, place.c_str(),
                               MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS) == 0;
}

bool separate_mounts() {
  return ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

}  // namespace netrig
