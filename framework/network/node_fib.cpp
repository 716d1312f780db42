// Node::look_up().
#include <fmt/format.h>

#include "netlink/queries.hpp"
#include "netns/maker.hpp"
#include "netns/sysctl_file.hpp"
#include "netrig/core/error.hpp"
#include "netrig/network/node.hpp"
#include "network/fib_cause.hpp"
#include "network/fib_decision.hpp"

namespace netrig {
namespace {

void check_question(const FibQuestion& question, const std::string& node) {
  const auto refuse = [&](std::string_view reason) {
    throw DescriptionError(fmt::format("cannot look up {} in '{}': {}", question, node, reason));
  };
  const bool is_v4 = question.destination.is_v4();
  const bool has_ports =
      question.protocol == IpProtocol::tcp || question.protocol == IpProtocol::udp;
  if (question.source && question.source->is_v4() != is_v4)
    refuse("source and destination are of two families");
  if (!question.incoming_interface.empty() && !question.source)
    refuse("a packet that comes in has a source");
  if (!question.incoming_interface.empty() && !question.outgoing_interface.empty())
    refuse("a packet that comes in leaves where the routes lead");
  if ((question.source_port != 0 || question.destination_port != 0) && !has_ports)
    refuse("ports are TCP's and UDP's: say which protocol");
  if (question.protocol && !has_ports &&
      question.protocol != (is_v4 ? IpProtocol::icmp : IpProtocol::icmpv6))
    refuse(fmt::format("the kernel looks up TCP, UDP and {}, not protocol {}",
                       is_v4 ? "ICMP" : "ICMPv6", *question.protocol));
}

// From Linux 6.17 on IPv6 has a switch for each interface beside the one for all, either of which
// will do (ip6_forward() in net/ipv6/ip6_output.c); RTM_GETNETCONF does not tell it.
bool is_forced_to_forward(const Node& node, const std::string& interface) {
  return on_thrown_away_thread(node.network_namespace(), [&] {
    const auto path = fmt::format("ipv6/conf/{}/force_forwarding", interface);
    const auto value = read_sysctl(
        path, [&] { return fmt::format("cannot read sysctl net/{} in '{}'", path, node.name()); });
    return value && *value != "0";
  });
}

// Of what is for others, IPv4 answers EHOSTUNREACH where it does not forward, IPv6 as if it did.
bool fails_to_forward(const Node& node, const FibAnswer& answer, int incoming) {
  const auto& question = answer.question;
  if (question.incoming_interface.empty()) return false;
  const bool is_refused =
      question.destination.is_v4() && answer.error == std::errc::host_unreachable;
  if (!answer.is_sent_on() && !is_refused) return false;
  const auto family = question.destination.is_v4() ? Family::ipv4 : Family::ipv6;
  auto& socket = node.network_namespace().route_socket();
  if (netlink::forwards(socket, node.name(), family, incoming)) return false;
  return family == Family::ipv4 || !is_forced_to_forward(node, question.incoming_interface);
}

void explain_error(const Node& node, FibAnswer& answer) {
  find_cause(node.network_namespace().route_socket(), node.name(), answer);
  if (answer.type) return;
  // rt6_fill_node() in net/ipv6/route.c leaves these to a multicast router.
  if (answer.error == std::errc::message_size && answer.question.destination.is_v6())
    answer.explanation = "the kernel does not say what becomes of an IPv6 multicast that comes in";
  if (answer.error == std::errc::invalid_argument && !answer.question.incoming_interface.empty())
    answer.explanation = fmt::format(
        "'{}' does not take it from {}: its source is none of that link's (rp_filter), or none at "
        "all",
        node.name(), answer.question.incoming_interface);
}

FibAnswer look_up(const Node& node, const FibQuestion& question, const netlink::FibIndexes& indexes,
                  bool with_route) {
  auto& socket = node.network_namespace().route_socket();
  auto asked = question;
  auto answer = netlink::look_up(socket, node.name(), asked, indexes);
  // A socket that is bound to no address takes the source that the first answer gives it, and asks
  // again with that (ip_route_connect() in include/net/route.h); IPv6 does not.
  if (!question.source && question.destination.is_v4() && answer.source && answer.is_sent_on()) {
    asked.source = answer.source;
    answer = netlink::look_up(socket, node.name(), asked, indexes);
    answer.source = asked.source;
  }
  answer.question = question;
  if (fails_to_forward(node, answer, indexes.incoming)) {
    answer = {.question = question,
              .error = std::make_error_code(std::errc::host_unreachable),
              .explanation = fmt::format("'{}' does not forward {}", node.name(),
                                         question.destination.is_v4() ? "IPv4" : "IPv6")};
  } else if (answer.error) {
    explain_error(node, answer);
  } else if (with_route) {
    answer.route = netlink::look_up_route(socket, node.name(), asked, indexes);
  }
  return answer;
}

}  // namespace

FibAnswer Node::look_up(const FibQuestion& question) const {
  check_question(question, name());
  const auto index = [&](const std::string& interface_name) {
    return interface_name.empty() ? 0 : interface(interface_name).index();
  };
  return netrig::look_up(*this, question,
                         {.incoming = index(question.incoming_interface),
                          .outgoing = index(question.outgoing_interface)},
                         true);
}

FibAnswer decision_of(const Node& node, const FibQuestion& question) {
  check_question(question, node.name());
  const auto index = [&](const std::string& interface_name) {
    if (interface_name.empty()) return 0;
    const auto found = netlink::index_of(node.network_namespace().route_socket(), interface_name);
    return found != 0 ? found : node.interface(interface_name).index();
  };
  return look_up(node, question,
                 {.incoming = index(question.incoming_interface),
                  .outgoing = index(question.outgoing_interface)},
                 false);
}

}  // namespace netrig
