#include "netrig/gtest/port_matchers.hpp"

#include <fmt/format.h>

#include <ostream>
#include <string_view>

#include "netrig/gtest/printers.hpp"
#include "netrig/network/port_conflicts.hpp"

namespace netrig {
namespace {

std::string list(const std::vector<TransportPort>& ports, std::string_view conjunction) {
  std::vector<std::string> names;
  for (const auto port : ports) names.push_back(to_string(port));
  return fmt::format("{}", fmt::join(names, conjunction));
}

}  // namespace

bool HasNoPortConflictsMatcher::MatchAndExplain(const Network& network,
                                                ::testing::MatchResultListener* explanation) const {
  const auto conflicts = port_conflicts(network, ports_);
  if (conflicts.empty()) return true;
  *explanation << "in which";
  for (const auto& conflict : conflicts)
    *explanation << hanging(fmt::format("\n{}", conflict), actual_width);
  return false;
}

void HasNoPortConflictsMatcher::DescribeTo(std::ostream* os) const {
  *os << "has " << list(ports_, " and ") << " free in every node at once";
}

void HasNoPortConflictsMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "has a node in which " << list(ports_, " or ") << " is taken";
}

}  // namespace netrig
