#include "nftables/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>
#include <stdexcept>

#include "netrig/core/error.hpp"
#include "nftables/rule_texts.hpp"

namespace netrig {
namespace {

using nlohmann::json;

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

Ruleset::Quota quota_of(const json& object) {
  return {.name = object.at("name").get<std::string>(),
          .bytes = object.at("bytes").get<std::uint64_t>(),
          .used = object.at("used").get<std::uint64_t>(),
          .over = object.value("inv", false)};
}

Ruleset::Table& table_of(Ruleset& ruleset, const std::string& family, const std::string& name) {
  const auto found = std::ranges::find_if(ruleset.tables, [&](const Ruleset::Table& table) {
    return table.family == family && table.name == name;
  });
  if (found == ruleset.tables.end())
    throw std::runtime_error(fmt::format("no table {} {}", family, name));
  return *found;
}

void add(const json& entry, Ruleset& ruleset) {
  const auto& kind = entry.begin().key();
  const auto& object = entry.begin().value();
  if (kind == "metainfo") return;
  auto& table = table_of(ruleset, object.at("family").get<std::string>(),
                         object.at("table").get<std::string>());
  if (kind == "chain") table.chains.push_back(chain_of(object));
  if (kind == "set" || kind == "map") table.sets.push_back(set_of(object));
  if (kind == "quota") table.quotas.push_back(quota_of(object));
  if (kind == "counter")
    table.counters.push_back({object.at("name").get<std::string>(), counter_of(object)});
}

// A chain that nft does not list is anonymous.
Ruleset::Chain& chain_or_anonymous(Ruleset::Table& table, const std::string& name) {
  const auto found = std::ranges::find(table.chains, name, &Ruleset::Chain::name);
  return found == table.chains.end() ? table.chains.emplace_back(Ruleset::Chain{.name = name})
                                     : *found;
}

Ruleset::Rule rule_of(const netlink::NftablesRule& rule) {
  Ruleset::Rule made{.chain = fmt::format("{} {} {}", rule.family, rule.table, rule.chain),
                     .handle = rule.handle,
                     .comment = rule.comment};
  if (rule.counter) made.counter = {rule.counter->packets, rule.counter->bytes};
  return made;
}

// Of a table, by the handles of the rules that lead to them.
using Anonymous = std::map<std::uint64_t, Ruleset::Chain*>;

bool is_in(const Ruleset::Table& table, const netlink::NftablesRule& rule) {
  return rule.family == table.family && rule.table == table.name;
}

// They stand behind the `named` ones.
Anonymous anonymous_chains(Ruleset::Table& table, std::size_t named,
                           const std::vector<netlink::NftablesRule>& rules) {
  const auto chains = std::span(table.chains).subspan(named);
  Anonymous found;
  for (const auto& rule : rules) {
    const auto chain = std::ranges::find(chains, rule.leads_to, &Ruleset::Chain::name);
    if (is_in(table, rule) && chain != chains.end()) found[rule.handle] = &*chain;
  }
  return found;
}

void add_texts(Ruleset::Chain& chain, const Anonymous& anonymous, RuleTexts& texts) {
  for (auto& rule : chain.rules) {
    rule.text = texts.next(rule.handle);
    const auto led_to = anonymous.find(rule.handle);
    if (led_to == anonymous.end()) continue;
    rule.text = without_indentation(rule.text);
    const auto inside = texts_inside(rule.text);
    auto& rules = led_to->second->rules;
    if (inside.size() != rules.size())
      throw std::runtime_error(fmt::format("'{}' leads to {} rules", rule.text, rules.size()));
    for (std::size_t i = 0; i < rules.size(); ++i) rules[i].text = inside[i];
  }
}

Ruleset parse(const RulesetListing& listing) {
  Ruleset ruleset;
  for (const auto& table : listing.tables)
    ruleset.tables.push_back(
        {.family = table.family, .name = table.name, .dormant = table.dormant});
  std::istringstream documents(listing.json);
  for (json document; documents >> std::ws && !documents.eof();) {
    documents >> document;
    for (const auto& entry : document.at("nftables")) add(entry, ruleset);
  }
  RuleTexts texts(listing.text);
  for (auto& table : ruleset.tables) {
    const auto named = table.chains.size();
    for (const auto& rule : listing.rules)
      if (is_in(table, rule)) chain_or_anonymous(table, rule.chain).rules.push_back(rule_of(rule));

    const auto anonymous = anonymous_chains(table, named, listing.rules);
    texts.enter(table);
    for (std::size_t i = 0; i < named; ++i) {
      texts.enter(table.chains[i]);
      add_texts(table.chains[i], anonymous, texts);
    }
  }
  return ruleset;
}

}  // namespace

Ruleset parse_ruleset(const RulesetListing& listing, const std::string& node) {
  try {
    return parse(listing);
  } catch (const std::exception& error) {  // of std's and of nlohmann's
    throw Error(std::make_error_code(std::errc::bad_message),
                fmt::format("cannot read what libnftables lists in '{}' ({})", node, error.what()));
  }
}

}  // namespace netrig
