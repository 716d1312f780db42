// The namespace that the caller lives in, as seen by the networks that it makes.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "netlink/socket.hpp"
#include "netrig/core/deadline.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// The alias of `lo` in a sandbox, and how it begins in a node. The kernel keeps them, so whoever
/// knows a namespace's id can ask whose it is, and no list of ours can be out of date.
inline constexpr std::string_view sandbox_alias = "netrig";
inline constexpr std::string_view alias_mark = "netrig ";
/// The mark and the name, cut where the kernel's room for an alias ends.
std::string node_alias(std::string_view name);

/// Sees to it that namespaces are known to a sandbox by an id, by which the kernel announces their
/// removal. In any other namespace, such as the host's, it does nothing: the host is not touched.
class Home {
 public:
  /// The process's namespace, also on a thread that is in another, such as a node's.
  Home();

  bool is_sandbox() const noexcept { return is_sandbox_; }
  void register_namespaces(std::span<const Namespace> namespaces);

  /// To be called before their descriptors are closed: listens, and notes the ids.
  void watch(const std::vector<Namespace>& namespaces);
  /// Waits for the removal of all that were noted; throws DeadlineError, which names those left.
  void wait_until_removed(Deadline deadline);

 private:
  struct Watched {
    int nsid;
    std::string name;
  };

  std::unique_ptr<netlink::Socket> socket_;
  bool is_sandbox_ = false;
  std::vector<Watched> watched_;
};

/// Waits until none of the namespaces with these ids is left, by the events of a socket that
/// listens to RTNLGRP_NSID since before they were closed; gives those that are left when the
/// deadline passes.
std::vector<int> wait_for_removal(netlink::Socket& listening, std::vector<int> ids,
                                  Deadline deadline);

}  // namespace netrig
