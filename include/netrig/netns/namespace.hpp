// A network namespace of this process, and work done inside it.
//
//   auto client = Namespace::create("client");
//   int mtu = client.run([] { return read_mtu("lo"); });     // on a thread inside 'client'
//
// Held by descriptors only: when the object goes, or the process dies however it dies, the kernel
// removes the namespace and all that is in it (namespaces(7)). Not a sandbox: files, users and
// processes are shared with everyone else.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <type_traits>

namespace netrig {

class NodeMounts;
namespace netlink {
class Socket;
}

/// Move-only. Safe to use from several threads at once.
class Namespace {
 public:
  /// Makes an empty namespace: nothing but `lo`, which is down. The calling thread stays where it
  /// is. `name` is for error messages and for `lo`'s alias. Takes about half a millisecond. Throws
  /// PermissionError without CAP_SYS_ADMIN in the user namespace: see Sandbox.
  static Namespace create(std::string name);
  /// Holds one that a program has made, by a descriptor such as of `/run/netns/NAME`, which stays
  /// the caller's. It is not removed before this object is gone. Throws Error for what is no
  /// network namespace, and where this process may not enter it (setns(2)).
  static Namespace adopt(std::string name, int fd);

  Namespace(Namespace&&) noexcept;
  Namespace& operator=(Namespace&&) noexcept;
  /// Joins the threads, closes the descriptors. The kernel removes the namespace soon after.
  ~Namespace();

  const std::string& name() const noexcept;
  /// For setns(2) and `nsenter --net=/proc/PID/fd/FD`; owned by this object.
  int fd() const noexcept;
  /// Tells namespaces apart: the number in `net:[4026531840]`.
  ino_t inode() const;

  /// Calls `f` on this namespace's thread and waits for it; gives back its result or its exception.
  /// Sockets that `f` opens belong to this namespace and stay with it; its files are
  /// /proc/thread-self/net, because /proc/net is that of the program's first thread. In a network's
  /// node, /etc, /sys and the hostname are the node's there, where the machine allows mounts. On
  /// that thread itself `f` is simply called. GoogleTest's ASSERT_* inside `f` only leaves `f`:
  /// better give back a value.
  template <class F>
  std::invoke_result_t<F&> run(F&& f) {
    if (on_own_thread()) return f();
    std::packaged_task<std::invoke_result_t<F&>()> task(std::ref(f));
    auto result = task.get_future();
    boost::asio::post(io_context(), [&task] { task(); });
    return result.get();
  }

  /// Run by this namespace's thread, for asynchronous code of the user's own. The thread starts
  /// with the first call of this or run() and lives as long as this object; a handler that throws
  /// ends the program. Throws Error in a forked process, which does not have the thread. Open the
  /// sockets inside run(): where a socket belongs is decided when it is opened.
  boost::asio::io_context& io_context() const;

  /// For calls of netrig's other layers that nothing can interrupt: starts `work` on a thread of
  /// its own, which is in all that run()'s is in, or cannot enter it for the reason that `work` is
  /// given. `work` must not throw. The end of this object waits for it. Throws Error.
  void start_thread(std::function<void(std::exception_ptr)> work) const;

  /// rtnetlink(7) in this namespace, for netrig's other layers.
  netlink::Socket& route_socket() const;
  /// The mounts of a network's node, likewise; null for any other namespace.
  NodeMounts* mounts() const noexcept;

 private:
  friend class NamespaceMaker;
  struct State;
  explicit Namespace(std::unique_ptr<State> state);
  bool on_own_thread() const noexcept;

  std::unique_ptr<State> state_;
};

}  // namespace netrig
