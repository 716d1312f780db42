#include "service/dns_desk.hpp"

#include <fmt/format.h>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

constexpr std::size_t tcp_room = 65535;

std::map<DnsName, DnsBehaviour> checked(std::map<DnsName, DnsBehaviour> behaviours) {
  for (const auto& [name, behaviour] : behaviours)
    if (behaviour.delay.count() < 0)
      throw DescriptionError(
          fmt::format("a DNS service cannot answer for '{}': its delay is negative", name));
  return behaviours;
}

Zone read_zone(const std::string& text, const std::string& place) try {
  return Zone(text);
} catch (const DescriptionError& error) {
  throw DescriptionError(fmt::format("cannot serve DNS in {}: {}", place, error.what()));
}

}  // namespace

DnsDesk::DnsDesk(const DnsServiceOptions& options, std::string place)
    : place_(std::move(place)),
      zone_(read_zone(options.zone, place_)),
      behaviours_(checked(options.behaviours)) {}

std::optional<DatagramAnswer> DnsDesk::answer(std::string_view message, const Endpoint& from) {
  const auto query = DnsQuery::read(message);
  if (!query) return std::nullopt;
  if (query->has_question()) questions_.add({query->name(), query->type(), from});
  if (query->fault())
    return DatagramAnswer{query->reply({.rcode = *query->fault()}, query->udp_room())};
  const auto& behaviour = behaviour_of(query->name());
  if (behaviour.silent) return std::nullopt;
  return DatagramAnswer{text_of(*query, behaviour, from.port.protocol), behaviour.delay};
}

std::string DnsDesk::text_of(const DnsQuery& query, const DnsBehaviour& behaviour,
                             Protocol transport) const {
  const auto room = transport == Protocol::udp ? query.udp_room() : tcp_room;
  if (behaviour.rcode) return query.reply({.rcode = *behaviour.rcode}, room);
  if (behaviour.truncated && transport == Protocol::udp) return query.truncated_reply();
  return query.reply(zone_.look_up(query.name(), query.type()), room);
}

const DnsBehaviour& DnsDesk::behaviour_of(const DnsName& name) const {
  static const DnsBehaviour usual;
  for (std::optional each = name; each && !behaviours_.empty(); each = parent_of(*each))
    if (const auto found = behaviours_.find(*each); found != behaviours_.end())
      return found->second;
  return usual;
}

std::vector<DnsQuestion> DnsDesk::wait_for_questions(std::size_t count, Deadline deadline) const {
  return questions_.wait_for(count, deadline, [&](const std::vector<DnsQuestion>& asked) {
    return fmt::format("question {} of the DNS service in {}; {} asked{}", count, place_,
                       asked.size(),
                       asked.empty() ? "" : fmt::format(", the last one {}", asked.back()));
  });
}

}  // namespace netrig
