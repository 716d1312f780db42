#include "netrig/netns/namespace.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>

#include <atomic>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "netlink/socket.hpp"
#include "netns/maker.hpp"
#include "netns/node_thread.hpp"
#include "netns/privilege.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {

struct Namespace::State {
  std::string name;
  UniqueFd fd;
  netlink::Socket route_socket;
  std::mutex starting;
  std::optional<NodeThread> thread;
  std::atomic<std::thread::id> thread_id{};

  // In the thread that is inside the namespace.
  explicit State(std::string node)
      : name(std::move(node)),
        fd(check(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC),
                 [this] { return fmt::format("cannot hold network namespace '{}'", name); })) {}
};

Namespace::Namespace(std::unique_ptr<State> state) : state_(std::move(state)) {}
Namespace::Namespace(Namespace&&) noexcept = default;
Namespace& Namespace::operator=(Namespace&&) noexcept = default;
Namespace::~Namespace() = default;

Namespace NamespaceMaker::make_in_this_thread(std::string name) {
  if (::unshare(CLONE_NEWNET) != 0) {
    const auto code = error_code_from(errno);
    throw_creation_error(code, fmt::format("cannot make network namespace '{}'", name));
  }
  return Namespace(std::make_unique<Namespace::State>(std::move(name)));
}

namespace {

// Calls `work` on a thread of its own and gives back its result or its exception.
template <class Work>
auto on_thrown_away_thread(Work&& work) {
  std::packaged_task<std::invoke_result_t<Work>()> task(std::forward<Work>(work));
  auto result = task.get_future();
  std::thread(std::move(task)).join();
  return result.get();
}

}  // namespace

Namespace Namespace::create(std::string name) {
  return on_thrown_away_thread(
      [&] { return NamespaceMaker::make_in_this_thread(std::move(name)); });
}

std::unique_ptr<netlink::Socket> open_route_socket(const Namespace& target) {
  return on_thrown_away_thread([&] {
    enter(target);
    return std::make_unique<netlink::Socket>();
  });
}

void enter(const Namespace& target) {
  check(::setns(target.fd(), CLONE_NEWNET),
        [&] { return fmt::format("cannot enter network namespace '{}'", target.name()); });
}

const std::string& Namespace::name() const noexcept {
  return state_->name;
}

int Namespace::fd() const noexcept {
  return state_->fd.get();
}

ino_t Namespace::inode() const {
  struct stat status {};
  check(::fstat(fd(), &status),
        [this] { return fmt::format("cannot look at network namespace '{}'", name()); });
  return status.st_ino;
}

netlink::Socket& Namespace::route_socket() const {
  return state_->route_socket;
}

bool Namespace::on_own_thread() const noexcept {
  return state_->thread_id.load() == std::this_thread::get_id();
}

boost::asio::io_context& Namespace::io_context() {
  const std::lock_guard lock(state_->starting);
  if (!state_->thread) {
    state_->thread.emplace(fd(), name());
    state_->thread_id = state_->thread->id();
  }
  return state_->thread->io_context();
}

}  // namespace netrig
