#include "service/bound_socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include "core/socket_address.hpp"
#include "netrig/core/error.hpp"
#include "service/port_holders.hpp"

namespace netrig {
namespace {

UniqueFd open_socket(bool is_v6, Protocol protocol) {
  const int type = protocol == Protocol::tcp ? SOCK_STREAM : SOCK_DGRAM;
  return UniqueFd(::socket(is_v6 ? AF_INET6 : AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

void set_option(const UniqueFd& socket, int level, int option, int value) {
  check(::setsockopt(socket.get(), level, option, &value, sizeof(value)),
        [=] { return fmt::format("cannot set option {} of level {} on a socket", option, level); });
}

void set_options(const UniqueFd& socket, Protocol protocol, bool is_v6, bool takes_both) {
  if (is_v6) set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, takes_both ? 0 : 1);
  if (protocol == Protocol::tcp) {
    set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
    // Inherited by the connections: an answer in two parts does not wait for the first one's ack.
    set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(socket, IPPROTO_TCP, TCP_SAVE_SYN, 1);
  } else {
    set_option(socket, IPPROTO_IP, IP_PKTINFO, 1);  // on an IPv6 socket for its IPv4 datagrams
    if (is_v6) set_option(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
  }
}

std::string attempt_of(TransportPort port, const std::optional<IpAddress>& address,
                       const std::string& place) {
  return address ? fmt::format("cannot listen on {} in '{}'", Endpoint(*address, port), place)
                 : fmt::format("cannot listen on {} in '{}'", port, place);
}

}  // namespace

BoundSocket open_bound_socket(TransportPort port, const ServiceOptions& options,
                              const std::string& place) {
  if (auto socket = try_open_bound_socket(port, options, place)) return *std::move(socket);
  throw Error(error_code_from(EADDRINUSE), attempt_of(port, options.address, place), "",
              describe_holders(port, options.address, place));
}

std::optional<BoundSocket> try_open_bound_socket(TransportPort port, const ServiceOptions& options,
                                                 const std::string& place) {
  const auto& address = options.address;
  const auto attempt = [&] { return attempt_of(port, address, place); };
  bool is_v6 = !address || address->is_v6();
  auto socket = open_socket(is_v6, port.protocol);
  if (!socket && errno == EAFNOSUPPORT && !address) {
    is_v6 = false;
    socket = open_socket(is_v6, port.protocol);
  }
  check(socket.get(), attempt);
  set_options(socket, port.protocol, is_v6, !address);
  if (options.transparent && is_v6) set_option(socket, IPPROTO_IPV6, IPV6_TRANSPARENT, 1);
  if (options.transparent && !is_v6) set_option(socket, IPPROTO_IP, IP_TRANSPARENT, 1);

  using boost::asio::ip::udp;
  const SocketAddress wanted = address ? SocketAddress(*address, port.number)
                                       : SocketAddress(is_v6 ? udp::v6() : udp::v4(), port.number);
  int result = ::bind(socket.get(), wanted.data(), static_cast<socklen_t>(wanted.size()));
  if (result == 0 && port.protocol == Protocol::tcp) result = ::listen(socket.get(), SOMAXCONN);
  if (result != 0 && errno == EADDRINUSE) return std::nullopt;
  check(result, attempt);
  const auto local = endpoint_of(bound_address(socket.get()), port.protocol);
  const auto family = is_v6 ? Family::ipv6 : Family::ipv4;
  const bool takes_both = is_v6 && !address;
  return BoundSocket{std::move(socket), local, takes_both ? std::nullopt : std::optional(family)};
}

}  // namespace netrig
