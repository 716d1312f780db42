#include "probe/probe_socket.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "core/socket_address.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// A link-local source is on the target's link.
IpAddress zoned_source(const SocketOptions& options) {
  const auto& source = *options.source;
  if (source.is_v4() || !source.to_v6().is_link_local() || source.to_v6().scope_id() != 0)
    return source;
  auto v6 = source.to_v6();
  v6.scope_id(options.target.to_v6().scope_id());
  return v6;
}

void bind_source(int socket, const SocketOptions& options, const std::string& place) {
  const int on = 1;
  // Both are improvements only: a port is free again at once (TIME_WAIT), and one that the kernel
  // picks need not be unique beyond the connection.
  if (options.source_port != 0)
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  else if (!options.witness)
    ::setsockopt(socket, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));

  const auto any = options.target.is_v4() ? IpAddress(boost::asio::ip::address_v4::any())
                                          : IpAddress(boost::asio::ip::address_v6::any());
  const SocketAddress address(options.source ? zoned_source(options) : any, options.source_port);
  if (::bind(socket, address.data(), static_cast<socklen_t>(address.size())) == 0) return;
  const auto error = errno;
  const auto port = options.source_port == 0 ? "" : fmt::format(" port {}", options.source_port);
  throw Error(
      error_code_from(error),
      fmt::format("cannot send from {}{} in '{}'", IpAddress(address.address()), port, place), "",
      error == EADDRNOTAVAIL ? "to send from an address that the node does not have, say "
                               "`.transparent = true`"
                             : "");
}

void make_transparent(int socket, bool v4) {
  if (v4)
    set_option(socket, SOL_IP, IP_TRANSPARENT, 1, "IP_TRANSPARENT");
  else
    set_option(socket, SOL_IPV6, IPV6_TRANSPARENT, 1, "IPV6_TRANSPARENT");
}

}  // namespace

SocketOptions socket_options(const EchoProbe& probe) {
  return {.target = probe.target,
          .ttl = probe.ttl,
          .source = probe.source,
          .mark = probe.mark,
          .transparent = probe.transparent};
}

SocketOptions socket_options(const TcpProbe& probe) {
  return {.target = probe.target.address,
          .ttl = probe.ttl,
          .source = probe.source,
          .source_port = probe.source_port,
          .mark = probe.mark,
          .transparent = probe.transparent};
}

SocketOptions socket_options(const UdpProbe& probe) {
  return {.target = probe.target.address,
          .ttl = probe.ttl,
          .source = probe.source,
          .source_port = probe.source_port,
          .mark = probe.mark,
          .transparent = probe.transparent};
}

SocketOptions socket_options(const DnsProbe& probe) {
  return {.target = probe.server.value(),
          .ttl = probe.ttl,
          .source = probe.source,
          .mark = probe.mark,
          .transparent = probe.transparent};
}

void set_option(int socket, int level, int option, int value, const char* name) {
  check(::setsockopt(socket, level, option, &value, sizeof(value)),
        [name] { return fmt::format("cannot set {} on a probe's socket", name); });
}

UniqueFd open_probe_socket(int type, int protocol, const SocketOptions& options,
                           const std::string& place) {
  const bool v4 = options.target.is_v4();
  UniqueFd socket(
      check(::socket(v4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol),
            [&] { return fmt::format("cannot open a socket in '{}'", place); }));
  if (v4)
    set_option(socket.get(), SOL_IP, IP_RECVERR, 1, "IP_RECVERR");
  else
    set_option(socket.get(), SOL_IPV6, IPV6_RECVERR, 1, "IPV6_RECVERR");
  if (options.ttl && v4) set_option(socket.get(), SOL_IP, IP_TTL, *options.ttl, "IP_TTL");
  if (options.ttl && !v4)
    set_option(socket.get(), SOL_IPV6, IPV6_UNICAST_HOPS, *options.ttl, "IPV6_UNICAST_HOPS");
  // What is asked with a TTL is asked about a path, and routers may choose among several by the
  // flow label, which a socket draws at random.
  constexpr int auto_flow_label = 70;  // IPV6_AUTOFLOWLABEL, linux/in6.h
  if (options.ttl && !v4)
    set_option(socket.get(), SOL_IPV6, auto_flow_label, 0, "IPV6_AUTOFLOWLABEL");
  if (options.mark != 0)
    set_option(socket.get(), SOL_SOCKET, SO_MARK, static_cast<int>(options.mark), "SO_MARK");
  if (options.transparent) make_transparent(socket.get(), v4);
  if (options.source || options.source_port != 0 || options.witness)
    bind_source(socket.get(), options, place);
  return socket;
}

void announce(int socket, const SocketOptions& options, IpProtocol protocol) {
  if (!options.witness) return;
  const auto family = options.target.is_v4() ? Family::ipv4 : Family::ipv6;
  options.witness->expect({family, protocol, bound_address(socket).port()});
}

int connect_to(int socket, const IpAddress& target, std::uint16_t port) {
  const SocketAddress address(target, port);
  if (::connect(socket, address.data(), static_cast<socklen_t>(address.size())) == 0) return 0;
  return errno == EINPROGRESS ? 0 : errno;
}

}  // namespace netrig
