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

// In which all kernels name such counters, also those to come. Others tell of what was mended, such
// as TcpExtTCPRetransFail, or of connections that were refused.
constexpr std::array<std::string_view, 19> parts_of_names{
    "AOKeyNotFound", "AORequired", "ArpFilter", "Discard",      "Drop",
    "Errors",        "Errs",       "FragFails", "MD5",          "NoPorts",
    "NoRoute",       "Overflow",   "PAWS",      "PathFilter",   "Pruned",
    "RateLimit",     "ReasmFails", "Truncated", "UnknownProtos"};

void keep(std::vector<DiscardCounter>& counters, std::string name, std::uint64_t packets) {
  const bool is_one = std::ranges::any_of(
      parts_of_names, [&](std::string_view part) { return name.find(part) != std::string::npos; });
  if (packets != 0 && is_one) counters.push_back({std::move(name), packets});
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

// TCP counts both families together, but for two.
bool is_of_ipv4(const DiscardCounter& counter) {
  const auto& name = counter.name;
  return name.find("Tcp") == std::string::npos || name.ends_with("PathFilter") ||
         name.ends_with("ArpFilter");
}

}  // namespace

std::string to_string(const DiscardCounter& counter) {
  return fmt::format("{} {}", counter.name, counter.packets);
}

std::vector<DiscardCounter> discard_counters(std::optional<Family> of_family) {
  std::vector<DiscardCounter> counters;
  read_table(counters, "snmp");
  read_table(counters, "netstat");
  if (of_family == Family::ipv6) std::erase_if(counters, is_of_ipv4);
  if (of_family != Family::ipv4) read_list(counters, "snmp6");
  return counters;
}

}  // namespace netrig
