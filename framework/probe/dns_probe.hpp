// A DNS question and its answer.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "dns/query.hpp"
#include "probe/attempt.hpp"
#include "probe/tcp_connection.hpp"
#include "probe/udp_exchange.hpp"

namespace netrig {

/// Over UDP, and again over TCP where the answer is truncated; or over TCP at once.
class DnsAttempt final : public Attempt {
 public:
  DnsAttempt(Loop& loop, const Task& task, const DnsProbe& probe);
  void start() override;

 private:
  void proceed() override;
  Finding conclude() const override;
  void close() override;

  void proceed_over_udp();
  void proceed_over_tcp();
  void ask_over_udp();
  using Place = TcpConnection::Place;
  void ask_over_tcp(Place place);

  /// False while the handshake goes on, or when it has failed and the verdict is given.
  bool handshake();
  void receive_over_tcp();
  /// Gives the verdict, or goes over to TCP, if this is what was waited for.
  void take(std::string_view message, Protocol transport);
  Finding with_history(Finding finding) const;

  const DnsProbe& probe_;
  const OutgoingQuery query_;
  const std::string framed_query_;
  std::optional<UdpExchange> exchange_;  // one of these at a time
  std::optional<TcpConnection> connection_;
  std::size_t sent_ = 0;      ///< of framed_query_
  std::string received_;      ///< over TCP, that is no whole message yet
  unsigned passed_over_ = 0;  ///< messages that were about something else
};

/// What it asks for: the name below in-addr.arpa or ip6.arpa where the PTR records of an address
/// are wanted.
DnsName asked_name(const DnsProbe& probe);

}  // namespace netrig
