#include "dns/query.hpp"

#include <fmt/format.h>

#include "dns/names.hpp"
#include "dns/wire.hpp"

namespace netrig {
namespace {

bool asks(const ldns_pkt& packet, const DnsName& name, RecordType type) {
  const auto* questions = ldns_pkt_question(&packet);
  if (ldns_rr_list_rr_count(questions) != 1) return false;
  const auto* question = ldns_rr_list_rr(questions, 0);
  return ldns_rr_get_class(question) == LDNS_RR_CLASS_IN &&
         static_cast<RecordType>(ldns_rr_get_type(question)) == type &&
         name_of(*ldns_rr_owner(question)) == name;
}

DnsAnswer answer_of(const ldns_pkt& packet, Protocol transport) {
  const auto rcode =
      unsigned{ldns_pkt_edns_extended_rcode(&packet)} << 4 | ldns_pkt_get_rcode(&packet);
  return {.rcode = static_cast<Rcode>(rcode),
          .records = records_of(ldns_pkt_answer(&packet)),
          .authority = records_of(ldns_pkt_authority(&packet)),
          .authoritative = ldns_pkt_aa(&packet),
          .recursion_available = ldns_pkt_ra(&packet),
          .truncated = ldns_pkt_tc(&packet),
          .transport = transport};
}

}  // namespace

OutgoingQuery::OutgoingQuery(const DnsName& name, RecordType type, const Options& options)
    : name_(name), type_(type) {
  const ldns::Packet packet(ldns_pkt_query_new(rdf_of(name).release(),
                                               static_cast<ldns_rr_type>(type), LDNS_RR_CLASS_IN,
                                               options.recursion_desired ? LDNS_RD : 0));
  ldns_pkt_set_random_id(packet.get());
  if (options.edns_size) ldns_pkt_set_edns_udp_size(packet.get(), *options.edns_size);
  id_ = ldns_pkt_id(packet.get());
  message_ = write_packet(*packet);
}

std::optional<OutgoingQuery::Reading> OutgoingQuery::read(std::string_view message,
                                                          Protocol transport) const {
  if (message.size() < LDNS_HEADER_SIZE)
    return Reading{.fault =
                       fmt::format("its {} bytes are too few for a DNS message", message.size())};
  if (ldns_read_uint16(message.data()) != id_) return std::nullopt;
  const auto packet = read_packet(message);
  if (!packet) return Reading{.fault = "what came back is no well-formed DNS message"};
  if (!ldns_pkt_qr(packet.get())) return Reading{.fault = "what came back is a question"};
  auto answer = answer_of(*packet, transport);
  // A server that did not understand the question need not repeat it.
  const bool is_blank = ldns_pkt_qdcount(packet.get()) == 0 && answer.rcode != Rcode::no_error;
  if (!is_blank && !asks(*packet, name_, type_)) return std::nullopt;
  return Reading{.answer = std::move(answer)};
}

}  // namespace netrig
