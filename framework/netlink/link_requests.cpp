#include "netlink/requests.hpp"

#include <fmt/format.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>

#include "netlink/virtual_requests.hpp"

namespace netrig::netlink {
namespace {

void put_veth_end(Message& message, const VethPair& pair, const Device& end) {
  message.put_string(IFLA_IFNAME, end.name);
  // One queue is enough for a test and a third cheaper to make.
  message.put(IFLA_NUM_TX_QUEUES, std::uint32_t{1});
  message.put(IFLA_NUM_RX_QUEUES, std::uint32_t{1});
  if (pair.mtu) message.put(IFLA_MTU, *pair.mtu);
}

std::string describe(const LinkChange& change, const Device& device) {
  if (change.move) return fmt::format("cannot move '{}' to '{}'", device.name, change.move->node);
  if (change.master && *change.master != 0)
    return fmt::format("cannot make '{}' a port of the bridge", device.name);
  if (change.mtu) return fmt::format("cannot set the MTU of '{}' to {}", device.name, *change.mtu);
  if (change.up)
    return fmt::format("cannot bring '{}' {}", device.name, *change.up ? "up" : "down");
  return fmt::format("cannot change '{}'", device.name);
}

}  // namespace

void add_veth(Batch& batch, const VethPair& pair) {
  auto message = batch.add(
      RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
      [near = pair.near, far = pair.far, node = pair.far_node] {
        if (node.empty())
          return fmt::format("cannot add a veth pair, '{}' and '{}'", near.name, far.name);
        return fmt::format("cannot add a veth pair, '{}' with its other end '{}' in '{}',",
                           near.name, far.name, node);
      });
  auto& near = message.put_header<ifinfomsg>();
  near.ifi_index = pair.near.index;
  if (pair.near_up) near.ifi_flags = near.ifi_change = IFF_UP;
  put_veth_end(message, pair, pair.near);
  if (pair.near_master) message.put_index(IFLA_MASTER, *pair.near_master);
  message.nest(IFLA_LINKINFO, [&] {
    message.put_string(IFLA_INFO_KIND, "veth");
    message.nest(IFLA_INFO_DATA, [&] {
      message.nest(VETH_INFO_PEER, [&] {
        message.put_header<ifinfomsg>().ifi_index = pair.far.index;
        put_veth_end(message, pair, pair.far);
        message.put_index(IFLA_NET_NS_FD, pair.far_namespace);
      });
    });
  });
}

void add_bridge(Batch& batch, const Device& bridge, const BridgeOptions& options) {
  auto message = batch.add(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, [name = bridge.name] {
    return fmt::format("cannot add bridge '{}'", name);
  });
  auto& header = message.put_header<ifinfomsg>();
  header.ifi_index = bridge.index;
  header.ifi_flags = header.ifi_change = IFF_UP;
  message.put_string(IFLA_IFNAME, bridge.name);
  message.nest(IFLA_LINKINFO, [&] {
    message.put_string(IFLA_INFO_KIND, "bridge");
    message.nest(IFLA_INFO_DATA, [&] { put_bridge(message, options); });
  });
}

void change_link(Batch& batch, const Device& device, const LinkChange& change) {
  auto message = batch.add(RTM_NEWLINK, 0, [change, device] { return describe(change, device); });
  auto& header = message.put_header<ifinfomsg>();
  header.ifi_index = device.index;
  if (change.up) {
    header.ifi_change = IFF_UP;
    header.ifi_flags = *change.up ? IFF_UP : 0;
  }
  if (change.mtu) message.put(IFLA_MTU, *change.mtu);
  if (change.master) message.put_index(IFLA_MASTER, *change.master);
  // Without a terminating zero, for which the kernel leaves no room.
  if (change.alias) message.put_bytes(IFLA_IFALIAS, change.alias->data(), change.alias->size());
  if (change.move) {
    message.put_index(IFLA_NET_NS_FD, change.move->target);
    message.put_string(IFLA_IFNAME, change.move->as.name);
    message.put_index(IFLA_NEW_IFINDEX, change.move->as.index);
  }
}

void assign_nsid(Batch& batch, int namespace_fd) {
  auto message =
      batch.add(RTM_NEWNSID, 0, [] { return std::string("cannot give a namespace an id"); });
  message.put_header<rtgenmsg>().rtgen_family = AF_UNSPEC;
  message.put_index(NETNSA_NSID, -1);  // of the kernel's choice
  message.put_index(NETNSA_FD, namespace_fd);
}

}  // namespace netrig::netlink
