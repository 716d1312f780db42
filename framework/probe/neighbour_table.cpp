#include "probe/neighbour_table.hpp"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <string>
#include <utility>
#include <vector>

#include "netlink/attributes.hpp"
#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netlink/socket.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

bool is_worth_forgetting(const Neighbour& entry) {
  return entry.state != NeighbourState::permanent && entry.state != NeighbourState::incomplete;
}

}  // namespace

std::size_t neighbour_room(const Namespace& any, Family family) {
  netlink::Batch batch(any.name());
  batch.add(RTM_GETNEIGHTBL, NLM_F_DUMP, [] { return std::string("cannot list neighbour tables"); })
      .put_header<ndtmsg>()
      .ndtm_family = family == Family::ipv4 ? AF_INET : AF_INET6;
  std::size_t room = 0;
  any.route_socket().dump(
      batch, [&room] { room = 0; },
      [&room](const nlmsghdr& header) {
        const netlink::Attributes<NDTA_MAX> attributes(header, sizeof(ndtmsg));
        const auto *limit = attributes[NDTA_THRESH3], *config = attributes[NDTA_CONFIG];
        if (!limit || !config) return;  // the parameters of one interface
        const std::size_t most = mnl_attr_get_u32(limit);
        const std::size_t entries =
            static_cast<const ndt_config*>(mnl_attr_get_payload(config))->ndtc_entries;
        room = most > entries ? most - entries : 0;
      });
  return room;
}

std::optional<Neighbour> find_neighbour(const Namespace& node, int interface_index,
                                        const IpAddress& address) {
  netlink::Batch batch(node.name());
  batch.add(RTM_GETNEIGH, NLM_F_DUMP, [] { return std::string("cannot list the neighbours"); })
      .put_header<ndmsg>()
      .ndm_family = address.is_v4() ? AF_INET : AF_INET6;
  std::optional<Neighbour> found;
  node.route_socket().dump(
      batch, [&found] { found.reset(); },
      [&](const nlmsghdr& header) {
        auto [entry, index] = netlink::parse_neighbour(header);
        if (index == interface_index && entry.address == address) found = std::move(entry);
      });
  return found;
}

void forget_neighbours(const Namespace& node) {
  auto& socket = node.route_socket();
  netlink::Batch question(node.name());
  question.add(RTM_GETNEIGH, NLM_F_DUMP, [] { return std::string("cannot list the neighbours"); })
      .put_header<ndmsg>();
  std::vector<std::pair<IpAddress, int>> learned;
  socket.dump(
      question, [&learned] { learned.clear(); },
      [&learned](const nlmsghdr& header) {
        const auto [entry, index] = netlink::parse_neighbour(header);
        if (is_worth_forgetting(entry)) learned.emplace_back(entry.address, index);
      });
  netlink::Batch batch(node.name());
  for (const auto& [address, index] : learned)
    netlink::remove_neighbour(batch, {index, std::to_string(index)}, address);
  try {
    socket.execute(batch);
  } catch (const Error&) {
    // The kernel was faster (ENOENT), or someone who took the interface away (ENODEV).
  }
}

}  // namespace netrig
