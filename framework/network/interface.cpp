#include "netrig/network/interface.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netlink/saved_route.hpp"
#include "netrig/core/error.hpp"
#include "network/neighbour_timing.hpp"
#include "network/ready.hpp"
#include "network/state.hpp"

namespace netrig {
namespace {

// Carries out the one request that `add` puts into a batch.
template <class Add>
void request(Namespace& where, Add&& add) {
  netlink::Batch batch(where.name());
  add(batch);
  where.route_socket().execute(batch);
}

// The same where the object may be there already.
template <class Add>
void request_unless_there(Namespace& where, Add&& add) {
  try {
    request(where, add);
  } catch (const Error& error) {
    if (error.code() != std::errc::file_exists) throw;
  }
}

// The other end of the link that this interface is an end of, if it is one.
std::optional<LiveEnd> other_end(NetworkState& network, NodeId node, int index) {
  const std::lock_guard lock(network.mutex);
  const auto ends = network.find_link(node, index);
  return ends ? std::optional(*ends->far) : std::nullopt;
}

bool is_up(Namespace& where, const netlink::Device& device) {
  const auto info = netlink::interface(where.route_socket(), where.name(), device.index);
  return info && info->is_up;
}

// The first of these interfaces that is down; 0 when none is.
int first_down(Namespace& where, const std::vector<int>& indexes) {
  const auto down = std::ranges::find_if(indexes, [&](int each) { return !is_up(where, {each, ""}); });
  return down == indexes.end() ? 0 : *down;
}

}  // namespace

InterfaceInfo Interface::info() const {
  auto& where = network_->at(node_);
  auto found = netlink::interface(where.route_socket(), where.name(), index_);
  if (!found)
    throw Error(std::make_error_code(std::errc::no_such_device),
                fmt::format("cannot ask for '{}' in '{}'", name_, where.name()));
  return *std::move(found);
}

std::vector<AddressInfo> Interface::addresses() const {
  auto& where = network_->at(node_);
  auto all = netlink::addresses(where.route_socket(), where.name());
  std::erase_if(all, [this](const AddressInfo& each) { return each.interface_index != index_; });
  return all;
}

void Interface::down() const {
  auto& where = network_->at(node_);
  Lost lost;
  lost.nexthops = netlink::nexthops_through(where.route_socket(), where.name(), name_, index_);
  lost.routes = netlink::routes_through(where.route_socket(), where.name(), index_, lost.nexthops);
  // keep_addr_on_down does not keep them: addr_is_local() in net/ipv6/addrconf.c.
  for (const auto& each : addresses())
    if (each.address.address().is_v6() && each.is_link_local)
      lost.link_local.push_back(each.address);
  request(where, [this](netlink::Batch& batch) {
    netlink::change_link(batch, {index_, name_}, {.up = false});
  });
  {
    const std::lock_guard lock(network_->mutex);
    auto& kept = network_->lost[{node_, index_}];
    std::ranges::move(lost.link_local, std::back_inserter(kept.link_local));
    std::ranges::move(lost.routes, std::back_inserter(kept.routes));
    if (!lost.nexthops.objects.empty()) kept.nexthops = std::move(lost.nexthops);
  }
  // The other end loses its carrier in a work queue, and with it the neighbours that it is asking
  // for: to ask for its state settles that (linkwatch_sync_dev(), Linux 6.9).
  if (const auto other = other_end(*network_, node_, index_))
    is_up(network_->at(other->node), other->device);
}

void Interface::up(Deadline deadline) const {
  auto& where = network_->at(node_);
  const netlink::Device device{index_, name_};
  const auto mtu = info().mtu;
  request(where, [&](netlink::Batch& batch) {
    netlink::change_link(batch, device, {.up = true});
    hasten_neighbours(batch, device, mtu);
  });
  Lost lost;
  {
    const std::lock_guard lock(network_->mutex);
    lost = network_->lost[{node_, index_}];
  }
  for (const auto& address : lost.link_local)
    request_unless_there(
        where, [&](netlink::Batch& batch) { netlink::add_address(batch, device, address); });
  // Without a carrier the kernel forgets, in a work queue, whom it is asking for; see down().
  is_up(where, device);
  if (const auto other = other_end(*network_, node_, index_);
      other && is_up(network_->at(other->node), other->device)) {
    auto& beyond = network_->at(other->node);
    wait_until_operational(where, {device}, deadline);
    wait_until_operational(beyond, {other->device}, deadline);
    wait_until_addresses_are_usable(where, {device}, deadline);
    wait_until_addresses_are_usable(beyond, {other->device}, deadline);
  }
  for (const auto& each : lost.planned) {
    if (const auto other = first_down(where, each.through); other != 0) {
      const std::lock_guard lock(network_->mutex);
      network_->lost[{node_, other}].planned.push_back(each);
    } else {
      request_unless_there(where, each.add);
    }
  }
  // A route or a nexthop object that somebody has put in the place of a lost one stays.
  netlink::restore_nexthops(where.route_socket(), where.name(), lost.nexthops);
  for (const auto& route : lost.routes)
    netlink::restore_route(where.route_socket(), where.name(), route);
  const std::lock_guard lock(network_->mutex);
  network_->lost.erase({node_, index_});
}

void Interface::set_mtu(std::uint32_t bytes) const {
  const netlink::Device device{index_, name_};
  request(network_->at(node_), [&](netlink::Batch& batch) {
    netlink::change_link(batch, device, {.mtu = bytes});
    hasten_neighbours(batch, device, bytes);
  });
}

void Interface::add_address(const InterfaceAddress& address) const {
  auto& where = network_->at(node_);
  const netlink::Device device{index_, name_};
  request(where, [&](netlink::Batch& batch) { netlink::add_address(batch, device, address); });
  // The state of `lo` is UNKNOWN.
  if (const auto now = info(); now.is_up && now.has_carrier)
    wait_until_addresses_are_usable(where, {device}, Deadline::in(kernel_patience));
}

void Interface::remove_address(const InterfaceAddress& address) const {
  request(network_->at(node_), [&](netlink::Batch& batch) {
    netlink::remove_address(batch, {index_, name_}, address);
  });
}

}  // namespace netrig
