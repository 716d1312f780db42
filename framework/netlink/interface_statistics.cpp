#include "netrig/netlink/interface_statistics.hpp"

#include <fmt/format.h>

namespace netrig {
namespace {

std::string text_of(const TrafficCount& count) {
  auto text = fmt::format("{} packets, {} bytes", count.packets, count.bytes);
  if (count.errors != 0) text += fmt::format(", {} errors", count.errors);
  if (count.dropped != 0) text += fmt::format(", {} dropped", count.dropped);
  return text;
}

}  // namespace

std::string to_string(const InterfaceStatistics& statistics) {
  return fmt::format("received {}; sent {}", text_of(statistics.received),
                     text_of(statistics.sent));
}

}  // namespace netrig
