// A DNS server in a node, in this process: the records of a zone text, servers' misbehaviour by
// name, and a record of what was asked.
//
//   auto dns = network[server].serve_dns({
//       .zone = "www.example.com. 60 IN A 192.0.2.80\n"
//               "ftp.example.com. 60 IN CNAME www.example.com.\n",
//       .behaviours = {{"slow.example.com", {.delay = 100ms}},
//                      {"broken.example.com", {.rcode = Rcode::server_failure}}}});
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/core/print.hpp"
#include "netrig/dns/record.hpp"
#include "netrig/service/service.hpp"

namespace netrig {

class DnsDesk;

/// How questions about some names are treated. What is left as it is, is answered from the zone.
struct DnsBehaviour {
  std::optional<Rcode> rcode{};  ///< answers with this and without records
  bool truncated = false;        ///< over UDP no records but TC; over TCP the whole answer
  bool silent = false;           ///< never answers
  /// Answers that much later. Over UDP others are answered meanwhile; over TCP those of other
  /// connections.
  std::chrono::milliseconds delay{};

  bool operator==(const DnsBehaviour&) const = default;
};

struct DnsServiceOptions {
  /// Master-file format (RFC 1035 section 5.1): of any zones, A, AAAA, CNAME, PTR, MX, TXT, SOA and
  /// all other records that libldns knows. Until there is an $ORIGIN, names are absolute without a
  /// final dot, too; until there is a $TTL, it is 60 s. An indentation of all lines is none.
  std::string zone{};
  /// By name, for this and all names below it; the longest counts, and "." is all names.
  std::map<DnsName, DnsBehaviour> behaviours{};
  std::uint16_t port = 53;  ///< of UDP and TCP
  /// The address to listen on; all, IPv4 and IPv6, when empty.
  std::optional<IpAddress> address{};
  bool transparent = false;  ///< see ServiceOptions
};

/// What a DnsService was asked.
struct DnsQuestion {
  DnsName name{};
  RecordType type = RecordType::a;
  Endpoint from{};  ///< as the service saw it; its port says whether this was UDP or TCP

  Protocol transport() const noexcept { return from.port.protocol; }
  bool operator==(const DnsQuestion&) const = default;
};
/// "www.example.com A from 10.0.1.2:41834/udp"
std::string to_string(const DnsQuestion& question);
template <>
inline constexpr bool is_printable<DnsQuestion> = true;

/// A server that knows all names there are: authoritative (AA) for what it says, like a resolver
/// with recursion (RA). A name that is not in its zone text is NXDOMAIN, a type that the name has
/// not is no record (RFC 2308, with the zone's SOA if it has one). It follows CNAMEs, knows
/// wildcards (RFC 4592), asks nobody, and does not know DNSSEC and transfers (AXFR). An answer
/// over UDP that does not fit into 512 bytes, or into what the asker takes (EDNS, RFC 6891), is
/// truncated: TC, and no records. Malformed questions get FORMERR.
///
/// Move-only; its end closes its ports. Safe to outlive its Network, as a Service is.
class DnsService {
 public:
  DnsService(DnsService&&) noexcept;
  DnsService& operator=(DnsService&&) noexcept;
  ~DnsService();

  /// Its two parts: where they listen, and who called.
  const Service& udp() const noexcept { return udp_; }
  const Service& tcp() const noexcept { return tcp_; }
  std::uint16_t port() const noexcept { return udp_.port().number; }
  /// The name of its node.
  const std::string& node() const noexcept { return udp_.node(); }

  /// What it was asked so far, in order; a question is listed before it is answered, and also when
  /// it gets no answer. Malformed messages are not listed.
  std::vector<DnsQuestion> questions() const;
  /// Waits until there are at least `count`, and gives all; throws DeadlineError.
  std::vector<DnsQuestion> wait_for_questions(std::size_t count, Deadline deadline) const;

 private:
  friend class ServiceThread;
  DnsService(Service udp, Service tcp, std::shared_ptr<const DnsDesk> desk);

  Service udp_, tcp_;
  std::shared_ptr<const DnsDesk> desk_;
};

}  // namespace netrig
