#include "netrig/gtest/conntrack_matchers.hpp"

#include <fmt/format.h>
#include <netinet/in.h>

namespace netrig {
namespace {

std::uint8_t number_of(Protocol protocol) {
  return protocol == Protocol::tcp ? IPPROTO_TCP : IPPROTO_UDP;
}

template <class Wanted>
bool agrees(const std::optional<Wanted>& wanted, const std::optional<Wanted>& present) {
  return !wanted || wanted == present;
}

}  // namespace

ConnectionEnd::ConnectionEnd(std::string_view text) {
  if (text.find('/') == std::string_view::npos) {
    address_ = IpAddress(text);
  } else {
    const Endpoint endpoint(text);
    address_ = endpoint.address;
    port_ = endpoint.port;
  }
}

bool ConnectionEnd::is(const IpAddress& address, std::uint8_t protocol, std::uint16_t port) const {
  return address_ == address &&
         (!port_ || (number_of(port_->protocol) == protocol && port_->number == port));
}

std::string to_string(const ConnectionEnd& end) {
  return end.port_ ? to_string(Endpoint(end.address_, *end.port_)) : to_string(end.address_);
}

std::string to_string(const TrackedConnection& wanted) {
  std::string text = "a connection";
  if (wanted.from) text += fmt::format(" from {}", *wanted.from);
  if (wanted.to) text += fmt::format(" to {}", *wanted.to);
  if (wanted.protocol) text += fmt::format(", of protocol {}", *wanted.protocol);
  if (wanted.seen_as) text += fmt::format(", seen as {}", *wanted.seen_as);
  if (wanted.delivered_to) text += fmt::format(", delivered to {}", *wanted.delivered_to);
  if (wanted.zone) text += fmt::format(", in zone {}", *wanted.zone);
  if (wanted.original_zone)
    text += fmt::format(", in zone {} of its original direction", *wanted.original_zone);
  if (wanted.reply_zone) text += fmt::format(", in zone {} of its replies", *wanted.reply_zone);
  if (wanted.mark) text += fmt::format(", marked {}", *wanted.mark);
  if (wanted.answered) text += *wanted.answered ? ", answered" : ", unanswered";
  return text;
}

bool matches(const ConntrackEntry& entry, const TrackedConnection& wanted) {
  const auto& original = entry.original;
  const auto is_at = [&](const std::optional<ConnectionEnd>& end, const IpAddress& address,
                         std::uint16_t port) {
    return !end || end->is(address, original.protocol, port);
  };
  return is_at(wanted.from, original.source, original.source_port) &&
         is_at(wanted.to, original.destination, original.destination_port) &&
         is_at(wanted.seen_as, entry.seen_as(), entry.seen_as_port()) &&
         is_at(wanted.delivered_to, entry.delivered_to(), entry.delivered_to_port()) &&
         agrees(wanted.protocol, std::optional(original.protocol)) &&
         agrees(wanted.zone, std::optional(entry.zone)) &&
         agrees(wanted.original_zone, original.zone) &&
         agrees(wanted.reply_zone, entry.reply.zone) &&
         agrees(wanted.mark, std::optional(entry.mark)) &&
         agrees(wanted.answered, std::optional(entry.is(ConntrackStatus::seen_reply)));
}

ListsMatcher<ConntrackEntry> Tracks(const TrackedConnection& connection) {
  return {to_string(connection),
          [connection](const ConntrackEntry& each) { return matches(each, connection); }};
}

}  // namespace netrig
