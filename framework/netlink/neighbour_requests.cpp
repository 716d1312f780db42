#include "netlink/requests.hpp"

#include <fmt/format.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

namespace netrig::netlink {
namespace {

std::uint16_t kernel_state(NeighbourState state) {
  switch (state) {
    case NeighbourState::none: return NUD_NONE;
    case NeighbourState::incomplete: return NUD_INCOMPLETE;
    case NeighbourState::reachable: return NUD_REACHABLE;
    case NeighbourState::stale: return NUD_STALE;
    case NeighbourState::delay: return NUD_DELAY;
    case NeighbourState::probe: return NUD_PROBE;
    case NeighbourState::failed: return NUD_FAILED;
    case NeighbourState::noarp: return NUD_NOARP;
    case NeighbourState::permanent: return NUD_PERMANENT;
  }
  return NUD_NONE;
}

ndmsg& put_neighbour(Message& message, const Device& device, const IpAddress& address) {
  auto& header = message.put_header<ndmsg>();
  header.ndm_family = address.is_v4() ? AF_INET : AF_INET6;
  header.ndm_ifindex = device.index;
  message.put(NDA_DST, address);
  return header;
}

std::function<std::string()> attempt(const char* verb, const IpAddress& address,
                                     const Device& device) {
  return [=] { return fmt::format("cannot {} neighbour {} of '{}'", verb, address, device.name); };
}

}  // namespace

void add_neighbour(Batch& batch, const Device& device, const Neighbour& neighbour) {
  auto message = batch.add(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE,
                           attempt("add", neighbour.address, device));
  put_neighbour(message, device, neighbour.address).ndm_state = kernel_state(neighbour.state);
  if (neighbour.mac)
    message.put_bytes(NDA_LLADDR, neighbour.mac->bytes.data(), neighbour.mac->bytes.size());
}

void remove_neighbour(Batch& batch, const Device& device, const IpAddress& address) {
  auto message = batch.add(RTM_DELNEIGH, 0, attempt("remove", address, device));
  put_neighbour(message, device, address);
}

void solicit_neighbour(Batch& batch, const Device& device, const IpAddress& address, bool known) {
  auto message = batch.add(RTM_NEWNEIGH, known ? NLM_F_REPLACE : NLM_F_CREATE,
                           attempt("solicit", address, device));
  auto& header = put_neighbour(message, device, address);
  if (known)
    header.ndm_state = NUD_PROBE;
  else
    header.ndm_flags = NTF_USE;
}

void set_neighbour_retransmission(Batch& batch, const Device& device, Family family,
                                  std::chrono::milliseconds interval) {
  const std::string table = family == Family::ipv4 ? "arp_cache" : "ndisc_cache";
  auto message = batch.add(RTM_SETNEIGHTBL, 0, [=] {
    return fmt::format("cannot set the retransmission time of {} on '{}' to {} ms", table,
                       device.name, interval.count());
  });
  message.put_header<ndtmsg>().ndtm_family = family == Family::ipv4 ? AF_INET : AF_INET6;
  message.put_string(NDTA_NAME, table);
  message.nest(NDTA_PARMS, [&] {
    message.put_index(NDTPA_IFINDEX, device.index);
    message.put(NDTPA_RETRANS_TIME, static_cast<std::uint64_t>(interval.count()));
  });
}

bool may_have_ipv6(std::uint32_t mtu) {
  constexpr std::uint32_t least = 1280;
  return mtu >= least && ::access("/proc/sys/net/ipv6", F_OK) == 0;
}

}  // namespace netrig::netlink
