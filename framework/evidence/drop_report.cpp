#include "netrig/evidence/drop_report.hpp"

#include <fmt/format.h>

namespace netrig {

std::string to_string(DropCause cause) {
  switch (cause) {
    case DropCause::rule: return "rule";
    case DropCause::policy: return "policy";
    case DropCause::route: return "route";
    case DropCause::link: return "link";
    case DropCause::neighbour: return "neighbour";
    case DropCause::ttl: return "ttl";
    case DropCause::mtu: return "mtu";
    case DropCause::fault: return "fault";
    case DropCause::kernel: return "kernel";
  }
  return fmt::format("cause {}", static_cast<int>(cause));
}

std::string to_string(const DecidingRule& rule) {
  const auto place = fmt::format("table {}, chain {}", rule.table, rule.chain);
  if (rule.handle == 0) return place + ": its policy";
  auto text = fmt::format("{}, handle {}", place, rule.handle);
  if (!rule.text.empty())
    text += ": " + rule.text;
  else if (!rule.comment.empty())
    text += fmt::format(": comment \"{}\"", rule.comment);
  return text;
}

std::string to_string(const DropReport& report) {
  auto text =
      fmt::format("{}{} at {}", report.is_reply ? "the answer was " : "",
                  report.rule && report.rule->rejects ? "rejected" : "dropped", report.node);
  const auto add = [&text](const std::string& line) { text += "\n  " + line; };
  if (report.rule) add(to_string(*report.rule));
  if (!report.explanation.empty()) add(report.explanation);
  if (!report.kernel_reason.empty())
    add(fmt::format("the kernel's reason: {} in {}()", report.kernel_reason,
                    report.kernel_function));
  if (!report.packet.empty()) {
    auto way = report.packet;
    if (!report.incoming_interface.empty())
      way += fmt::format(", came in on {}", report.incoming_interface);
    if (!report.outgoing_interface.empty())
      way += fmt::format(", would have left on {}", report.outgoing_interface);
    add(way);
  }
  if (!report.doubt.empty()) add(fmt::format("the next packet may fare better: {}", report.doubt));
  return text;
}

}  // namespace netrig
