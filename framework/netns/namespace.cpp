#include "netrig/netns/namespace.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>

#include <atomic>
#include <mutex>
#include <optional>

#include "netlink/requests.hpp"
#include "netlink/socket.hpp"
#include "netns/home.hpp"
#include "netns/maker.hpp"
#include "netns/node_thread.hpp"
#include "netns/privilege.hpp"
#include "netns/side_threads.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {

struct Namespace::State {
  std::string name;
  UniqueFd fd;
  netlink::Socket route_socket;
  // Before the thread, which is thus not the last to hold them: the kernel takes a tenth of a
  // millisecond to remove them, for which nobody waits who joins a thread.
  std::optional<NodeMounts> mounts;
  SideThreads side_threads;
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

void NamespaceMaker::give_mounts(Namespace& node, EtcStorage& storage, NodeFiles files) {
  node.state_->mounts.emplace(storage, node.fd(), node.name(), std::move(files));
}

namespace {

// What a machine forbids a thread can do without: sockets need none.
NodeMounts* mounts_for_a_thread(NodeMounts* mounts) {
  return mounts && mounts->make_if_allowed() ? mounts : nullptr;
}

}  // namespace

Namespace Namespace::create(std::string name) {
  auto made = on_thrown_away_thread([&] {
    auto inside = NamespaceMaker::make_in_this_thread(std::move(name));
    netlink::Batch batch(inside.name());
    netlink::change_link(batch, netlink::loopback, {.alias = node_alias(inside.name())});
    inside.route_socket().execute(batch);
    return inside;
  });
  Home().register_namespaces({&made, 1});
  return made;
}

Namespace Namespace::adopt(std::string name, int fd) {
  return on_thrown_away_thread([&] {
    enter(fd, name);
    return Namespace(std::make_unique<State>(std::move(name)));
  });
}

std::unique_ptr<netlink::Socket> open_route_socket(const Namespace& target) {
  return on_thrown_away_thread(target, [] { return std::make_unique<netlink::Socket>(); });
}

void enter(int namespace_fd, const std::string& name) {
  check(::setns(namespace_fd, CLONE_NEWNET),
        [&] { return fmt::format("cannot enter network namespace '{}'", name); });
}

void enter(const Namespace& target) {
  enter(target.fd(), target.name());
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

NodeMounts* Namespace::mounts() const noexcept {
  return state_->mounts ? &*state_->mounts : nullptr;
}

bool Namespace::on_own_thread() const noexcept {
  return state_->thread_id.load() == std::this_thread::get_id();
}

void Namespace::start_thread(std::function<void(std::exception_ptr)> work) const {
  auto* const machine = mounts_for_a_thread(mounts());
  // The state stays where it is, and is there until the thread has been joined.
  state_->side_threads.start(
      [state = state_.get(), machine, work = std::move(work)] {
        std::exception_ptr failure;
        try {
          enter_node(state->fd.get(), state->name, machine);
        } catch (...) {
          failure = std::current_exception();
        }
        work(failure);
      },
      fmt::format("cannot start a thread in '{}'", name()));
}

boost::asio::io_context& Namespace::io_context() const {
  const std::lock_guard lock(state_->starting);
  if (!state_->thread) {
    state_->thread.emplace(fd(), name(), mounts_for_a_thread(mounts()));
    state_->thread_id = state_->thread->id();
  }
  state_->thread->process().check(fmt::format("cannot run anything in '{}'", name()));
  return state_->thread->io_context();
}

}  // namespace netrig
