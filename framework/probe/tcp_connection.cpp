#include "probe/tcp_connection.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

#include "core/socket_address.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "probe/icmp_error.hpp"
#include "probe/local_refusal.hpp"

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

TcpConnection::TcpConnection(const Namespace& from, const SocketOptions& options,
                             std::uint16_t port, Outcome& outcome)
    : from_(from),
      options_(options),
      port_(port),
      outcome_(outcome),
      asked_{ProbeKind::tcp, from.name(), plain_address(options.target)} {}

Endpoint TcpConnection::target() const {
  return {options_.target, tcp(port_)};
}

std::optional<Finding> TcpConnection::open(Place place) {
  if (place == Place::here) return open_here();
  return on_thrown_away_thread(from_, [this] { return open_here(); });
}

std::optional<Finding> TcpConnection::open_here() {
  socket_ = open_probe_socket(SOCK_STREAM, 0, options_, from_.name());
  announce(socket_.get(), options_, IpProtocol::tcp);
  began_ = Deadline::Clock::now();
  const auto error = connect_to(socket_.get(), options_.target, port_);
  if (error == EADDRNOTAVAIL && options_.source_port != 0)
    throw Error(
        error_code_from(error),
        fmt::format("cannot probe {} from port {} in '{}'", target(), options_.source_port,
                    from_.name()),
        "",
        "for a minute after it was closed, an earlier connection between the same two ports "
        "stands in the way (TIME_WAIT)");
  if (error != 0) {
    outcome_.error = error_code_from(error);
    return classify_refusal(asked_, error, {from_, options_});
  }
  outcome_.source = endpoint_of(bound_address(socket_.get()), Protocol::tcp);
  return std::nullopt;
}

TcpConnection::State TcpConnection::shake_hands() {
  pollfd state{socket_.get(), POLLOUT, 0};
  // Not ready also when a signal has interrupted it: nothing is known yet.
  if (::poll(&state, 1, 0) <= 0) return state_;
  if ((state.revents & (POLLERR | POLLHUP)) != 0 && !is_connected(socket_.get()) &&
      !was_established())
    return state_ = State::failed;
  outcome_.round_trip = Deadline::Clock::now() - began_;
  return state_ = State::established;
}

// TCP_REPAIR opens the books of a connection, for as long as it takes to read them (tcp(7) does not
// have it; do_tcp_getsockopt(), net/ipv4/tcp.c). It asks for CAP_NET_ADMIN in the user namespace
// that owns the network namespace, and closes with SO_REUSEADDR off.
void TcpConnection::note_initial_sequence() {
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
  if (options_.source_port != 0)
    set_option(socket_.get(), SOL_SOCKET, SO_REUSEADDR, on, "SO_REUSEADDR");
  if (result == 0) outcome_.initial_sequence = next - 1;
}

// The error queue first: an ICMPv6 error that arrives while connect() still owns the socket is
// there only (sk_err_soft in tcp_v6_err(), net/ipv6/tcp_ipv6.c).
bool TcpConnection::was_established() {
  take_errors();
  const auto error = pending_error(socket_.get());
  if (!outcome_.icmp_error) take_errors();  // one that came meanwhile
  if (error != 0 && !outcome_.error) outcome_.error = error_code_from(error);
  if (const auto finding = icmp_finding()) {
    failure_ = *finding;
    return false;
  }
  // A RST that answers a SYN is ECONNREFUSED, a later one is not (tcp_reset(),
  // net/ipv4/tcp_input.c).
  if (error == ECONNRESET || error == EPIPE) {
    ending_ = Ending::reset;
    return true;
  }
  // ETIMEDOUT: the kernel has given up sending SYNs, as it does after a good two minutes.
  failure_.verdict = error == ECONNREFUSED ? Verdict::refused : Verdict::silent;
  return false;
}

void TcpConnection::take_errors() {
  while (const auto queued = take_queued_error(socket_.get())) {
    if (outcome_.icmp_error || !queued->icmp) continue;
    outcome_.icmp_error = queued->icmp;
    outcome_.error = error_code_from(queued->error);
  }
}

std::optional<Finding> TcpConnection::icmp_finding() const {
  const auto& icmp = outcome_.icmp_error;
  if (!icmp) return std::nullopt;
  return classify_icmp(asked_, *icmp, outcome_.source->address == icmp->sender);
}

// With IP_RECVERR an ICMP error fails one call on an established connection, which goes on
// nevertheless (tcp_v4_err(), net/ipv4/tcp_ipv4.c).
void TcpConnection::note_failure(int error) {
  if (error == EAGAIN || error == EINTR) return;
  if (error == ECONNRESET || error == EPIPE)
    ending_ = Ending::reset;
  else
    outcome_.error = error_code_from(error);
}

std::size_t TcpConnection::send(std::string_view text) {
  std::size_t sent = 0;
  while (sent < text.size() && ending_ == Ending::none) {
    const auto size = ::send(socket_.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (size < 0) {
      note_failure(errno);
      break;
    }
    sent += static_cast<std::size_t>(size);
  }
  return sent;
}

std::string_view TcpConnection::receive(std::span<char> buffer) {
  const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (size > 0) return {buffer.data(), static_cast<std::size_t>(size)};
  if (size < 0)
    note_failure(errno);
  else if (ending_ == Ending::none)
    ending_ = Ending::closed;
  return "";
}

}  // namespace netrig
