#include "netrig/gtest/port_matchers.hpp"

#include <fmt/format.h>

#include <ostream>

#include "netrig/network/port_conflicts.hpp"

namespace netrig {
namespace {

std::string list(const std::vector<TransportPort>& ports) {
  std::vector<std::string> names;
  for (const auto port : ports) names.push_back(to_string(port));
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

bool HasNoPortConflictsMatcher::MatchAndExplain(const Network& network,
                                                std::ostream* explanation) const {
  const auto conflicts = port_conflicts(network, ports_);
  for (const auto& conflict : conflicts)
    *explanation << (&conflict == &conflicts.front() ? "in which " : ", ") << conflict;
  return conflicts.empty();
}

void HasNoPortConflictsMatcher::DescribeTo(std::ostream* os) const {
  *os << "has " << list(ports_) << " free in every node at once";
}

void HasNoPortConflictsMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "has a node in which one of " << list(ports_) << " is taken";
}

std::ostream& operator<<(std::ostream& os, const Network& network) {
  return os << "a network of\n" << network.topology();
}

}  // namespace netrig
