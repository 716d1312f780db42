#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <thread>
#include <type_traits>

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
  std::mutex starting;
  std::thread thread;

  ~State() {
    io_context.stop();
    if (thread.joinable()) thread.join();
    for (const auto& each : services)
      if (const auto running = each.lock()) running->close();
  }

  // Calls `f` on the thread, which starts with the first call; gives back its result or its
  // exception.
  template <class F>
  std::invoke_result_t<F&> call(F&& f) {
    {
      const std::lock_guard lock(starting);
      if (!thread.joinable()) thread = std::thread([this] { io_context.run(); });
    }
    std::packaged_task<std::invoke_result_t<F&>()> task(std::ref(f));
    auto result = task.get_future();
    // Moved along: the thread is still inside it when the result is there.
    boost::asio::post(io_context, [task = std::move(task)]() mutable { task(); });
    return result.get();
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
  return Service(state_->call([&]() -> std::shared_ptr<RunningService> {
    enter(where);
    auto socket = open_bound_socket(port, options.address, where.name());
    std::shared_ptr<RunningService> running;
    if (port.protocol == Protocol::tcp)
      running = std::make_shared<TcpService>(state_->io_context, std::move(socket), where.name(),
                                             std::move(options.answer));
    else
      running = std::make_shared<UdpService>(state_->io_context, std::move(socket), where.name(),
                                             std::move(options.answer));
    state_->keep(running);
    running->start();
    return running;
  }));
}

}  // namespace netrig
