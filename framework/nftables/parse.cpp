#include "nftables/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <tuple>
#include <utility>

namespace netrig {
namespace {

using nlohmann::json;

// The texts of all rules by "inet filter" and handle.
using RuleTexts = std::map<std::pair<std::string, std::uint64_t>, std::string>;

std::optional<std::uint64_t> whole_number(const std::string& digits) {
  std::uint64_t value = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, value);
  return error == std::errc() && stopped == end ? std::optional(value) : std::nullopt;
}

// Within a table chains and rules have handles of their own, so only the two tabs before a rule
// tell them apart: "\t\ttcp dport 23 drop # handle 7", but "\tchain forward { # handle 1".
RuleTexts rule_texts(const std::string& listing) {
  constexpr std::string_view table_mark = "table ", rule_mark = "\t\t", handle_mark = " # handle ";
  RuleTexts texts;
  std::string table;
  std::istringstream lines(listing);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(table_mark)) {
      table = line.substr(table_mark.size(), line.find(" {") - table_mark.size());
      continue;
    }
    // The last one is nft's: a comment may hold the same words.
    const auto end = line.rfind(handle_mark);
    if (!line.starts_with(rule_mark) || end == std::string::npos) continue;
    if (const auto handle = whole_number(line.substr(end + handle_mark.size())))
      texts[{table, *handle}] = line.substr(rule_mark.size(), end - rule_mark.size());
  }
  return texts;
}

Ruleset::Counter counter_of(const json& object) {
  return {object.at("packets").get<std::uint64_t>(), object.at("bytes").get<std::uint64_t>()};
}

// An expression of an element, as nft writes it; what is none of these as it is in JSON.
std::string text_of(const json& expression) {
  const auto joined = [](const json& parts, std::string_view separator) {
    std::vector<std::string> texts;
    for (const auto& part : parts) texts.push_back(text_of(part));
    return fmt::to_string(fmt::join(texts, separator));
  };
  if (expression.is_string()) return expression.get<std::string>();
  if (expression.is_array()) return joined(expression, " : ");  // of a map: the key and the value
  if (!expression.is_object() || expression.size() != 1) return expression.dump();
  const auto only = expression.begin();
  const auto& kind = only.key();
  const auto& content = only.value();
  if (kind == "elem") return text_of(content.at("val"));
  if (kind == "concat") return joined(content, " . ");
  if (kind == "range") return joined(content, "-");
  if (kind == "prefix")
    return fmt::format("{}/{}", text_of(content.at("addr")), content.at("len").get<int>());
  if (kind == "jump" || kind == "goto")
    return fmt::format("{} {}", kind, content.at("target").get<std::string>());
  return content.is_null() ? kind : expression.dump();  // {"drop": null}
}

Ruleset::Element element_of(const json& element) {
  Ruleset::Element made{.text = text_of(element)};
  const auto& key = element.is_array() ? element.at(0) : element;
  if (!key.is_object() || !key.contains("elem")) return made;
  const auto& details = key.at("elem");
  made.comment = details.value("comment", "");
  if (const auto counter = details.find("counter"); counter != details.end())
    made.counter = counter_of(*counter);
  return made;
}

// "ipv4_addr", or of ["ipv4_addr", "inet_service"] "ipv4_addr . inet_service"
std::string type_of(const json& type) {
  return text_of(type.is_array() ? json{{"concat", type}} : type);
}

Ruleset::Set set_of(const json& object) {
  Ruleset::Set made{.name = object.at("name").get<std::string>(),
                    .type = type_of(object.at("type"))};
  if (const auto mapped = object.find("map"); mapped != object.end())
    made.type += " : " + type_of(*mapped);
  if (const auto elements = object.find("elem"); elements != object.end())
    std::ranges::transform(*elements, std::back_inserter(made.elements), element_of);
  return made;
}

Ruleset::Chain chain_of(const json& object) {
  Ruleset::Chain made{.name = object.at("name").get<std::string>()};
  if (object.contains("hook"))
    made.hook = {.type = object.at("type").get<std::string>(),
                 .name = object.at("hook").get<std::string>(),
                 .priority = object.at("prio").get<int>(),
                 .policy = object.value("policy", ""),
                 .device = object.contains("dev") ? text_of(object.at("dev")) : ""};
  return made;
}

Ruleset::Rule rule_of(const json& object, const std::string& table, const RuleTexts& texts) {
  Ruleset::Rule made{.chain = fmt::format("{} {}", table, object.at("chain").get<std::string>()),
                     .handle = object.at("handle").get<std::uint64_t>(),
                     .comment = object.value("comment", "")};
  made.text = texts.at({table, made.handle});
  for (const auto& statement : object.at("expr"))
    if (const auto counter = statement.find("counter");
        counter != statement.end() && counter->is_object())  // a string names another's
      made.counter = counter_of(*counter);
  return made;
}

Ruleset::Quota quota_of(const json& object) {
  return {.name = object.at("name").get<std::string>(),
          .bytes = object.at("bytes").get<std::uint64_t>(),
          .used = object.at("used").get<std::uint64_t>(),
          .over = object.value("inv", false)};
}

}  // namespace

Ruleset parse_ruleset(const std::string& listing, const std::string& text) {
  const auto texts = rule_texts(text);
  Ruleset ruleset;
  const auto parsed = json::parse(listing);
  for (const auto& entry : parsed.at("nftables")) {
    const auto& kind = entry.begin().key();
    const auto& object = entry.begin().value();
    if (kind == "metainfo") continue;
    const auto family = object.at("family").get<std::string>();
    if (kind == "table") {
      ruleset.tables.push_back({.family = family, .name = object.at("name").get<std::string>()});
      continue;
    }
    // A table is followed by what it holds, a chain by the rules of all chains.
    auto& table = ruleset.tables.back();
    if (kind == "chain") table.chains.push_back(chain_of(object));
    if (kind == "set" || kind == "map") table.sets.push_back(set_of(object));
    if (kind == "quota") table.quotas.push_back(quota_of(object));
    if (kind == "counter")
      table.counters.push_back({object.at("name").get<std::string>(), counter_of(object)});
    if (kind == "rule") {
      const auto chain = std::ranges::find(table.chains, object.at("chain").get<std::string>(),
                                           &Ruleset::Chain::name);
      chain->rules.push_back(rule_of(object, fmt::format("{} {}", family, table.name), texts));
    }
  }
  return ruleset;
}

}  // namespace netrig
