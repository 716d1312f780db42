#include "probe/tcp_probe.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "core/socket_address.hpp"
#include "netrig/core/error.hpp"
#include "probe/icmp_error.hpp"
#include "probe/local_refusal.hpp"
#include "probe/probe_socket.hpp"

namespace netrig {
namespace {

int pending_error(int socket) {
  int error = 0;
  socklen_t size = sizeof(error);
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

bool is_connected(int socket) {
  SocketAddress peer;
  auto size = static_cast<socklen_t>(peer.capacity());
  return ::getpeername(socket, peer.data(), &size) == 0;
}

}  // namespace

TcpAttempt::TcpAttempt(Loop& loop, const Task& task, const TcpProbe& probe)
    : Attempt(loop, task),
      probe_(probe),
      notes_initial_sequence_(task.inquiry.notes_initial_sequence),
      asked_{ProbeKind::tcp, from().name(), plain_address(probe.target.address)} {}

void TcpAttempt::start() {
  const auto& target = probe_.target;
  socket_ = open_probe_socket(SOCK_STREAM, 0, socket_options(probe_), from().name());
  begin(probe_.patience);
  const auto error = connect_to(socket_.get(), target.address, target.port.number);
  if (error == EADDRNOTAVAIL && probe_.source_port != 0)
    throw Error(
        error_code_from(error),
        fmt::format("cannot probe {} from port {} in '{}'", target, probe_.source_port,
                    from().name()),
        "",
        "for a minute after it was closed, an earlier connection between the same two ports "
        "stands in the way (TIME_WAIT)");
  if (error != 0) {
    outcome().error = error_code_from(error);
    return finish(classify_refusal(asked_, error, {from(), socket_options(probe_)}));
  }
  outcome().source = endpoint_of(bound_address(socket_.get()), Protocol::tcp);
  proceed();
}

void TcpAttempt::proceed() {
  if (!connected_ && !handshake()) return;
  judge();
  if (done()) return;
  take_errors();
  send();
  receive();
  judge();
  if (done()) return;
  await(socket_.get(), sent_ < probe_.send.size() ? Readiness::both : Readiness::readable);
}

bool TcpAttempt::handshake() {
  pollfd state{socket_.get(), POLLOUT, 0};
  if (::poll(&state, 1, 0) <= 0) {  // also when a signal has interrupted it: nothing is known yet
    await(socket_.get(), Readiness::writable);
    return false;
  }
  if ((state.revents & (POLLERR | POLLHUP)) != 0 && !is_connected(socket_.get()) &&
      !was_connected())
    return false;
  connected_ = true;
  outcome().round_trip = Clock::now() - began();
  if (notes_initial_sequence_) note_initial_sequence();
  return true;
}

// TCP_REPAIR opens the books of a connection, for as long as it takes to read them (tcp(7) does not
// have it; do_tcp_getsockopt(), net/ipv4/tcp.c). It asks for CAP_NET_ADMIN in the user namespace
// that owns the network namespace, and closes with SO_REUSEADDR off.
void TcpAttempt::note_initial_sequence() {
  constexpr int on = 1;
  const auto set = [this](int option, int value) {
    set_option(socket_.get(), IPPROTO_TCP, option, value, "TCP_REPAIR");
  };
  set(TCP_REPAIR, TCP_REPAIR_ON);
  set(TCP_REPAIR_QUEUE, TCP_SEND_QUEUE);
  std::uint32_t next = 0;  // nothing but the SYN was sent, which counts as one byte
  socklen_t size = sizeof(next);
  const auto result = ::getsockopt(socket_.get(), IPPROTO_TCP, TCP_QUEUE_SEQ, &next, &size);
  set(TCP_REPAIR, TCP_REPAIR_OFF_NO_WP);
  if (probe_.source_port != 0)
    set_option(socket_.get(), SOL_SOCKET, SO_REUSEADDR, on, "SO_REUSEADDR");
  if (result == 0) outcome().initial_sequence = next - 1;
}

// The error queue first: an ICMPv6 error that arrives while connect() still owns the socket is
// there only (sk_err_soft in tcp_v6_err(), net/ipv6/tcp_ipv6.c).
bool TcpAttempt::was_connected() {
  take_errors();
  const auto error = pending_error(socket_.get());
  if (!outcome().icmp_error) take_errors();  // one that came meanwhile
  if (error != 0 && !outcome().error) outcome().error = error_code_from(error);
  if (outcome().icmp_error) {
    finish(conclude());
    return false;
  }
  // A RST that answers a SYN is ECONNREFUSED, a later one is not (tcp_reset(),
  // net/ipv4/tcp_input.c).
  if (error == ECONNRESET || error == EPIPE) {
    ending_ = Ending::reset;
    return true;
  }
  // ETIMEDOUT: the kernel has given up sending SYNs, as it does after a good two minutes.
  finish(error == ECONNREFUSED ? Verdict::refused : Verdict::silent);
  return false;
}

void TcpAttempt::take_errors() {
  while (const auto queued = take_queued_error(socket_.get())) {
    if (outcome().icmp_error || !queued->icmp) continue;
    outcome().icmp_error = queued->icmp;
    outcome().error = error_code_from(queued->error);
  }
}

// With IP_RECVERR an ICMP error fails one call on an established connection, which goes on
// nevertheless (tcp_v4_err(), net/ipv4/tcp_ipv4.c).
void TcpAttempt::note_failure(int error) {
  if (error == EAGAIN || error == EINTR) return;
  if (error == ECONNRESET || error == EPIPE)
    ending_ = Ending::reset;
  else
    outcome().error = error_code_from(error);
}

void TcpAttempt::send() {
  while (sent_ < probe_.send.size() && ending_ == Ending::none) {
    const auto size =
        ::send(socket_.get(), probe_.send.data() + sent_, probe_.send.size() - sent_, MSG_NOSIGNAL);
    if (size < 0) {
      note_failure(errno);
      return;
    }
    sent_ += static_cast<std::size_t>(size);
  }
}

void TcpAttempt::receive() {
  const auto wanted = probe_.expect ? probe_.expect->size() : 0;
  auto& received = outcome().received;
  std::array<char, 16 * 1024> buffer;
  while (received.size() < wanted) {
    const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (size < 0) return note_failure(errno);
    if (size == 0) {
      if (ending_ == Ending::none) ending_ = Ending::closed;
      return;
    }
    received.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

void TcpAttempt::judge() {
  const auto& expected = probe_.expect ? *probe_.expect : std::string();
  const auto& received = outcome().received;
  const auto common = std::min(expected.size(), received.size());
  if (received.compare(0, common, expected, 0, common) != 0) return finish(Verdict::unexpected);
  const bool all_sent = sent_ == probe_.send.size();
  if (all_sent && received.size() >= expected.size()) return finish(Verdict::reached);
  if (ending_ == Ending::closed)
    return finish(Verdict::unexpected, "the target closed the connection");
  if (ending_ == Ending::reset)
    return finish(Verdict::unexpected, "the target reset the connection");
}

Finding TcpAttempt::conclude() const {
  if (const auto& icmp = outcome().icmp_error)
    return classify_icmp(asked_, *icmp, outcome().source->address == icmp->sender);
  if (!connected_) return {Verdict::silent, ""};
  const auto sent = fmt::format("connected, {} of {} bytes sent", sent_, probe_.send.size());
  if (!probe_.expect) return {Verdict::silent, sent};
  return {Verdict::silent, fmt::format("{}, {} of {} expected bytes received", sent,
                                       outcome().received.size(), probe_.expect->size())};
}

}  // namespace netrig
