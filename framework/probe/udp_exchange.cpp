#include "probe/udp_exchange.hpp"

#include <sys/socket.h>

#include <cerrno>

#include "core/socket_address.hpp"
#include "netrig/core/error.hpp"
#include "probe/icmp_error.hpp"
#include "probe/local_refusal.hpp"

namespace netrig {

UdpExchange::UdpExchange(const Namespace& from, const SocketOptions& options, std::uint16_t port,
                         Outcome& outcome)
    : from_(from),
      options_(options),
      port_(port),
      outcome_(outcome),
      asked_{ProbeKind::udp, from.name(), plain_address(options.target)} {}

std::optional<Finding> UdpExchange::open() {
  socket_ = open_probe_socket(SOCK_DGRAM, 0, options_, from_.name());
  announce(socket_.get(), options_, IpProtocol::udp);
  const auto error = connect_to(socket_.get(), options_.target, port_);
  if (error != 0) {
    outcome_.error = error_code_from(error);
    return classify_refusal(asked_, error, {from_, options_});
  }
  outcome_.source = endpoint_of(bound_address(socket_.get()), Protocol::udp);
  return std::nullopt;
}

std::optional<Finding> UdpExchange::send(std::string_view text) {
  if (::send(socket_.get(), text.data(), text.size(), 0) >= 0) return std::nullopt;
  const auto error = errno;
  auto queued = take_errors();
  outcome_.error = error_code_from(error);
  // A firewall rule here that rejects says EPERM and sends an ICMP error as well.
  if (queued && error != EPERM) return queued;
  return classify_refusal(asked_, error, {from_, options_});
}

UdpExchange::Received UdpExchange::receive(std::span<char> buffer) {
  const auto size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  // Other than EAGAIN, it is that of an ICMP message that came since the queue was read.
  if (size < 0) return {.failure = take_errors()};
  return {.datagram = std::string_view(buffer.data(), static_cast<std::size_t>(size))};
}

std::optional<Finding> UdpExchange::take_errors() {
  while (const auto queued = take_queued_error(socket_.get())) {
    if (!queued->icmp) continue;
    outcome_.error = error_code_from(queued->error);
    outcome_.icmp_error = queued->icmp;
    return classify_icmp(asked_, *queued->icmp, outcome_.source->address == queued->icmp->sender);
  }
  return std::nullopt;
}

}  // namespace netrig
