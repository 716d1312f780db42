#include "nftables/report.hpp"

#include <fmt/format.h>

#include <charconv>
#include <regex>
#include <sstream>

namespace netrig {
namespace {

constexpr auto name_of_text = "<text>";

// "In file included from perimeter.nft:1:1-20:" and, of an error, "zones.nft:4:13-15: Error: ..."
// (print_location() and erec_print() in src/erec.c): what stands before the name, the name, line,
// column, and the rest.
const std::regex& location() {
  static const std::regex pattern(
      R"(^(In file included from | +from )?([^ \t:][^:]*):(\d+):(\d+)-\d+:(?: (.*))?$)");
  return pattern;
}

std::string users_name(const std::string& name, const RulesetFiles& files) {
  if (name == files.loaded) return files.source.empty() ? name_of_text : files.source;
  return (files.folder / name).lexically_normal().string();
}

unsigned number(const std::string& digits) {
  unsigned value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
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
    if (std::smatch found; std::regex_match(line, found, location()))
      line.replace(static_cast<std::size_t>(found.position(2)),
                   static_cast<std::size_t>(found.length(2)), users_name(found[2], files));
    if (!result.empty()) result += '\n';
    result += line;
  }
  return result;
}

RulesetFault first_fault(const std::string& report) {
  std::istringstream lines(report);
  RulesetFault without_place;
  for (std::string line; std::getline(lines, line);) {
    if (std::smatch found; std::regex_match(line, found, location()) && found[5].matched)
      return {.file = found[2] == name_of_text ? "" : found[2].str(),
              .line = number(found[3]),
              .column = number(found[4]),
              .message = without_prefix(found[5], "Error: ")};
    const auto error = line.find("Error: ");
    if (without_place.message.empty() && error != std::string::npos)
      without_place.message = line.substr(error + std::string_view("Error: ").size());
  }
  return without_place;
}

std::error_code code_of(const RulesetFault& fault) {
  // "Could not process rule: No such file or directory", "No such file or directory; did you mean
  // table 'filter' in family inet?"
  auto words = without_prefix(fault.message, "Could not process rule: ");
  words = words.substr(0, words.find(';'));
  constexpr int highest_errno = 133;
  for (int each = 1; each <= highest_errno; ++each)
    if (error_code_from(each).message() == words) return error_code_from(each);
  return std::make_error_code(std::errc::invalid_argument);
}

}  // namespace netrig
