#include "plain_socket.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/udp.hpp>
#include <cerrno>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

using SocketAddress = boost::asio::ip::udp::endpoint;

UniqueFd open_socket(const Endpoint& endpoint) {
  const int family = endpoint.address.is_v6() ? AF_INET6 : AF_INET;
  const int type = endpoint.port.protocol == Protocol::tcp ? SOCK_STREAM : SOCK_DGRAM;
  return UniqueFd(
      check(::socket(family, type | SOCK_CLOEXEC, 0), [] { return "cannot open a plain socket"; }));
}

void set_option(const UniqueFd& socket, int level, int option, bool on) {
  const int value = on ? 1 : 0;
  check(::setsockopt(socket.get(), level, option, &value, sizeof(value)),
        [] { return "cannot set an option on a plain socket"; });
}

void set_reuse(const UniqueFd& socket, const Binding& binding) {
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, binding.reuse_address);
  set_option(socket, SOL_SOCKET, SO_REUSEPORT, binding.reuse_port);
}

int call_with(const UniqueFd& socket, const Endpoint& endpoint,
              int (*system_call)(int, const sockaddr*, socklen_t)) {
  const SocketAddress address(endpoint.address, endpoint.port.number);
  return system_call(socket.get(), address.data(), static_cast<socklen_t>(address.size()));
}

}  // namespace

BoundPlainSocket bind_plainly(const Binding& binding, TransportPort port) {
  const Endpoint at(binding.address, port);
  auto socket = open_socket(at);
  // The kernel keeps the user with the socket's inode (sockfs_setattr() in net/socket.c).
  if (binding.owner != 0)
    check(::fchown(socket.get(), binding.owner, static_cast<gid_t>(-1)),
          [] { return "cannot give a plain socket to another user"; });
  if (!binding.sets_options_late) set_reuse(socket, binding);
  if (at.address.is_v6()) set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, binding.v6_only);
  int result = call_with(socket, at, &::bind);
  if (binding.sets_options_late) set_reuse(socket, binding);
  if (result == 0 && binding.listens && port.protocol == Protocol::tcp)
    result = ::listen(socket.get(), 1);
  const auto code = result == 0 ? std::error_code() : error_code_from(errno);
  return {std::move(socket), code};
}

std::error_code listen_plainly(const BoundPlainSocket& socket) {
  return ::listen(socket.fd.get(), 1) == 0 ? std::error_code() : error_code_from(errno);
}

bool has_other_users() {
  const auto socket = open_socket("0.0.0.0:0/udp");
  return ::fchown(socket.get(), 1, static_cast<gid_t>(-1)) == 0;
}

void leave_in_time_wait(const Binding& binding, TransportPort port) {
  const Endpoint at(binding.address, port);
  const auto listening = bind_plainly(binding, port);
  if (listening.result) throw Error(listening.result, "cannot listen for a connection");
  const auto client = open_socket(at);
  check(call_with(client, at, &::connect), [] { return "cannot connect a plain socket"; });
  UniqueFd serving(check(::accept(listening.fd.get(), nullptr, nullptr),
                         [] { return "cannot accept a connection"; }));
  serving = UniqueFd();
  char nothing;
  check(::recv(client.get(), &nothing, 1, 0), [] { return "cannot hear the other end close"; });
}

}  // namespace netrig
