#include "probe/local_refusal.hpp"

#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>

#include "core/socket_address.hpp"
#include "netlink/socket.hpp"
#include "netrig/core/error.hpp"
#include "probe/neighbour_table.hpp"

namespace netrig {
namespace {

struct RoutingAnswer {
  int error = 0;  ///< an errno, of a route or a rule that forbids, or because there is no route
  bool is_broadcast = false;
};

// What `ip route get` would say.
RoutingAnswer ask_routing(const Namespace& node, const SocketOptions& packet) {
  const auto& target = packet.target;
  // Nobody can ask about packets of another node's as if they were its own.
  const auto source = packet.transparent ? std::nullopt : packet.source;
  const std::uint8_t length = target.is_v4() ? 32 : 128;
  netlink::Batch batch(node.name());
  auto message = batch.add(RTM_GETROUTE, 0, [&] { return fmt::format("cannot route {}", target); });
  auto& header = message.put_header<rtmsg>();
  header.rtm_family = target.is_v4() ? AF_INET : AF_INET6;
  header.rtm_dst_len = length;
  header.rtm_src_len = source ? length : std::uint8_t{0};
  message.put(RTA_DST, target);
  if (source) message.put(RTA_SRC, *source);
  if (packet.mark != 0) message.put(RTA_MARK, packet.mark);
  if (target.is_v6() && target.to_v6().scope_id() != 0)
    message.put(RTA_OIF, static_cast<std::uint32_t>(target.to_v6().scope_id()));

  RoutingAnswer answer;
  try {
    node.route_socket().execute(batch, [&answer](const nlmsghdr& reply) {
      if (reply.nlmsg_type != RTM_NEWROUTE) return;
      const auto* route = static_cast<const rtmsg*>(mnl_nlmsg_get_payload(&reply));
      answer.is_broadcast = route->rtm_type == RTN_BROADCAST;
    });
  } catch (const Error& error) {
    answer.error = error.code().value();
  }
  return answer;
}

[[noreturn]] void throw_broadcast(const Namespace& node, const IpAddress& target) {
  throw DescriptionError(
      fmt::format("cannot probe {}: it is a broadcast address in '{}'; a probe asks one node",
                  target, node.name()));
}

}  // namespace

Finding classify_refusal(const Asked& asked, int error, const RefusedPacket& packet) {
  const auto family = packet.options.target.is_v4() ? Family::ipv4 : Family::ipv6;
  // ENOBUFS is also what becomes of a packet that the interface itself drops (net_xmit_errno()).
  if (error == ENOBUFS && neighbour_room(packet.node, family) > 0)
    return {Verdict::silent,
            fmt::format("the interface by which it left {} dropped it: the other end's MTU is "
                        "smaller, or a queue is full",
                        asked.from)};
  const bool may_be_routing =
      error == EACCES || error == EINVAL || error == EHOSTUNREACH || error == ENETUNREACH;
  if (!may_be_routing) return classify_local(asked, error, packet.mtu);
  const auto routing = ask_routing(packet.node, packet.options);
  if (routing.is_broadcast) throw_broadcast(packet.node, packet.options.target);
  auto finding = classify_local(asked, error, packet.mtu);
  if (routing.error == error || error == ENETUNREACH) return finding;
  if (error == EINVAL)  // something about this probe that no route forbids
    throw Error(error_code_from(error),
                fmt::format("cannot probe {} in '{}'", packet.options.target, packet.node.name()));
  return {finding.verdict, ""};
}

void refuse_broadcast(const Namespace& node, const IpAddress& target) {
  if (target.is_v4() && ask_routing(node, {target}).is_broadcast) throw_broadcast(node, target);
}

}  // namespace netrig
