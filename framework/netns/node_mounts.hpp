// What a node has of its own below `/`: its /etc, and the /sys of its network namespace.
//
// It is a mount namespace, a copy of the test program's with two mounts more, which the node's
// thread is in and of which each program gets a copy. /etc is an overlay: below it the machine's,
// upon it a folder in memory that takes what is written, by anyone in the node
// (Documentation/filesystems/overlayfs.rst). So all of them see one /etc, may replace and rename
// its files, and the machine sees nothing of it. Where there is no overlay (before Linux 5.11, or
// without root in a container that has mounted something in /etc) it is a copy of the machine's,
// which takes tens of milliseconds.
//
// Made when it is first needed: in a network that is only asked nobody looks into a file.
#pragma once

#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "netns/etc_layers.hpp"
#include "netns/mounts.hpp"

namespace netrig {

/// Texts by the paths of the files.
using NodeFiles = std::map<std::string, std::string>;

/// The file system in memory for the /etc of all nodes of a network. One for all, because glibc
/// keeps the last /etc/resolv.conf for the whole process and takes another one for the same that
/// has its inode number, size and times (file_change_detection in the glibc sources): inode numbers
/// differ within a file system.
class EtcStorage {
 public:
  /// Moves the calling thread into the mount namespace where it is mounted, upon /sys, and gives
  /// folders for a node in it. `attempt` is for errors. Throws PermissionError, Error.
  EtcFolders enter(const std::string& attempt);

 private:
  std::mutex mutex_;
  MountNamespace mounts_;
  unsigned folders_ = 0;
};

/// Safe to use from several threads at once.
class NodeMounts {
 public:
  /// `network_namespace` is the node's, a descriptor that stays the caller's. `files` are laid over
  /// netrig's own in /etc.
  NodeMounts(EtcStorage& storage, int network_namespace, std::string node, NodeFiles files);

  /// Makes what is not there yet. Throws PermissionError, Error.
  void make();
  /// The same where it is allowed. False where the machine forbids it and no test gave the node
  /// files: from then on the node goes without, and whoever needs them is told why.
  bool make_if_allowed();
  /// The mount namespace; -1 as long as there is none.
  int fd();
  /// Makes them, and moves the calling thread there; its working directory is then `/`.
  void enter();
  /// Whether /sys there is the node's: a container may forbid to mount it.
  bool have_sys() const noexcept { return have_sys_; }

  /// Of a file below /etc; see Node::set_file() and Node::file().
  void write(const std::filesystem::path& path, std::string_view text);
  std::string read(const std::filesystem::path& path);

 private:
  void make_in_this_thread();
  std::string attempt_to(std::string_view verb, const std::filesystem::path& path) const;

  EtcStorage& storage_;
  const int network_namespace_;
  const std::string node_;
  const NodeFiles files_;
  std::mutex making_, writing_;
  MountNamespace mounts_;
  std::exception_ptr forbidden_;
  bool have_sys_ = false;
};

}  // namespace netrig
