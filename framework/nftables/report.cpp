#include "nftables/report.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <sstream>
#include <string_view>

#include "config/kernel_words.hpp"

namespace netrig {
namespace {

constexpr auto name_of_text = "<text>";

struct Location {
  std::size_t begin;  ///< of the file's name within the line
  std::string file;
  unsigned line = 0, column = 0;
  std::string rest{};  ///< behind the colon; empty for one who includes another
};

// Takes `expected`, or a number, from the beginning of `text`.
bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}
bool take(std::string_view& text, unsigned& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc();
}

// "In file included from perimeter.nft:1:1-20:" and, of an error, "zones.nft:4:13-15: Error: ..."
// (print_location() and erec_print() in src/erec.c).
std::optional<Location> location_in(std::string_view line) {
  auto left = line;
  const bool includes =
      take(left, "In file included from ") || take(left, "                 from ");
  const bool is_of_the_ruleset = left.starts_with(' ') || left.starts_with('\t');
  if (!includes && is_of_the_ruleset) return std::nullopt;
  Location found{.begin = line.size() - left.size(),
                 .file = std::string(left.substr(0, left.find(':')))};
  left.remove_prefix(found.file.size());
  unsigned last_column = 0;
  if (!take(left, ":") || !take(left, found.line) || !take(left, ":") ||
      !take(left, found.column) || !take(left, "-") || !take(left, last_column) || !take(left, ":"))
    return std::nullopt;
  take(left, " ");
  found.rest = left;
  return found;
}

std::string users_name(const std::string& name, const RulesetFiles& files) {
  if (name == files.loaded) return files.source.empty() ? name_of_text : files.source;
  return (files.folder / name).lexically_normal().string();
}

std::string without_prefix(std::string text, std::string_view prefix) {
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  return text;
}

}  // namespace

std::string with_users_names(const std::string& report, const RulesetFiles& files) {
  std::string result;
  std::istringstream lines(report);
  for (std::string line; std::getline(lines, line);) {
    if (const auto found = location_in(line))
      line.replace(found->begin, found->file.size(), users_name(found->file, files));
    if (!result.empty()) result += '\n';
    result += line;
  }
  return result;
}

RulesetFault first_fault(const std::string& report) {
  constexpr std::string_view mark = "Error: ";
  std::istringstream lines(report);
  RulesetFault without_place;
  for (std::string line; std::getline(lines, line);) {
    if (const auto found = location_in(line); found && !found->rest.empty())
      return {.file = found->file == name_of_text ? "" : found->file,
              .line = found->line,
              .column = found->column,
              .message = without_prefix(found->rest, mark)};
    const auto error = line.find(mark);
    if (without_place.message.empty() && error != std::string::npos)
      without_place.message = line.substr(error + mark.size());
  }
  return without_place;
}

std::error_code code_of(const RulesetFault& fault) {
  // "Could not process rule: No such file or directory", "No such file or directory; did you mean
  // table 'filter' in family inet?"
  const auto words = without_prefix(fault.message, "Could not process rule: ");
  return code_of_words(words.substr(0, words.find(';')));
}

}  // namespace netrig
