#include "plain_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <future>

#include "netrig/core/error.hpp"
#include "system_calls.hpp"

namespace netrig {
namespace {

UniqueFd open_patient_socket(const IpAddress& peer, int type) {
  auto socket = open_socket(peer, type);
  const timeval patience{client_patience.count(), 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  return socket;
}

Endpoint end_of(const UniqueFd& socket, Protocol protocol) {
  const auto address = local_of(socket);
  return {address.address(), {protocol, address.port()}};
}

}  // namespace

TcpClient::TcpClient() : socket_(open_patient_socket("0.0.0.0", SOCK_STREAM)) {}

TcpClient::TcpClient(const Endpoint& server)
    : socket_(open_patient_socket(server.address, SOCK_STREAM)) {
  connect(server);
}

void TcpClient::connect(const Endpoint& server) {
  if (const auto refusal = connect_socket(socket_, socket_address(server)))
    throw Error(refusal, fmt::format("the client cannot connect to {}", server));
}

Endpoint TcpClient::local() const {
  return end_of(socket_, Protocol::tcp);
}

void TcpClient::send(std::string_view text) {
  while (!text.empty()) {
    const auto sent = check(::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL),
                            [] { return "the client cannot send"; });
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void TcpClient::finish_sending() {
  ::shutdown(socket_.get(), SHUT_WR);
}

std::string TcpClient::receive(std::size_t size) {
  std::string text(size, '\0');
  const auto received = check(::recv(socket_.get(), text.data(), size, MSG_WAITALL),
                              [] { return "the client cannot receive"; });
  text.resize(static_cast<std::size_t>(received));
  return text;
}

std::string TcpClient::receive_to_end() {
  std::string all;
  constexpr std::size_t part_size = 64 * 1024;
  for (auto part = receive(part_size); !part.empty(); part = receive(part_size)) all += part;
  return all;
}

std::string TcpClient::exchange(std::string_view text) {
  auto sent = std::async(std::launch::async, [this, text] {
    send(text);
    finish_sending();
  });
  auto received = receive_to_end();
  sent.get();
  return received;
}

std::error_code TcpClient::wait_for_end() try {
  receive_to_end();
  return {};
} catch (const Error& error) {
  return error.code();
}

void TcpClient::reset() {
  constexpr linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  socket_ = UniqueFd();
}

std::error_code try_connect(const Endpoint& server) {
  return connect_socket(open_patient_socket(server.address, SOCK_STREAM), socket_address(server));
}

std::vector<std::error_code> try_connect(const std::vector<Endpoint>& servers) {
  std::vector<std::error_code> results;
  for (const auto& server : servers) results.push_back(try_connect(server));
  return results;
}

UdpClient::UdpClient(bool is_v6)
    : socket_(open_patient_socket(is_v6 ? "::" : "0.0.0.0", SOCK_DGRAM)) {}

Endpoint UdpClient::local() const {
  return end_of(socket_, Protocol::udp);
}

void UdpClient::allow_broadcast() {
  set_option(socket_, SOL_SOCKET, SO_BROADCAST, 1);
}

void UdpClient::send(const Endpoint& server, std::string_view text) {
  const auto address = socket_address(server);
  check(::sendto(socket_.get(), text.data(), text.size(), 0, address.data(),
                 static_cast<socklen_t>(address.size())),
        [&] { return fmt::format("the client cannot send to {}", server); });
}

Reply UdpClient::receive() {
  std::array<char, 64 * 1024> buffer;
  SocketAddress from;
  auto size = static_cast<socklen_t>(from.capacity());
  const auto received =
      check(::recvfrom(socket_.get(), buffer.data(), buffer.size(), 0, from.data(), &size),
            [] { return "the client got no datagram"; });
  from.resize(size);
  return {std::string(buffer.data(), static_cast<std::size_t>(received)),
          {from.address(), udp(from.port())}};
}

Reply UdpClient::exchange(const Endpoint& server, std::string_view text) {
  send(server, text);
  return receive();
}

}  // namespace netrig
