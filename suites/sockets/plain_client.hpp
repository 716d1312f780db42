// Clients as anyone would write them, with nothing of netrig's: blocking sockets that give up in
// the end.
//
//   auto caller = client.run([&] { return TcpClient(web); });  // opened in the node, used anywhere
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "netrig/core/endpoint.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {

/// No call of a client takes longer.
inline constexpr std::chrono::seconds client_patience{10};

class TcpClient {
 public:
  /// Connects; throws std::system_error.
  explicit TcpClient(const Endpoint& server);
  /// Not connected yet, for IPv4.
  TcpClient();
  void connect(const Endpoint& server);

  Endpoint local() const;
  void send(std::string_view text);
  /// Says that nothing more will be sent.
  void finish_sending();
  std::string receive(std::size_t size);
  /// What comes until the server closes its end; throws std::system_error, also for a reset.
  std::string receive_to_end();
  /// Sends while it receives, as long texts need, and then receives to the end.
  std::string exchange(std::string_view text);
  /// Waits for the end of the connection and says how it came: zero is a FIN.
  std::error_code wait_for_end();
  /// Ends it with a RST.
  void reset();

 private:
  UniqueFd socket_;
};

/// What connect(2) said, in the calling thread's namespace.
std::error_code try_connect(const Endpoint& server);
/// The same for each.
std::vector<std::error_code> try_connect(const std::vector<Endpoint>& servers);

struct Reply {
  std::string text;
  Endpoint from;
  bool operator==(const Reply&) const = default;
};

class UdpClient {
 public:
  /// Not bound yet, in the calling thread's namespace, for IPv4 or IPv6.
  explicit UdpClient(bool is_v6 = false);

  Endpoint local() const;
  void allow_broadcast();
  void send(const Endpoint& server, std::string_view text);
  /// The next datagram, whoever sent it.
  Reply receive();
  /// Both.
  Reply exchange(const Endpoint& server, std::string_view text);

 private:
  UniqueFd socket_;
};

}  // namespace netrig
