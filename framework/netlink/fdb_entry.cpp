#include "netrig/netlink/fdb_entry.hpp"

#include <fmt/format.h>

#include <string_view>

namespace netrig {
namespace {

std::string_view text_of(FdbState state) {
  switch (state) {
    case FdbState::dynamic: return "dynamic";
    case FdbState::fixed: return "static";
    case FdbState::permanent: return "permanent";
  }
  return "";
}

}  // namespace

std::string to_string(const FdbEntry& entry) {
  auto text = fmt::format("{} dev {}", entry.mac, entry.interface);
  if (entry.destination) text += fmt::format(" dst {}", *entry.destination);
  if (entry.nexthop) text += fmt::format(" nhid {}", *entry.nexthop);
  if (entry.port) text += fmt::format(" port {}", *entry.port);
  if (entry.vni) text += fmt::format(" vni {}", *entry.vni);
  if (entry.source_vni) text += fmt::format(" src_vni {}", *entry.source_vni);
  if (entry.vlan) text += fmt::format(" vlan {}", *entry.vlan);
  return text + fmt::format(" {} {}", entry.owner == FdbOwner::interface ? "self" : "master",
                            text_of(entry.state));
}

}  // namespace netrig
