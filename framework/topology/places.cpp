#include "topology/places.hpp"

namespace netrig {
namespace {

bool is_on_a_wire(const InterfaceKind& kind) {
  return std::holds_alternative<Bridge>(kind) || std::holds_alternative<Macvlan>(kind) ||
         std::holds_alternative<Ipvlan>(kind) || std::holds_alternative<Vlan>(kind) ||
         std::holds_alternative<Dummy>(kind);
}

}  // namespace

std::vector<Place> places_of(const PlannedNode& node) {
  std::vector<Place> places;
  for (const auto& each : node.interfaces)
    if (!each.vrf) places.push_back({&each.name, each.segment, &each.addresses});
  for (const auto& each : node.virtual_interfaces)
    if (!each.vrf && is_on_a_wire(each.described.kind))
      places.push_back({&each.described.name, each.segment, &each.described.addresses});
  return places;
}

}  // namespace netrig
