#include "netrig/netlink/fault.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

namespace netrig {
namespace {

// In the order of nft's.
constexpr std::array<const char*, 8> flag_names{"fin", "syn", "rst", "psh",
                                                "ack", "urg", "ecn", "cwr"};

std::string names_of(std::uint8_t flags) {
  std::vector<const char*> names;
  for (std::size_t bit = 0; bit < flag_names.size(); ++bit)
    if ((flags >> bit & 1U) != 0) names.push_back(flag_names[bit]);
  return names.empty() ? "0" : fmt::format("{}", fmt::join(names, ","));
}

std::string end_of(const char* word, const std::optional<Prefix>& network,
                   const std::optional<std::uint16_t>& port) {
  std::string text;
  if (network || port) text += fmt::format(" {}", word);
  if (network) text += fmt::format(" {}", *network);
  if (port) text += fmt::format(" port {}", *port);
  return text;
}

std::string packets_of(const Fault& fault) {
  auto text = fault.protocol ? to_string(*fault.protocol) : std::string("packets");
  if (fault.family) text = fmt::format("{} {}", *fault.family, text);
  if (fault.icmp_type) text += fmt::format(" type {}", *fault.icmp_type);
  text += end_of("from", fault.source, fault.source_port);
  text += end_of("to", fault.destination, fault.destination_port);
  if (fault.tcp_flags) text += fmt::format(", flags {}", *fault.tcp_flags);
  return text;
}

}  // namespace

std::string to_string(const TcpFlags& flags) {
  return fmt::format("{} / {}", names_of(flags.value), names_of(flags.mask));
}

std::string to_string(Direction direction) {
  return direction == Direction::ingress ? "ingress" : "egress";
}

std::string to_string(FaultBackend backend) {
  return backend == FaultBackend::nftables ? "nftables" : "eBPF";
}

std::string to_string(const Fault& fault) {
  const auto action = fault.set_mark ? fmt::format("mark with {:#x}", *fault.set_mark) : "drop";
  return fmt::format("{} {} of: {}, {} of {}", action, fault.hits, packets_of(fault),
                     fault.direction, fault.interface.empty() ? "all interfaces" : fault.interface);
}

}  // namespace netrig
