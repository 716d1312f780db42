// The answer to a probe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "netrig/core/endpoint.hpp"
#include "netrig/core/mac_address.hpp"
#include "netrig/core/print.hpp"
#include "netrig/dns/record.hpp"
#include "netrig/evidence/drop_report.hpp"
#include "netrig/probe/probe.hpp"
#include "netrig/probe/verdict.hpp"
#include "netrig/service/http.hpp"

namespace netrig {

/// Loss and round-trip times of an EchoProbe, as ping(8) sums them up.
struct EchoStatistics {
  unsigned sent = 0;
  std::vector<std::chrono::nanoseconds> round_trips{};  ///< of the answered ones, as they came in

  unsigned received() const noexcept { return static_cast<unsigned>(round_trips.size()); }
  /// 0 to 1; 0 when nothing was sent.
  double loss() const noexcept;
  /// Zero when nothing was received, these four.
  std::chrono::nanoseconds minimum() const;
  std::chrono::nanoseconds average() const;
  std::chrono::nanoseconds maximum() const;
  std::chrono::nanoseconds mean_deviation() const;  ///< ping's mdev: the standard deviation

  bool operator==(const EchoStatistics&) const = default;
};
/// "3 of 3 answered, rtt min/avg/max/mdev 0.031/0.042/0.060/0.012 ms"
std::string to_string(const EchoStatistics& statistics);
template <>
inline constexpr bool is_printable<EchoStatistics> = true;

struct Outcome {
  Verdict verdict = Verdict::silent;
  std::string from;  ///< the name of the node that asked
  Probe probe;
  std::chrono::nanoseconds elapsed{};                    ///< from the first packet to the verdict
  std::optional<std::chrono::nanoseconds> round_trip{};  ///< handshake, exchange or first echo
  std::optional<Endpoint> source{};  ///< this end of a TCP, UDP, DNS or HTTP probe, once it has one
  std::optional<Endpoint>
      peer{};  ///< whom an HttpProbe called, of the addresses of its name the last
  /// The same end as a netrig Service saw it that connect(), get() or exchange() of a Node called,
  /// behind any address translation. Empty for a translated UDP probe beside which others called.
  std::optional<Endpoint> seen_as{};
  /// The sequence number with which this end began a TCP connection (RFC 9293), where the Inquiry
  /// asks for it. Address translation leaves it as it is.
  std::optional<std::uint32_t> initial_sequence{};
  std::optional<IcmpError> icmp_error{};
  std::error_code error{};  ///< what the kernel said here, if it said anything
  /// The payload that came back; of an HttpProbe what was no HTTP, its beginning.
  std::string received{};
  std::optional<EchoStatistics> echo{};  ///< of an EchoProbe
  /// Of a DnsProbe: what the server said. Where the verdict is not reached, that was truncated, and
  /// the verdict is about TCP.
  std::optional<DnsAnswer> dns{};
  std::optional<HttpResponse> http{};  ///< of an HttpProbe that was reached
  std::optional<MacAddress> mac{};     ///< of a NeighbourProbe that was answered
  /// Where and why a packet of the probe died, whatever became of the probe: always there when it
  /// was dropped, and when it was rejected by a rule that was seen to do it.
  std::optional<DropReport> drop{};
  /// Of one that a rule has dropped or rejected: what else would have kept the answer away, as far
  /// as routes, links and listening sockets tell. Empty: nothing would, the service listens and all
  /// routes lead there and back, so the rule alone isolates it. Absent where that is not known.
  std::optional<std::string> obstacle_beside_rule{};
  /// Where that is empty: asks the same of the target from its own node, past every firewall on the
  /// way, and gives what comes of it. Isolated() wants it reached. Nobody asks unless this is
  /// called, because the service sees the caller, and the rules of its node count the packets; once
  /// asked, it gives the same again. Over `lo`, so a rule of that node which looks at the source or
  /// the interface may see it otherwise than the client. Blocks until there is an answer, at most
  /// for the probe's patience. Throws DescriptionError where the network is gone or the service
  /// takes packets of one interface only. May be called on any thread that may ask a node.
  std::function<Outcome()> control{};
  std::string explanation{};  ///< what the fields do not say, a line or more

  bool reached() const noexcept { return verdict == Verdict::reached; }
};

/// "client -> 10.0.2.2:80/tcp: refused after 0.1 ms" and, each on a line of its own, what is known
/// of the cause.
std::string to_string(const Outcome& outcome);
template <>
inline constexpr bool is_printable<Outcome> = true;

}  // namespace netrig
