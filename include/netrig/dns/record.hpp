// What DNS answers: records, and the code that says how it went (RFC 1035).
//
//   DnsRecord::parse("www.example.com 60 IN A 192.0.2.80")
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/core/print.hpp"
#include "netrig/dns/name.hpp"

namespace netrig {

/// IANA's numbers; others by a cast, RecordType{99}.
enum class RecordType : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  soa = 6,
  ptr = 12,
  mx = 15,
  txt = 16,
  aaaa = 28,
  srv = 33,
  naptr = 35,
  dname = 39,
  svcb = 64,
  https = 65,
  any = 255,
  caa = 257,
};
/// "AAAA"; "TYPE65280" where it has no name (RFC 3597)
std::string to_string(RecordType type);
template <>
inline constexpr bool is_printable<RecordType> = true;

/// IANA's numbers, with those of EDNS.
enum class Rcode : std::uint16_t {
  no_error = 0,
  format_error = 1,
  server_failure = 2,
  nxdomain = 3,
  not_implemented = 4,
  refused = 5,
  bad_version = 16,
};
/// As dig(1) writes them: "NOERROR", "SERVFAIL"; "RCODE23" where it has no name
std::string to_string(Rcode rcode);
template <>
inline constexpr bool is_printable<Rcode> = true;

/// A record of class IN.
struct DnsRecord {
  DnsName name{};
  RecordType type = RecordType::a;
  std::uint32_t ttl = 0;  ///< seconds
  /// As in a master file: "192.0.2.80", "10 mail.example.com.", "\"v=spf1 -all\"".
  std::string data{};

  /// From a line of a master file, where names are absolute, with a final dot or without, and a TTL
  /// that is not written is 0. Throws DescriptionError.
  static DnsRecord parse(std::string_view line);

  /// What an A or AAAA record says.
  std::optional<IpAddress> address() const;

  bool operator==(const DnsRecord&) const = default;
};
/// A line of a master file: "www.example.com. 60 IN A 192.0.2.80"
std::string to_string(const DnsRecord& record);
template <>
inline constexpr bool is_printable<DnsRecord> = true;

/// The answer of a server.
struct DnsAnswer {
  Rcode rcode = Rcode::no_error;
  std::vector<DnsRecord> records{};    ///< the answer section, in the server's order
  std::vector<DnsRecord> authority{};  ///< with the SOA of an answer that there is nothing
  bool authoritative = false;          ///< AA
  bool recursion_available = false;    ///< RA
  /// TC: the server had more to say than fits into a datagram. If this came over TCP, that is what
  /// it said over UDP before.
  bool truncated = false;
  Protocol transport = Protocol::udp;  ///< by which this came

  /// Of the A and AAAA records, in the server's order.
  std::vector<IpAddress> addresses() const;

  bool operator==(const DnsAnswer&) const = default;
};
/// "NXDOMAIN over udp", and each record on a line of its own
std::string to_string(const DnsAnswer& answer);
template <>
inline constexpr bool is_printable<DnsAnswer> = true;

}  // namespace netrig
