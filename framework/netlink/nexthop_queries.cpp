#include "netlink/nexthop_reader.hpp"
#include "netlink/queries.hpp"
#include "netlink/route_reader.hpp"

namespace netrig::netlink {

std::vector<NexthopObject> nexthops(Socket& socket, const std::string& place) {
  std::vector<ListedNexthop> found;
  list_nexthops(
      socket, place, [&] { found.clear(); },
      [&](const nlmsghdr& header) { found.push_back(read_nexthop(header)); });
  if (found.empty()) return {};
  const auto names = interface_names(socket, place);
  std::vector<NexthopObject> all;
  for (auto& [nexthop, index] : found) {
    nexthop.interface = name_of(index, names);
    all.push_back(std::move(nexthop));
  }
  return all;
}

}  // namespace netrig::netlink
