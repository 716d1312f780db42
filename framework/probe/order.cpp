#include "probe/order.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <tuple>

#include "netlink/queries.hpp"
#include "probe/url.hpp"

namespace netrig {
namespace {

template <class Key>
Positions sorted_by(std::size_t count, Key&& key) {
  Positions positions(count);
  std::iota(positions.begin(), positions.end(), std::size_t{0});
  std::ranges::stable_sort(positions, std::less<>{}, key);
  return positions;
}

// The namespaces that ask, numbered as they come.
std::map<const Namespace*, std::size_t> number_askers(std::span<const Inquiry> inquiries) {
  std::map<const Namespace*, std::size_t> numbers;
  for (const auto& inquiry : inquiries) numbers.emplace(inquiry.from, numbers.size());
  return numbers;
}

}  // namespace

Positions by_namespace(std::span<const Inquiry> inquiries) {
  return sorted_by(inquiries.size(),
                   [&](std::size_t position) { return inquiries[position].from; });
}

Positions by_groups(std::span<const Inquiry> inquiries) {
  constexpr std::size_t group_size = 12;
  const auto numbers = number_askers(inquiries);
  std::map<IpAddress, std::size_t> owners;
  for (const auto& [asker, number] : numbers)
    for (const auto& each : netlink::addresses(asker->route_socket(), asker->name()))
      owners.emplace(each.address.address(), number);

  std::vector<std::tuple<std::size_t, std::size_t, std::size_t>> keys;
  for (const auto& inquiry : inquiries) {
    const auto from = numbers.at(inquiry.from);
    const auto target = target_of(inquiry.probe);
    const auto owner = target ? owners.find(*target) : owners.end();
    const auto to = owner == owners.end() ? from : owner->second;
    keys.emplace_back(std::min(from, to) / group_size, std::max(from, to) / group_size, from);
  }
  return sorted_by(inquiries.size(), [&](std::size_t position) { return keys[position]; });
}

std::optional<IpAddress> target_of(const Probe& probe) {
  if (const auto* echo = std::get_if<EchoProbe>(&probe)) return echo->target;
  if (const auto* over_tcp = std::get_if<TcpProbe>(&probe)) return over_tcp->target.address;
  if (const auto* over_udp = std::get_if<UdpProbe>(&probe)) return over_udp->target.address;
  if (const auto* over_dns = std::get_if<DnsProbe>(&probe)) return over_dns->server;
  if (const auto* over_http = std::get_if<HttpProbe>(&probe))
    return over_http->connect_to ? over_http->connect_to->address : Url(over_http->url).address;
  return std::get<NeighbourProbe>(probe).target;
}

bool may_ask_in(Family family, const Probe& probe) {
  const auto target = target_of(probe);
  return !target || target->is_v4() == (family == Family::ipv4);
}

}  // namespace netrig
