#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "netns/forked.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "netrig/service/http_service.hpp"
#include "service/bound_socket.hpp"
#include "service/http_dialogue.hpp"
#include "service/http_site.hpp"
#include "service/running_service.hpp"
#include "service/tcp_dialogue.hpp"
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

  // Calls `make` on the thread, inside `where`, and has what it gives answer.
  template <class F>
  std::shared_ptr<RunningService> start(const Namespace& where, F&& make) {
    std::shared_ptr<RunningService> running;
    call([&] {
      enter(where);
      running = make();
      std::erase_if(services, [](const auto& each) { return each.expired(); });
      services.push_back(running);
      running->start();
    });
    return running;
  }
};

ServiceThread::ServiceThread() : state_(std::make_unique<State>()) {}
ServiceThread::ServiceThread(ServiceThread&&) noexcept = default;
ServiceThread& ServiceThread::operator=(ServiceThread&&) noexcept = default;
ServiceThread::~ServiceThread() = default;

Service ServiceThread::serve(const Namespace& where, TransportPort port, ServiceOptions options) {
  return Service(state_->start(where, [&]() -> std::shared_ptr<RunningService> {
    auto socket = open_bound_socket(port, options, where.name());
    if (port.protocol == Protocol::udp)
      return std::make_shared<UdpService>(state_->io_context, std::move(socket), where,
                                          std::move(options.answer));
    return std::make_shared<TcpService>(
        state_->io_context, std::move(socket), where,
        [answer = std::move(options.answer)](const Caller&) {
          return std::make_unique<TcpDialogue>(answer ? &*answer : nullptr);
        });
  }));
}

HttpService ServiceThread::serve_http(const Namespace& where, TransportPort port,
                                      HttpServiceOptions options) {
  auto name = fmt::format("{} in '{}'", port, where.name());
  if (port.protocol != Protocol::tcp)
    throw DescriptionError(fmt::format("cannot serve HTTP on {}: it needs a tcp port", name));
  const ServiceOptions socket_options{.address = options.address,
                                      .transparent = options.transparent};
  const auto site = std::make_shared<HttpSite>(std::move(options), std::move(name));
  auto running = state_->start(where, [&] {
    return std::make_shared<TcpService>(
        state_->io_context, open_bound_socket(port, socket_options, where.name()), where,
        [site](const Caller& caller) { return std::make_unique<HttpDialogue>(site, caller); });
  });
  return {Service(std::move(running)), site};
}

}  // namespace netrig
