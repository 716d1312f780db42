// The server's side of a DNS message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dns/ldns.hpp"
#include "dns/zone.hpp"
#include "netrig/dns/record.hpp"

namespace netrig {

/// A question as it came in.
class DnsQuery {
 public:
  /// Empty for what gets no answer: shorter than a header, or an answer itself.
  static std::optional<DnsQuery> read(std::string_view message);

  /// Why it cannot be answered, whoever asks: malformed, more or less than one question, an opcode
  /// other than QUERY, a class other than IN, a version of EDNS that does not exist, a transfer of
  /// the zone.
  std::optional<Rcode> fault() const noexcept { return fault_; }
  /// Whether the following two are known.
  bool has_question() const noexcept { return has_question_; }
  const DnsName& name() const noexcept { return name_; }
  RecordType type() const noexcept { return type_; }
  /// How many bytes of an answer the asker takes over UDP: 512, or more with EDNS (RFC 6891).
  std::size_t udp_room() const noexcept { return udp_room_; }

  /// The message to send: authoritative and with recursion available, like that of a resolver which
  /// has the names itself. Without records and truncated (TC) when it would be larger than `room`.
  std::string reply(Zone::Answer answer, std::size_t room) const;
  /// Truncated whatever its size.
  std::string truncated_reply() const;

 private:
  static constexpr std::size_t least_udp_size = 512;

  explicit DnsQuery(ldns::Packet header) : header_(std::move(header)) {}
  void judge();
  ldns::Packet begin_reply(Rcode rcode) const;

  ldns::Packet header_;  ///< with the question, and EDNS, as far as they could be read
  std::optional<Rcode> fault_{};
  bool has_question_ = false;
  DnsName name_{};
  RecordType type_ = RecordType::a;
  std::size_t udp_room_ = least_udp_size;
};

}  // namespace netrig
