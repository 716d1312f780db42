// The namespaces that a program finds itself in.
#pragma once

#include <string>

#include "netrig/netns/namespace.hpp"
#include "netrig/process/program.hpp"

namespace netrig {

/// What is left to the first process of the new PID namespace.
struct LeftToInit {
  bool proc = false;      ///< to mount /proc
  bool old_root = false;  ///< to unmount the old root, which is mounted upon the new one
};

/// Moves the calling thread, which is going to be thrown away, into a new mount namespace, a copy
/// of the node's, with the program's root, files, empty folders and `/sys`, and a UTS namespace
/// with the name of the node, whose network namespace it is in already; its first child will be in
/// a new PID namespace. Mounts are made in no other namespace, and none of them comes back to it.
/// Throws PermissionError, Error, DescriptionError for a folder or a file that is not there.
/// mount_namespaces(7), Linux 5.2.
LeftToInit enter_surroundings(const Program& program, const Namespace& where);

}  // namespace netrig
