#include "service/tcp_service.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>

#include "core/socket_address.hpp"
#include "service/saved_syn.hpp"

namespace netrig {
namespace {

// Enough to make a wake-up cheap, few enough to let the other services have their turn.
constexpr int accepted_per_turn = 64;

// How long to leave callers in the queue when the process has no descriptor or memory for them.
constexpr std::chrono::milliseconds shortage{10};

// Ends the connection with a RST when it is closed: unlike a FIN, which has to be acknowledged, it
// leaves nothing behind that would hold the namespace.
void abort_when_closed(int socket) {
  constexpr linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

}  // namespace

TcpService::TcpService(boost::asio::io_context& io_context, BoundSocket socket,
                       const Namespace& where, DialogueMaker begin_dialogue)
    : RunningService(socket, where),
      io_context_(io_context),
      begin_dialogue_(std::move(begin_dialogue)),
      listener_(io_context),
      pause_(io_context) {
  listener_->assign(socket.fd.get());
  (void)socket.fd.release();
}

void TcpService::wait_for_callers_to_come() {
  listener_->async_wait(Descriptor::wait_read, guarded([this] { accept_some(); }));
}

void TcpService::accept_some() {
  for (int i = 0; i < accepted_per_turn; ++i) {
    SocketAddress remote;
    auto size = static_cast<socklen_t>(remote.capacity());
    UniqueFd socket(
        ::accept4(listener_->native_handle(), remote.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket && errno == EAGAIN) break;
    if (!socket) return pause();
    remote.resize(size);
    const Caller caller{endpoint_of(remote, Protocol::tcp),
                        endpoint_of(bound_address(socket.get()), Protocol::tcp)};
    record(caller, saved_initial_sequence(socket.get()));
    begin(std::move(socket), caller);
  }
  wait_for_callers_to_come();
}

void TcpService::begin(UniqueFd socket, const Caller& caller) {
  // Many a caller is gone by now, and the event queue need not hear of it.
  auto dialogue = begin_dialogue_(caller);
  const auto what = dialogue->proceed(socket.get());
  if (what == Dialogue::Wait::none) return;

  connections_.emplace_front(io_context_, std::move(dialogue));
  boost::system::error_code error;
  connections_.front().descriptor.assign(socket.get(), error);
  if (error) return connections_.pop_front();  // no memory for it: the caller finds it closed
  (void)socket.release();
  wait(connections_.begin(), what);
}

void TcpService::wait(Connections::iterator connection, Dialogue::Wait what) {
  if (what == Dialogue::Wait::none) {
    connections_.erase(connection);
    return;
  }
  auto& [descriptor, timer, dialogue] = *connection;
  auto go_on = guarded([this, connection] {
    wait(connection, connection->dialogue->proceed(connection->descriptor.native_handle()));
  });
  if (what == Dialogue::Wait::until_due) {
    timer.expires_at(dialogue->due().moment());
    return timer.async_wait(std::move(go_on));
  }
  descriptor.async_wait(
      what == Dialogue::Wait::until_readable ? Descriptor::wait_read : Descriptor::wait_write,
      std::move(go_on));
}

void TcpService::pause() {
  pause_->expires_after(shortage);
  pause_->async_wait(guarded([this] { accept_some(); }));
}

void TcpService::close_sockets() noexcept {
  listener_.reset();
  pause_.reset();
  for (auto& connection : connections_) abort_when_closed(connection.descriptor.native_handle());
  connections_.clear();
}

}  // namespace netrig
