#include "policy/policy_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <span>

#include "config/files.hpp"
#include "netrig/core/error.hpp"
#include "policy/service_name.hpp"
#include "policy/words.hpp"

namespace netrig {
namespace {

bool is_group(const TextLine& line) {
  const auto& words = line.words;
  return words.size() > 1 && words[0].text == "group" && words[1].text.ends_with(':');
}

bool is_sentence(const TextLine& line) {
  const auto& words = line.words;
  if (words.size() < 2) return false;
  const auto verb = words[1].text;
  return verb == "reaches" || verb == "does" || verb == "->" ||
         (words[0].text == "no" && verb == "one");
}

// Whether the words from the i-th on are these, and one more behind them.
bool goes_on(const TextLine& line, std::size_t i, std::initializer_list<std::string_view> texts) {
  if (line.words.size() != i + texts.size() + 1) return false;
  return std::ranges::equal(texts, std::span(line.words).subspan(i, texts.size()), {}, {},
                            &TextWord::text);
}

std::string name_of(std::string_view word) {
  return std::string(word == anyone ? everyone : word);
}

std::optional<Expectation> read_expectation(const TextLine& line, const TextWord& word,
                                            std::string_view text) {
  if (text == "-") return std::nullopt;
  if (auto expectation = Expectation::try_parse(text)) return expectation;
  refuse(line, word,
         fmt::format("'{}' is no word of a policy: they are {}, block, any (or ?) and -", text,
                     all_verdict_words()));
}

}  // namespace

Policy PolicyReader::read(std::string_view text) {
  for (const auto& line : read_lines(text)) read_line(line);
  if (policy_.rules_.empty())
    throw DescriptionError("this policy says nothing, and everything would satisfy it");
  return std::move(policy_);
}

void PolicyReader::read_line(const TextLine& line) {
  if (is_group(line)) return read_group(line);
  if (is_sentence(line)) return read_sentence(line);
  if (is_table_head(line)) {
    table_ = read_table_head(line);
    return;
  }
  if (!table_)
    refuse(line, line.words.front(),
           fmt::format("'{0}' begins no line of a policy: a row of a table stands below the line "
                       "with its destinations, a sentence says '{0} reaches server:80/tcp'",
                       line.words.front().text));
  read_row(line);
}

void PolicyReader::read_group(const TextLine& line) {
  table_.reset();
  const auto& word = line.words[1];
  const std::string name(word.text.substr(0, word.text.size() - 1));
  if (name.empty() || name == everyone || name == anyone || name.find(':') != std::string::npos)
    refuse(line, word, fmt::format("a group cannot be called '{}'", name));
  if (policy_.groups_.contains(name))
    refuse(line, word, fmt::format("there is a group '{}' already", name));
  std::vector<std::string> members;
  const auto join = [&members](const std::string& node) {
    if (std::ranges::find(members, node) == members.end()) members.push_back(node);
  };
  for (const auto& member : std::span(line.words).subspan(2)) {
    if (const auto group = policy_.groups_.find(std::string(member.text));
        group != policy_.groups_.end())
      std::ranges::for_each(group->second, join);
    else
      join(std::string(member.text));
  }
  if (members.empty()) refuse(line, word, fmt::format("the group '{}' has no member", name));
  policy_.groups_.emplace(name, std::move(members));
}

void PolicyReader::read_sentence(const TextLine& line) {
  table_.reset();
  const auto& words = line.words;
  const auto who = name_of(words.front().text);
  const auto& last = words.back();
  if (goes_on(line, 0, {"no", "one", "reaches"}))
    return add(line, std::string(everyone), last, last, "block");
  if (goes_on(line, 1, {"reaches", "no", "one", "in"}) ||
      goes_on(line, 1, {"does", "not", "reach"}))
    return add(line, who, last, last, "block");
  if (goes_on(line, 1, {"reaches"})) return add(line, who, last, last, "reach");
  if (words.size() == 4 && words[1].text == "->" && words[2].text.ends_with(':')) {
    auto what = words[2];
    what.text.remove_suffix(1);
    return add(line, who, what, last, last.text);
  }
  refuse(line, words[1],
         "no sentence of a policy: they are 'WHO reaches WHAT', 'WHO does not reach WHAT', 'WHO "
         "reaches no one in WHAT', 'no one reaches WHAT' and 'WHO -> WHAT: WORD'");
}

void PolicyReader::read_row(const TextLine& line) {
  check_row(line, *table_);
  for (std::size_t i = 0; i < table_->columns.size(); ++i) {
    const auto& column = table_->columns[i];
    const auto& cell = line.words[i + 1];
    add(line, cell,
        {.from = name_of(line.words.front().text),
         .to = name_of(column.node),
         .service = Policy::Service{column.port},
         .line = line.number},
        split_cell(line, cell, table_->families));
  }
}

void PolicyReader::add(const TextLine& line, std::string from, const TextWord& what,
                       const TextWord& word, std::string_view expected) {
  Policy::Rule rule{.from = std::move(from), .to = name_of(what.text), .line = line.number};
  if (what.text.find(':') != std::string_view::npos) {
    try {
      const Destination destination(what.text);
      rule.to = name_of(destination.node);
      rule.service = Policy::Service{destination.port};
    } catch (const DescriptionError& error) {
      refuse(line, what, error.what());
    }
  }
  add(line, word, std::move(rule), split_cell(line, {expected, word.column}, {}));
}

void PolicyReader::add(const TextLine& line, const TextWord& word, Policy::Rule rule,
                       const CellWords& words) {
  rule.ipv4 = read_expectation(line, word, words.ipv4);
  rule.ipv6 = read_expectation(line, word, words.ipv6);
  rule.names_families = words.names_families;
  if (rule.ipv4 || rule.ipv6) policy_.rules_.push_back(std::move(rule));
}

Policy Policy::parse(std::string_view text) {
  return PolicyReader().read(text);
}

Policy policy_file(const std::filesystem::path& path) {
  const auto text = read_description(path, "policy file");
  try {
    return Policy::parse(text);
  } catch (const DescriptionError& error) {
    throw DescriptionError(fmt::format("{}: {}", path.string(), error.what()));
  }
}

}  // namespace netrig
