#include "evidence/discards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

namespace netrig {
namespace {

// In which all kernels name such counters, also those to come.
constexpr std::array<std::string_view, 13> parts_of_names{
    "Discard",    "Drop",      "Err",       "Fail",      "NoPorts",       "NoRoute", "Overflow",
    "PathFilter", "ArpFilter", "Truncated", "RateLimit", "UnknownProtos", "MD5"};
// Connections that were refused, which is an answer.
constexpr std::string_view no_discards = "TcpAttemptFails";

void keep(std::vector<DiscardCounter>& counters, std::string name, std::uint64_t packets) {
  const bool is_one = std::ranges::any_of(
      parts_of_names, [&](std::string_view part) { return name.find(part) != std::string::npos; });
  if (packets != 0 && is_one && name != no_discards) counters.push_back({std::move(name), packets});
}

// Not there where its protocol is not in the kernel.
std::ifstream open(const std::string& name) {
  return std::ifstream("/proc/thread-self/net/" + name);
}

// "Ip: InReceives InHdrErrors" above "Ip: 17 0"
void read_table(std::vector<DiscardCounter>& counters, const std::string& name) {
  auto file = open(name);
  for (std::string titles, values; std::getline(file, titles) && std::getline(file, values);) {
    std::istringstream title_words(titles), value_words(values);
    std::string protocol, title;
    title_words >> protocol;
    value_words >> protocol;
    protocol.pop_back();  // the colon
    // Some are negative, for none.
    for (std::int64_t value = 0; title_words >> title && value_words >> value;)
      keep(counters, protocol + title,
           static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0)));
  }
}

// "Ip6InHdrErrors    0"
void read_list(std::vector<DiscardCounter>& counters, const std::string& name) {
  auto file = open(name);
  std::string title;
  for (std::uint64_t value = 0; file >> title >> value;) keep(counters, title, value);
}

}  // namespace

std::string to_string(const DiscardCounter& counter) {
  return fmt::format("{} {}", counter.name, counter.packets);
}

std::vector<DiscardCounter> discard_counters(std::optional<Family> of_family) {
  std::vector<DiscardCounter> counters;
  read_table(counters, "snmp");
  read_table(counters, "netstat");
  if (of_family == Family::ipv6)
    std::erase_if(counters, [](const auto& each) { return !each.name.starts_with("Tcp"); });
  if (of_family != Family::ipv4) read_list(counters, "snmp6");
  return counters;
}

}  // namespace netrig
