// How namespaces come to be, on threads that are thrown away afterwards.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "netns/node_mounts.hpp"
#include "netrig/netns/namespace.hpp"

namespace netrig {

/// For threads that belong to netrig and end soon: there is no way back that could not fail.
class NamespaceMaker {
 public:
  /// Moves the calling thread into a new namespace and gives a handle to it. Throws
  /// PermissionError.
  static Namespace make_in_this_thread(std::string name);
  /// Makes it a node's, with an /etc of its own. `storage` must outlive it.
  static void give_mounts(Namespace& node, EtcStorage& storage, NodeFiles files);
};

/// Moves the calling thread into `target` (setns(2)).
void enter(const Namespace& target);
/// The same for the namespace behind a descriptor, called `name` in the error message.
void enter(int namespace_fd, const std::string& name);

/// Calls `work` on a thread that is thrown away afterwards, and gives back its result or its
/// exception.
template <class Work>
auto on_thrown_away_thread(Work&& work) {
  std::packaged_task<std::invoke_result_t<Work>()> task(std::forward<Work>(work));
  auto result = task.get_future();
  std::thread(std::move(task)).join();
  return result.get();
}

/// The same inside `target`: cheaper than to start the namespace's own thread, which may also be
/// busy with the user's work.
template <class Work>
auto on_thrown_away_thread(const Namespace& target, Work&& work) {
  return on_thrown_away_thread([&] {
    enter(target);
    return work();
  });
}

/// A netlink route socket inside `target`.
std::unique_ptr<netlink::Socket> open_route_socket(const Namespace& target);

}  // namespace netrig
