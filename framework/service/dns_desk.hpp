// What a DNS service has to say, and what it was asked.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/reply.hpp"
#include "dns/zone.hpp"
#include "netrig/core/deadline.hpp"
#include "netrig/service/dns_service.hpp"
#include "service/record.hpp"
#include "service/udp_service.hpp"

namespace netrig {

/// Shared by the handle, its two services and their connections. Any thread may ask for the
/// questions.
class DnsDesk {
 public:
  /// `place` is for messages: "'server'". Throws DescriptionError for a zone that is none and a
  /// negative delay.
  DnsDesk(const DnsServiceOptions& options, std::string place);

  /// Empty for what gets no answer. What is larger than the transport carries is truncated.
  std::optional<DatagramAnswer> answer(std::string_view message, const Endpoint& from);

  std::vector<DnsQuestion> questions() const { return questions_.items(); }
  std::vector<DnsQuestion> wait_for_questions(std::size_t count, Deadline deadline) const;

 private:
  const DnsBehaviour& behaviour_of(const DnsName& name) const;
  std::string text_of(const DnsQuery& query, const DnsBehaviour& behaviour,
                      Protocol transport) const;

  const std::string place_;
  const Zone zone_;
  const std::map<DnsName, DnsBehaviour> behaviours_;
  Record<DnsQuestion> questions_;
};

}  // namespace netrig
