#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"
#include "netlink/route_reader.hpp"
#include "netrig/core/error.hpp"

namespace netrig::netlink {
namespace {

void put_question(Batch& batch, const FibQuestion& question, const FibIndexes& indexes,
                  unsigned flags) {
  auto message =
      batch.add(RTM_GETROUTE, 0, [question] { return fmt::format("cannot look up {}", question); });
  const bool is_v4 = question.destination.is_v4();
  const std::uint8_t length = is_v4 ? 32 : 128;
  auto& header = message.put_header<rtmsg>();
  header.rtm_family = is_v4 ? AF_INET : AF_INET6;
  header.rtm_dst_len = length;
  header.rtm_src_len = question.source ? length : std::uint8_t{0};
  header.rtm_flags = flags;
  header.rtm_tos = question.tos;
  message.put(RTA_DST, question.destination);
  if (question.source) message.put(RTA_SRC, *question.source);
  if (indexes.incoming != 0) message.put_index(RTA_IIF, indexes.incoming);
  if (indexes.outgoing != 0) message.put_index(RTA_OIF, indexes.outgoing);
  if (question.mark != 0) message.put(RTA_MARK, question.mark);
  if (question.user) message.put(RTA_UID, std::uint32_t{*question.user});
  if (question.protocol)
    message.put_u8(RTA_IP_PROTO, static_cast<std::uint8_t>(*question.protocol));
  if (question.source_port != 0) message.put_port(RTA_SPORT, question.source_port);
  if (question.destination_port != 0) message.put_port(RTA_DPORT, question.destination_port);
}

// Gives the index of the interface that it leaves through, or 0.
int read_answer(const nlmsghdr& header, FibAnswer& answer) {
  const auto& message = *static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&header));
  const Attributes<RTA_MAX> attributes(header, sizeof(rtmsg));
  answer.type = route_type(message.rtm_type);
  if (attributes[RTA_GATEWAY]) answer.via = address_in(attributes[RTA_GATEWAY]);
  if (attributes[RTA_VIA]) answer.via = address_in_via(attributes[RTA_VIA]);
  if (attributes[RTA_PREFSRC]) answer.source = address_in(attributes[RTA_PREFSRC]);
  return attributes[RTA_OIF] ? static_cast<int>(mnl_attr_get_u32(attributes[RTA_OIF])) : 0;
}

// Until the first rule is added, IPv4 keeps the tables main and local in one (fib_trie_table() in
// net/ipv4/fib_trie.c), and names main for both.
void correct_table(Socket& socket, const std::string& place, Route& route) {
  if (route.type == RouteType::unicast || route.table != main_table || !route.destination.is_v4())
    return;
  const auto all = routes(socket, place, main_table);
  if (std::ranges::find(all, route) == all.end()) route.table = local_table;
}

void ask(Socket& socket, const std::string& place, const FibQuestion& question,
         const FibIndexes& indexes, unsigned flags, const OnReply& on_route) {
  Batch batch(place);
  put_question(batch, question, indexes, flags);
  socket.execute(batch, [&](const nlmsghdr& header) {
    if (header.nlmsg_type == RTM_NEWROUTE) on_route(header);
  });
}

}  // namespace

FibAnswer look_up(Socket& socket, const std::string& place, const FibQuestion& question,
                  const FibIndexes& indexes) {
  FibAnswer answer;
  answer.question = question;
  int outgoing = 0;
  try {
    ask(socket, place, question, indexes, RTM_F_LOOKUP_TABLE,
        [&](const nlmsghdr& header) { outgoing = read_answer(header, answer); });
  } catch (const Error& error) {
    answer.error = error.code();
    return answer;
  }
  if (outgoing != 0) answer.interface = name_at(socket, outgoing);
  return answer;
}

// The route's next hops may be many. Of a broadcast there may be none, which is an error.
std::optional<Route> look_up_route(Socket& socket, const std::string& place,
                                   const FibQuestion& question, const FibIndexes& indexes) {
  const auto names = interface_names(socket, place);
  std::optional<Route> route;
  try {
    ask(socket, place, question, indexes, RTM_F_LOOKUP_TABLE | RTM_F_FIB_MATCH,
        [&](const nlmsghdr& header) { route = read_route(header, names); });
  } catch (const Error&) {
    return std::nullopt;
  }
  if (route) correct_table(socket, place, *route);
  return route;
}

}  // namespace netrig::netlink
