// How namespaces come to be, on threads that are thrown away afterwards.
#pragma once

#include <memory>
#include <string>

#include "netrig/netns/namespace.hpp"

namespace netrig {

/// For threads that belong to netrig and end soon: there is no way back that could not fail.
class NamespaceMaker {
 public:
  /// Moves the calling thread into a new namespace and gives a handle to it. Throws
  /// PermissionError.
  static Namespace make_in_this_thread(std::string name);
};

/// Moves the calling thread into `target` (setns(2)).
void enter(const Namespace& target);

/// Opens a netlink route socket inside `target`, by a thread that is thrown away: cheaper than to
/// start the namespace's own.
std::unique_ptr<netlink::Socket> open_route_socket(const Namespace& target);

}  // namespace netrig
