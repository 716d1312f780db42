#include "netns/node_thread.hpp"

#include <future>

#include "netns/maker.hpp"

namespace netrig {

NodeThread::NodeThread(int namespace_fd, const std::string& name)
    : work_(boost::asio::make_work_guard(io_context_)) {
  std::promise<void> entered;
  auto ready = entered.get_future();
  thread_ = std::thread([this, namespace_fd, &name, entered = std::move(entered)]() mutable {
    try {
      enter(namespace_fd, name);
    } catch (...) {
      entered.set_exception(std::current_exception());
      return;
    }
    entered.set_value();  // from here on `name` may be gone
    // A user's code that stops the context, as Asio programs do to end, must not end the thread.
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
