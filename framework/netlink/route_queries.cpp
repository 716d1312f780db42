#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>

#include "netlink/queries.hpp"
#include "netlink/route_reader.hpp"

namespace netrig::netlink {
std::vector<Route> routes(Socket& socket, const std::string& place, std::uint32_t table) {
  const auto names = interface_names(socket, place);
  std::vector<Route> all;
  for (const auto family : {AF_INET, AF_INET6}) {
    Batch batch(place);
    batch.add(RTM_GETROUTE, NLM_F_DUMP, [] { return std::string("cannot list the routes"); })
        .put_header<rtmsg>()
        .rtm_family = static_cast<unsigned char>(family);
    std::vector<Route> found;
    socket.dump(
        batch, [&] { found.clear(); },
        [&](const nlmsghdr& header) {
          auto route = read_route(header, names);
          if (route && (table == all_tables || route->table == table))
            found.push_back(*std::move(route));
        });
    std::ranges::move(found, std::back_inserter(all));
  }
  return all;
}

}  // namespace netrig::netlink
