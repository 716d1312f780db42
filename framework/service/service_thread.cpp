#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <future>
#include <optional>
#include <thread>

#include "netns/forked.hpp"
#include "netns/maker.hpp"
#include "service/bound_socket.hpp"
#include "service/running_service.hpp"
#include "service/tcp_service.hpp"
#include "service/udp_service.hpp"

namespace netrig {

struct ServiceThread::State {
  boost::asio::io_context io_context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      io_context.get_executor()};
  // Touched by the thread alone, and when it has ended by the one that ended it. Handles own what
  // is running; this is only for closing it all.
  std::vector<std::weak_ptr<RunningService>> services;
  std::optional<ThreadsProcess> process;  ///< once there is the thread
  std::mutex starting;
  std::thread thread;

  ~State() {
    io_context.stop();
    if (thread.joinable()) thread.join();
    for (const auto& each : services)
      if (const auto running = each.lock()) running->close();
  }

  // Calls `f` on the thread, which starts with the first call, and throws what it throws.
  template <class F>
  void call(F&& f) {
    {
      const std::lock_guard lock(starting);
      if (process) process->check("cannot start a service");
      if (!process) {
        thread = std::thread([this] { io_context.run(); });
        process.emplace();
      }
    }
    // The promise belongs to the handler, which is still inside set_value() when the result is
    // there; the exception is moved, so that it ends here.
    std::promise<std::exception_ptr> done;
    auto failed = done.get_future();
    boost::asio::post(io_context, [&f, done = std::move(done)]() mutable {
      std::exception_ptr failure;
      try {
        f();
      } catch (...) {
        failure = std::current_exception();
      }
      done.set_value(std::move(failure));
    });
    if (const auto failure = failed.get()) std::rethrow_exception(failure);
  }

  void keep(const std::shared_ptr<RunningService>& running) {
    std::erase_if(services, [](const auto& each) { return each.expired(); });
    services.push_back(running);
  }
};

ServiceThread::ServiceThread() : state_(std::make_unique<State>()) {}
ServiceThread::ServiceThread(ServiceThread&&) noexcept = default;
ServiceThread& ServiceThread::operator=(ServiceThread&&) noexcept = default;
ServiceThread::~ServiceThread() = default;

Service ServiceThread::serve(const Namespace& where, TransportPort port, ServiceOptions options) {
  std::shared_ptr<RunningService> running;
  state_->call([&] {
    enter(where);
    auto socket = open_bound_socket(port, options, where.name());
    if (port.protocol == Protocol::tcp)
      running = std::make_shared<TcpService>(state_->io_context, std::move(socket), where,
                                             std::move(options.answer));
    else
      running = std::make_shared<UdpService>(state_->io_context, std::move(socket), where,
                                             std::move(options.answer));
    state_->keep(running);
    running->start();
  });
  return Service(std::move(running));
}

}  // namespace netrig
