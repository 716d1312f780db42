#include "network/captures_file.hpp"

#include <fmt/format.h>
#include <net/if_arp.h>
#include <sys/utsname.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <unordered_map>

#include "evidence/flow.hpp"
#include "evidence/pcapng.hpp"
#include "netlink/queries.hpp"

namespace netrig {
namespace {

using Comments = std::unordered_map<const CapturedPacket*, std::vector<std::string>>;

// What packets of it begin with. Tunnels over IP, and a tun, hand over what is inside of them.
pcapng::LinkType link_type(std::uint16_t hardware) {
  const bool is_ethernet = hardware == ARPHRD_ETHER || hardware == ARPHRD_LOOPBACK;
  return is_ethernet ? pcapng::LinkType::ethernet : pcapng::LinkType::raw_ip;
}

// The names of a node's interfaces by their indexes: planned, then as it has them now.
std::map<int, std::string> interface_names(NetworkState& state, NodeId id) {
  const auto& node = state.plan.node(id);
  std::map<int, std::string> names;
  if (node.bridge) names[first_interface_index] = node.bridge->str();
  for (const auto& each : node.interfaces) names[each.index] = each.name.str();
  for (const auto& each : node.virtual_interfaces) names[each.index] = each.described.name.str();
  for (const auto& each : netlink::interfaces(state.at(id).route_socket(), node.name))
    names[each.index] = each.name;
  return names;
}

// A note is put at the packet that it tells of, the last one before it; where none is recognized,
// at the last one of the node. What is about no packet is left to the file as a whole.
void attach_notes(const NodeTraffic& seen, Comments& comments, std::vector<std::string>& left) {
  if (seen.notes.empty()) return;
  struct Candidate {
    const CapturedPacket* packet;
    std::string flow;
  };
  std::vector<Candidate> newest_first;
  std::transform(seen.packets.rbegin(), seen.packets.rend(), std::back_inserter(newest_first),
                 [](const CapturedPacket& packet) {
                   return Candidate{&packet, flow_of(packet)};
                 });
  for (const auto& note : seen.notes) {
    const auto came_before = [&](const Candidate& each) { return each.packet->time <= note.time; };
    const auto is_meant = [&](const Candidate& each) {
      return came_before(each) && !each.flow.empty() &&
             note.text.find(each.flow) != std::string::npos;
    };
    auto found = std::ranges::find_if(newest_first, is_meant);
    if (found == newest_first.end()) found = std::ranges::find_if(newest_first, came_before);
    if (found == newest_first.end())
      left.push_back(note.text);
    else
      comments[found->packet].push_back(note.text);
  }
}

// The other ends of cables, by node and index, as they are laid now.
using Ends = std::map<std::pair<std::size_t, int>, std::pair<std::size_t, int>>;
Ends other_ends(NetworkState& state) {
  Ends ends;
  const std::lock_guard lock(state.mutex);
  for (const auto& [one, other] : state.links) {
    ends[{one.node.index, one.device.index}] = {other.node.index, other.device.index};
    ends[{other.node.index, other.device.index}] = {one.node.index, one.device.index};
  }
  return ends;
}

// One interface of the file for each of a node, by its index there.
class Interfaces {
 public:
  explicit Interfaces(pcapng::Writer& writer) : writer_(writer) {}

  std::map<int, std::size_t> add(const std::string& node, std::map<int, std::string> names,
                                 const NodeTraffic& seen) {
    std::map<int, std::uint16_t> hardware;
    for (const auto& packet : seen.packets) {
      hardware[packet.interface] = packet.hardware;
      names.try_emplace(packet.interface, fmt::format("#{} (gone)", packet.interface));
    }
    std::map<int, std::size_t> positions;
    for (const auto& [index, name] : names) {
      const auto known = hardware.find(index);
      writer_.add(pcapng::Interface{
          .name = fmt::format("{}/{}", node, name),
          .link_type = link_type(known == hardware.end() ? ARPHRD_ETHER : known->second)});
      positions[index] = count_++;
    }
    return positions;
  }

 private:
  pcapng::Writer& writer_;
  std::size_t count_ = 0;
};

}  // namespace

std::string kernel_version() {
  utsname names{};
  ::uname(&names);
  return fmt::format("{} {} {} {}", names.sysname, names.release, names.version, names.machine);
}

std::string captures_file(NetworkState& state) {
  const auto traffic = state.capture->traffic();
  Comments comments;
  std::vector<std::string> about_all;
  for (std::size_t i = 0; i < traffic.size(); ++i) {
    const auto& seen = traffic[i];
    const auto& name = state.plan.nodes[i].name;
    if (seen.forgotten != 0)
      about_all.push_back(
          fmt::format("{}: {} earlier packets were not kept", name, seen.forgotten));
    if (seen.missed != 0)
      about_all.push_back(
          fmt::format("{}: {} packets came too fast to be kept", name, seen.missed));
    attach_notes(seen, comments, about_all);
  }

  pcapng::Writer writer(kernel_version(), about_all);
  Interfaces interfaces(writer);
  std::vector<std::map<int, std::size_t>> positions;
  for (std::size_t i = 0; i < traffic.size(); ++i)
    positions.push_back(
        interfaces.add(state.plan.nodes[i].name, interface_names(state, NodeId{i}), traffic[i]));

  struct Sighting {
    const CapturedPacket* packet;
    std::size_t interface;
    bool outbound;
  };
  std::vector<Sighting> all;
  const auto far_ends = other_ends(state);
  for (std::size_t i = 0; i < traffic.size(); ++i)
    for (const auto& packet : traffic[i].packets) {
      // Where what was sent is not captured: a veth hands over what is sent at its other end.
      const auto sender = far_ends.find({i, packet.interface});
      if (!packet.outbound && sender != far_ends.end() &&
          traffic[sender->second.first].only_inbound) {
        const auto& [node, index] = sender->second;
        if (const auto position = positions[node].find(index); position != positions[node].end())
          all.push_back({&packet, position->second, true});
      }
      all.push_back({&packet, positions[i].at(packet.interface), packet.outbound});
    }
  std::ranges::stable_sort(all, {}, [](const Sighting& each) { return each.packet->time; });
  using enum pcapng::Direction;
  for (const auto& [packet, interface, is_outbound] : all)
    writer.add(pcapng::Packet{.interface = interface,
                              .time = packet->time,
                              .direction = is_outbound ? outbound : inbound,
                              .original_size = packet->original_size,
                              .data = packet->data,
                              // Of a packet that was sent to where it was captured, once.
                              .comments = is_outbound == packet->outbound
                                              ? comments[packet]
                                              : std::vector<std::string>()});
  return writer.file();
}

}  // namespace netrig
