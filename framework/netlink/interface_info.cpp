#include "netrig/netlink/interface_info.hpp"

#include <fmt/format.h>

namespace netrig {

std::string to_string(OperationalState state) {
  switch (state) {
    case OperationalState::unknown: return "UNKNOWN";
    case OperationalState::not_present: return "NOTPRESENT";
    case OperationalState::down: return "DOWN";
    case OperationalState::lower_layer_down: return "LOWERLAYERDOWN";
    case OperationalState::testing: return "TESTING";
    case OperationalState::dormant: return "DORMANT";
    case OperationalState::up: return "UP";
  }
  return fmt::format("state {}", static_cast<int>(state));
}

std::string to_string(const InterfaceInfo& interface) {
  auto text = fmt::format("{}: {}", interface.index, interface.name);
  if (interface.parent_index) text += fmt::format("@if{}", *interface.parent_index);
  if (interface.peer_index) text += fmt::format("@if{}", *interface.peer_index);
  const auto* flags = interface.is_up ? (interface.has_carrier ? "UP,LOWER_UP" : "NO-CARRIER,UP")
                                      : (interface.has_carrier ? "LOWER_UP" : "");
  text += fmt::format(" <{}> mtu {}", flags, interface.mtu);
  if (interface.master) text += fmt::format(" master if{}", *interface.master);
  text += fmt::format(" state {}", interface.state);
  if (!interface.kind.empty()) text += fmt::format(" {}", interface.kind);
  if (interface.mac != MacAddress()) text += fmt::format(" {}", interface.mac);
  if (!interface.alias.empty()) text += fmt::format(" alias {}", interface.alias);
  return text;
}

}  // namespace netrig
