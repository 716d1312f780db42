#include "dns/reply.hpp"

#include <algorithm>
#include <utility>

#include "dns/names.hpp"
#include "dns/wire.hpp"

namespace netrig {
namespace {

// What is free of fragments nearly everywhere (the DNS flag day of 2020).
constexpr std::uint16_t own_udp_size = 1232;
constexpr std::size_t largest_datagram = 65507;

// The header alone, of a message whose rest makes no sense.
ldns::Packet read_header(std::string_view message) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(message.data());
  ldns::Packet packet(ldns_pkt_new());
  ldns_pkt_set_id(packet.get(), LDNS_ID_WIRE(bytes));
  ldns_pkt_set_qr(packet.get(), LDNS_QR_WIRE(bytes) != 0);
  ldns_pkt_set_rd(packet.get(), LDNS_RD_WIRE(bytes) != 0);
  ldns_pkt_set_opcode(packet.get(), static_cast<ldns_pkt_opcode>(LDNS_OPCODE_WIRE(bytes)));
  return packet;
}

bool is_transfer(const ldns_rr& question) {
  const auto type = ldns_rr_get_type(&question);
  return type == LDNS_RR_TYPE_AXFR || type == LDNS_RR_TYPE_IXFR;
}

void push(ldns_pkt& packet, ldns_pkt_section section, std::vector<ldns::Rr> records) {
  for (auto& record : records) ldns_pkt_push_rr(&packet, section, record.release());
}

}  // namespace

std::optional<DnsQuery> DnsQuery::read(std::string_view message) {
  if (message.size() < LDNS_HEADER_SIZE) return std::nullopt;
  auto whole = read_packet(message);
  const bool is_malformed = !whole;
  DnsQuery query(is_malformed ? read_header(message) : std::move(whole));
  if (ldns_pkt_qr(query.header_.get())) return std::nullopt;
  if (is_malformed)
    query.fault_ = Rcode::format_error;
  else
    query.judge();
  return query;
}

void DnsQuery::judge() {
  if (ldns_pkt_edns(header_.get()))
    udp_room_ = std::clamp<std::size_t>(ldns_pkt_edns_udp_size(header_.get()), least_udp_size,
                                        largest_datagram);
  const auto* questions = ldns_pkt_question(header_.get());
  const auto count = ldns_rr_list_rr_count(questions);
  has_question_ = count == 1;
  if (count > 0) {
    const auto* first = ldns_rr_list_rr(questions, 0);
    name_ = name_of(*ldns_rr_owner(first));
    type_ = static_cast<RecordType>(ldns_rr_get_type(first));
    if (ldns_rr_get_class(first) != LDNS_RR_CLASS_IN || is_transfer(*first))
      fault_ = Rcode::refused;
  }
  if (count != 1) fault_ = Rcode::format_error;
  if (ldns_pkt_get_opcode(header_.get()) != LDNS_PACKET_QUERY) fault_ = Rcode::not_implemented;
  if (ldns_pkt_edns_version(header_.get()) != 0) fault_ = Rcode::bad_version;
}

ldns::Packet DnsQuery::begin_reply(Rcode rcode) const {
  ldns::Packet reply(ldns_pkt_new());
  ldns_pkt_set_id(reply.get(), ldns_pkt_id(header_.get()));
  ldns_pkt_set_qr(reply.get(), true);
  ldns_pkt_set_opcode(reply.get(), ldns_pkt_get_opcode(header_.get()));
  ldns_pkt_set_rd(reply.get(), ldns_pkt_rd(header_.get()));
  ldns_pkt_set_cd(reply.get(), ldns_pkt_cd(header_.get()));
  ldns_pkt_set_ra(reply.get(), true);
  ldns_pkt_set_aa(reply.get(), rcode == Rcode::no_error || rcode == Rcode::nxdomain);
  const auto* questions = ldns_pkt_question(header_.get());
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(questions); ++i)
    ldns_pkt_push_rr(reply.get(), LDNS_SECTION_QUESTION,
                     ldns_rr_clone(ldns_rr_list_rr(questions, i)));
  // Four bits of it are the header's, the others those of EDNS.
  const auto number = static_cast<unsigned>(rcode);
  ldns_pkt_set_rcode(reply.get(), static_cast<std::uint8_t>(number & 0xf));
  if (ldns_pkt_edns(header_.get())) {
    ldns_pkt_set_edns_udp_size(reply.get(), own_udp_size);
    ldns_pkt_set_edns_extended_rcode(reply.get(), static_cast<std::uint8_t>(number >> 4));
  }
  return reply;
}

std::string DnsQuery::reply(Zone::Answer answer, std::size_t room) const {
  const auto packet = begin_reply(answer.rcode);
  push(*packet, LDNS_SECTION_ANSWER, std::move(answer.records));
  push(*packet, LDNS_SECTION_AUTHORITY, std::move(answer.authority));
  auto message = write_packet(*packet);
  return message.empty() || message.size() > room ? truncated_reply() : message;
}

std::string DnsQuery::truncated_reply() const {
  const auto packet = begin_reply(Rcode::no_error);
  ldns_pkt_set_tc(packet.get(), true);
  return write_packet(*packet);
}

}  // namespace netrig
