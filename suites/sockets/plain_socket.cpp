#include "plain_socket.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netrig/core/error.hpp"
#include "system_calls.hpp"

namespace netrig {
namespace {

int type_of(TransportPort port) {
  return port.protocol == Protocol::tcp ? SOCK_STREAM : SOCK_DGRAM;
}

void set_reuse(const UniqueFd& socket, const Binding& binding) {
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, binding.reuse_address);
  set_option(socket, SOL_SOCKET, SO_REUSEPORT, binding.reuse_port);
}

}  // namespace

BoundPlainSocket bind_plainly(const Binding& binding, TransportPort port) {
  const Endpoint at(binding.address, port);
  auto socket = open_socket(at.address, type_of(port));
  // The kernel keeps the user with the socket's inode (sockfs_setattr() in net/socket.c).
  if (binding.owner != 0)
    check(::fchown(socket.get(), binding.owner, static_cast<gid_t>(-1)),
          [] { return "cannot give a plain socket to another user"; });
  if (!binding.sets_options_late) set_reuse(socket, binding);
  if (at.address.is_v6()) set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, binding.v6_only);
  auto result = bind_socket(socket, socket_address(at));
  if (binding.sets_options_late) set_reuse(socket, binding);
  if (!result && binding.listens && port.protocol == Protocol::tcp)
    result = result_of(::listen(socket.get(), 1));
  return {std::move(socket), result};
}

std::error_code listen_plainly(const BoundPlainSocket& socket) {
  return result_of(::listen(socket.fd.get(), 1));
}

bool has_other_users() {
  const auto socket = open_socket("0.0.0.0", SOCK_DGRAM);
  return ::fchown(socket.get(), 1, static_cast<gid_t>(-1)) == 0;
}

void leave_in_time_wait(const Binding& binding, TransportPort port) {
  const Endpoint at(binding.address, port);
  const auto listening = bind_plainly(binding, port);
  if (listening.result) throw Error(listening.result, "cannot listen for a connection");
  const auto client = open_socket(at.address, type_of(port));
  if (const auto refusal = connect_socket(client, socket_address(at)))
    throw Error(refusal, "cannot connect a plain socket");
  UniqueFd serving(check(::accept(listening.fd.get(), nullptr, nullptr),
                         [] { return "cannot accept a connection"; }));
  serving = UniqueFd();
  char nothing;
  check(::recv(client.get(), &nothing, 1, 0), [] { return "cannot hear the other end close"; });
}

}  // namespace netrig
