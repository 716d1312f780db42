// A thread that lives in one network namespace and runs an io_context there.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <string>
#include <thread>

#include "netns/forked.hpp"
#include "netns/node_mounts.hpp"

namespace netrig {

/// Moves the calling thread inside the namespace behind `namespace_fd`, and where there are mounts,
/// into them, under the node's name as its hostname. Throws Error.
void enter_node(int namespace_fd, const std::string& name, NodeMounts* mounts);

class NodeThread {
 public:
  /// Returns when the thread has entered the node; throws Error if it could not.
  NodeThread(int namespace_fd, const std::string& name, NodeMounts* mounts);
  /// Lets the handler that is running finish, drops those that wait, joins.
  ~NodeThread();
  NodeThread(const NodeThread&) = delete;
  NodeThread& operator=(const NodeThread&) = delete;

  boost::asio::io_context& io_context() noexcept { return io_context_; }
  const ThreadsProcess& process() const noexcept { return process_; }
  std::thread::id id() const noexcept { return thread_.get_id(); }

 private:
  ThreadsProcess process_;
  boost::asio::io_context io_context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace netrig
