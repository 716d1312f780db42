#include "netrig/policy/policy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "policy/service_name.hpp"

namespace netrig {
namespace {

std::string word_of(const std::optional<Expectation>& expectation) {
  return expectation ? to_string(*expectation) : "-";
}

std::vector<Policy::Rule> without_lines(std::vector<Policy::Rule> rules) {
  for (auto& rule : rules) rule.line = 0;
  return rules;
}

}  // namespace

bool Policy::operator==(const Policy& other) const {
  return groups_ == other.groups_ && without_lines(rules_) == without_lines(other.rules_);
}

std::string to_string(const Policy::Rule& rule) {
  auto text = fmt::format("{} -> {}", rule.from, rule.to);
  if (rule.service) text += fmt::format(":{}", service_name(rule.service->port));
  text += ": " + word_of(rule.ipv4);
  if (rule.names_families) text += "/" + word_of(rule.ipv6);
  return text;
}

std::string to_string(const Policy& policy) {
  std::vector<std::string> lines;
  for (const auto& [name, members] : policy.groups())
    lines.push_back(fmt::format("group {}: {}", name, fmt::join(members, " ")));
  for (const auto& rule : policy.rules()) lines.push_back(to_string(rule));
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace netrig
