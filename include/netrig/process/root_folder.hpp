// What a program sees as `/`.
#pragma once

#include <filesystem>
#include <string>

namespace netrig {

/// A folder of the machine, or one in the mount namespace behind a descriptor.
struct RootFolder {
  RootFolder() = default;
  RootFolder(std::filesystem::path folder) : path(std::move(folder)) {}
  RootFolder(std::string folder) : path(std::move(folder)) {}
  RootFolder(const char* folder) : path(folder) {}

  std::filesystem::path path{};  ///< the machine's own root when empty
  int mount_namespace = -1;      ///< of a RootFileSystem, which owns it; negative for the machine's

  bool operator==(const RootFolder&) const = default;
};

}  // namespace netrig
