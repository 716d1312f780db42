#include "netns/node_thread.hpp"

#include <sched.h>
#include <unistd.h>

#include <filesystem>
#include <future>

#include "netns/default_files.hpp"
#include "netns/maker.hpp"

namespace netrig {
namespace {

// The working folder stays what it was: a test's data may be there.
void enter_machine(NodeMounts& mounts, const std::string& name) {
  std::error_code unknown;
  const auto folder = std::filesystem::current_path(unknown);
  mounts.enter();
  std::filesystem::current_path(folder, unknown);
  const auto hostname = hostname_of(name);
  if (::unshare(CLONE_NEWUTS) == 0) ::sethostname(hostname.data(), hostname.size());
}

}  // namespace

void enter_node(int namespace_fd, const std::string& name, NodeMounts* mounts) {
  enter(namespace_fd, name);
  if (mounts) enter_machine(*mounts, name);
}

NodeThread::NodeThread(int namespace_fd, const std::string& name, NodeMounts* mounts)
    : work_(boost::asio::make_work_guard(io_context_)) {
  std::promise<void> entered;
  auto ready = entered.get_future();
  thread_ =
      std::thread([this, namespace_fd, &name, mounts, entered = std::move(entered)]() mutable {
        try {
          enter_node(namespace_fd, name, mounts);
        } catch (...) {
          entered.set_exception(std::current_exception());
          return;
        }
        entered.set_value();  // from here on `name` may be gone
        // A user's code that stops the context, as Asio programs do to end, must not end the
        // thread.
        for (io_context_.run(); !ending_; io_context_.run()) io_context_.restart();
      });
  try {
    ready.get();
  } catch (...) {
    thread_.join();
    throw;
  }
}

NodeThread::~NodeThread() {
  ending_ = true;
  io_context_.stop();
  thread_.join();
}

}  // namespace netrig
