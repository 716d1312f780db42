#include "topology/sysctl_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netrig/core/error.hpp"
#include "topology/sysctl_names.hpp"

namespace netrig {
namespace {

// Throws DescriptionError for those of interfaces that the node will not have.
void check_interfaces(const PlannedNode& node) {
  if (node.sysctls.empty()) return;
  std::vector<std::string> names{"lo"};
  if (node.bridge) names.push_back(node.bridge->str());
  for (const auto& interface : node.interfaces) names.push_back(interface.name.str());
  for (const auto& interface : node.virtual_interfaces)
    names.push_back(interface.described.name.str());
  std::vector<RefusedSysctl> refused;
  for (const auto& setting : node.sysctls) {
    const auto path = sysctl_path(setting.name);
    const auto interface = interface_of_sysctl(path);
    if (!interface || is_pattern(path) || setting.may_fail || !setting.value) continue;
    if (std::ranges::find(names, *interface) == names.end())
      refused.push_back({setting, fmt::format("it has no interface '{}', but '{}'", *interface,
                                              fmt::join(names, "', '"))});
  }
  if (!refused.empty()) throw DescriptionError(refusal_text(refused, node.name));
}

}  // namespace

std::string to_string(const SysctlSetting& setting) {
  const auto* mark = setting.may_fail || !setting.value ? "-" : "";
  return setting.value ? fmt::format("{}{} = {}", mark, setting.name, *setting.value)
                       : fmt::format("{}{}", mark, setting.name);
}

std::string fault_of(const SysctlSetting& setting) {
  const auto path = sysctl_path(setting.name);
  if (path.empty()) return "it has no name";
  if (!stays_below(path)) return "it is no name of a sysctl";
  if (setting.value && setting.value->find('\n') != std::string::npos)
    return "its value has more than one line";
  const auto* reason = misplaced(path);
  return reason && !setting.may_be_machine_wide && !setting.may_fail ? reason : "";
}

std::vector<SysctlSetting> effective(const std::vector<SysctlSetting>& settings) {
  std::vector<SysctlSetting> those;
  for (const auto& setting : settings) {
    const auto path = sysctl_path(setting.name);
    std::erase_if(those, [&](const auto& other) { return sysctl_path(other.name) == path; });
    those.push_back(setting);
  }
  return those;
}

std::string refusal_text(const std::vector<RefusedSysctl>& refused, std::string_view place) {
  if (refused.size() == 1) {
    const auto& [setting, reason] = refused.front();
    const auto source = setting.source.empty() ? "" : fmt::format(" ({})", setting.source);
    return fmt::format("cannot set sysctl {} to {} in '{}'{}: {}", setting.name,
                       setting.value.value_or(""), place, source, reason);
  }
  auto text = fmt::format("cannot set {} sysctls in '{}':", refused.size(), place);
  for (const auto& [setting, reason] : refused)
    text += fmt::format("\n  {}{}{}: {}", setting.source, setting.source.empty() ? "" : ": ",
                        setting, reason);
  return text;
}

void check_sysctls(const std::vector<SysctlSetting>& settings, std::string_view node) {
  std::vector<RefusedSysctl> refused;
  for (const auto& setting : settings)
    if (auto fault = fault_of(setting); !fault.empty())
      refused.push_back({setting, std::move(fault)});
  if (!refused.empty()) throw DescriptionError(refusal_text(refused, node));
}

void plan_sysctls(const Topology& topology, Plan& plan) {
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    auto& node = plan.nodes[i];
    node.sysctls = effective(topology.nodes()[i].sysctls);
    check_interfaces(node);
  }
}

}  // namespace netrig
