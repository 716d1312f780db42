#include "netrig/nftables/ruleset.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

std::string name_of(const Ruleset::Table& table) {
  return fmt::format("{} {}", table.family, table.name);
}

template <class Entry>
std::string name_of(const Ruleset::Table& table, const Entry& entry) {
  return fmt::format("{} {} {}", table.family, table.name, entry.name);
}

// A rule may have several lines.
std::string indented(const std::string& lines) {
  std::string text = "\n  ";
  for (const char each : lines) text += each == '\n' ? "\n  " : std::string(1, each);
  return text;
}

[[noreturn]] void not_found(std::string_view kind, std::string_view wanted,
                            std::vector<std::string> there) {
  for (auto& each : there) each = fmt::format("'{}'", each);
  throw DescriptionError(
      fmt::format("no {} '{}' in the nftables ruleset: it has {}", kind, wanted,
                  there.empty() ? "none" : fmt::to_string(fmt::join(there, ", "))));
}

// `entries` is the member of a table that holds them.
template <class Entry>
Entry find(const Ruleset& ruleset, std::vector<Entry> Ruleset::Table::*entries,
           std::string_view kind, std::string_view wanted) {
  std::vector<std::string> there;
  for (const auto& table : ruleset.tables)
    for (const auto& entry : table.*entries) {
      there.push_back(name_of(table, entry));
      if (there.back() == wanted) return entry;
    }
  not_found(kind, wanted, std::move(there));
}

}  // namespace

std::vector<std::string> Ruleset::Set::texts() const {
  std::vector<std::string> texts;
  for (const auto& element : elements) texts.push_back(element.text);
  return texts;
}

std::vector<Ruleset::Rule> Ruleset::rules() const {
  std::vector<Rule> all;
  for (const auto& table : tables)
    for (const auto& chain : table.chains)
      all.insert(all.end(), chain.rules.begin(), chain.rules.end());
  return all;
}

Ruleset::Rule Ruleset::rule(std::string_view comment) const {
  const auto all = rules();
  const auto found = std::ranges::find(all, comment, &Rule::comment);
  if (found == all.end()) {
    std::vector<std::string> there;
    for (const auto& each : all)
      if (!each.comment.empty()) there.push_back(each.comment);
    not_found("rule with the comment", comment, std::move(there));
  }
  const auto other =
      std::find_if(found + 1, all.end(), [&](const Rule& each) { return each.comment == comment; });
  if (other != all.end())
    throw DescriptionError(
        fmt::format("several rules have the comment '{}':\n  {}\n  {}", comment, *found, *other));
  return *found;
}

Ruleset::Rule Ruleset::rule(std::string_view of_table, std::uint64_t handle) const {
  std::vector<std::string> there;
  for (const auto& chain : table(of_table).chains)
    for (const auto& rule : chain.rules) {
      if (rule.handle == handle) return rule;
      there.push_back(fmt::to_string(rule.handle));
    }
  not_found(fmt::format("rule of '{}' with the handle", of_table), fmt::to_string(handle),
            std::move(there));
}

Ruleset::Table Ruleset::table(std::string_view name) const {
  std::vector<std::string> there;
  for (const auto& table : tables) {
    there.push_back(name_of(table));
    if (there.back() == name) return table;
  }
  not_found("table", name, std::move(there));
}

Ruleset::Chain Ruleset::chain(std::string_view name) const {
  return find(*this, &Table::chains, "chain", name);
}

Ruleset::Set Ruleset::set(std::string_view name) const {
  return find(*this, &Table::sets, "set or map", name);
}

Ruleset::Counter Ruleset::counter(std::string_view name) const {
  return find(*this, &Table::counters, "counter", name).counter;
}

Ruleset::Quota Ruleset::quota(std::string_view name) const {
  return find(*this, &Table::quotas, "quota", name);
}

std::string to_string(const Ruleset::Counter& counter) {
  const auto plural = [](std::uint64_t count) { return count == 1 ? "" : "s"; };
  return fmt::format("{} packet{}, {} byte{}", counter.packets, plural(counter.packets),
                     counter.bytes, plural(counter.bytes));
}

std::string to_string(const Ruleset::Rule& rule) {
  auto text = fmt::format("{}: {} (handle {}", rule.chain, rule.text, rule.handle);
  if (rule.counter) text += fmt::format("; {}", *rule.counter);
  return text + ")";
}

std::string to_string(const Ruleset::Element& element) {
  auto text = element.text;
  if (!element.comment.empty()) text += fmt::format(" comment \"{}\"", element.comment);
  if (element.counter) text += fmt::format(" ({})", *element.counter);
  return text;
}

std::string to_string(const Ruleset::Hook& hook) {
  return fmt::format("type {} hook {}{} priority {}; policy {}", hook.type, hook.name,
                     hook.device.empty() ? "" : fmt::format(" device {}", hook.device),
                     hook.priority, hook.policy);
}

std::string to_string(const Ruleset::Quota& quota) {
  return fmt::format("quota {}: {}{} bytes, {} used", quota.name, quota.over ? "over " : "",
                     quota.bytes, quota.used);
}

std::string to_string(const Ruleset::Set& set) {
  return fmt::format("set {}: {} {{ {} }}", set.name, set.type, fmt::join(set.elements, ", "));
}

std::string to_string(const Ruleset::Chain& chain) {
  auto text = fmt::format("chain {}", chain.name);
  if (chain.hook) text += fmt::format(": {}", *chain.hook);
  for (const auto& rule : chain.rules) {
    text += fmt::format("{}  # handle {}", indented(rule.text), rule.handle);
    if (rule.counter) text += fmt::format("; {}", *rule.counter);
  }
  return text;
}

std::string to_string(const Ruleset::Table& table) {
  auto text =
      fmt::format("table {} {}{}", table.family, table.name, table.dormant ? " (dormant)" : "");
  const auto add = [&](const std::string& lines) { text += indented(lines); };
  for (const auto& [name, counter] : table.counters)
    add(fmt::format("counter {}: {}", name, counter));
  for (const auto& quota : table.quotas) add(to_string(quota));
  for (const auto& set : table.sets) add(to_string(set));
  for (const auto& chain : table.chains) add(to_string(chain));
  return text;
}

std::string to_string(const Ruleset& ruleset) {
  if (ruleset.tables.empty()) return "no nftables ruleset";
  std::string text;
  for (const auto& table : ruleset.tables) text += (text.empty() ? "" : "\n") + to_string(table);
  return text;
}

}  // namespace netrig
