#include "netrig/netlink/fib.hpp"

#include <fmt/format.h>

namespace netrig {

std::string to_string(const FibQuestion& question) {
  auto text = to_string(question.destination);
  if (question.source) text += fmt::format(" from {}", *question.source);
  if (!question.incoming_interface.empty()) text += " iif " + question.incoming_interface;
  if (!question.outgoing_interface.empty()) text += " oif " + question.outgoing_interface;
  if (question.mark != 0) text += fmt::format(" mark {:#x}", question.mark);
  if (question.tos != 0) text += fmt::format(" tos {:#x}", question.tos);
  if (question.protocol) text += fmt::format(" ipproto {}", *question.protocol);
  if (question.source_port != 0) text += fmt::format(" sport {}", question.source_port);
  if (question.destination_port != 0) text += fmt::format(" dport {}", question.destination_port);
  if (question.user) text += fmt::format(" uid {}", *question.user);
  return text;
}

bool FibAnswer::is_delivered() const {
  const bool comes_in = !question.incoming_interface.empty();
  return type == RouteType::local || type == RouteType::anycast ||
         (comes_in && (type == RouteType::broadcast || type == RouteType::multicast));
}

std::string to_string(const FibAnswer& answer) {
  std::string text;
  if (answer.type && *answer.type != RouteType::unicast) text = to_string(*answer.type) + " ";
  text += to_string(answer.question);
  if (answer.via) text += fmt::format(" via {}", *answer.via);
  if (!answer.interface.empty()) text += " dev " + answer.interface;
  if (answer.source && answer.source != answer.question.source)
    text += fmt::format(" src {}", *answer.source);
  if (answer.route) text += fmt::format(" by {}", *answer.route);
  if (answer.rule) text += fmt::format(" by rule {}", *answer.rule);
  if (!answer.type && answer.error) text += ": " + answer.error.message();
  if (!answer.explanation.empty()) text += fmt::format(" ({})", answer.explanation);
  return text;
}

}  // namespace netrig
