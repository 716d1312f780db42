// A root folder in memory, for programs that are not to see the machine's files.
//
//   auto container = RootFileSystem::with_busybox();
//   container.write("/srv/index.html", "hello\n");
//   auto web = node(host).start({.arguments = {"httpd", "-f", "-p", "8080", "-h", "/srv"},
//                                .root = container});
#pragma once

#include <filesystem>
#include <string_view>

#include "netrig/core/unique_fd.hpp"
#include "netrig/process/root_folder.hpp"

namespace netrig {

/// Move-only. It is nowhere on the machine: a mount namespace of its own holds it
/// (mount_namespaces(7)), and descriptors hold that, so it is gone with this object and the
/// programs that run in it. All programs in it see what one of them writes. Paths are those that
/// the programs see, and no symbolic link leads out of it; folders on the
/// way are made.
class RootFileSystem {
 public:
  /// With the folders dev, etc, proc, run, sys and tmp, empty. A program in it finds `/proc`,
  /// `/sys` and, in `/dev`, null, zero, full, random and urandom. Throws PermissionError, Error.
  RootFileSystem();
  /// With busybox and a link to it for each of its applets, such as /bin/sh and /usr/sbin/httpd.
  /// Throws Error where busybox is not installed, or not linked statically (Debian:
  /// busybox-static). Takes 10 ms.
  static RootFileSystem with_busybox();

  /// Makes or replaces a file.
  void write(const std::filesystem::path& path, std::string_view content) const;
  /// A copy of a file of the machine, such as a program, with its permissions.
  void copy_in(const std::filesystem::path& from, const std::filesystem::path& to) const;
  /// A symbolic link at `path`.
  void link(const std::filesystem::path& target, const std::filesystem::path& path) const;

  /// By which the test program sees it: below /proc/self/fd. Valid as long as this object. There,
  /// an absolute symbolic link leads to the machine's files.
  std::filesystem::path path() const;
  /// For Program::root, until the program has been started.
  operator RootFolder() const;

 private:
  UniqueFd mount_namespace_, folder_;
};

}  // namespace netrig
