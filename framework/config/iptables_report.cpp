#include "config/iptables_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>

#include "config/kernel_words.hpp"

namespace netrig {
namespace {

// The number in "line: 10", "line 5"; 0 when there is none.
unsigned number_of_line(std::string_view text) {
  constexpr std::string_view mark = "line";
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return 0;
  text.remove_prefix(at + mark.size());
  text.remove_prefix(std::min(text.find_first_not_of(": "), text.size()));
  unsigned number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Without "iptables-nft-restore v1.8.9 (nf_tables): ".
std::string without_program(const std::string& text) {
  constexpr std::string_view end = "): ";
  const auto at = text.find(end);
  if (!text.starts_with("ip") || at == std::string::npos) return text;
  return text.substr(at + end.size());
}

// Of "line 5: RULE_APPEND failed (Invalid argument): rule in chain FORWARD", which only the nft
// backend says: mnl_append_error() in iptables/nft.c.
std::error_code code_in(std::string_view errors) {
  constexpr std::string_view mark = " failed (";
  const auto at = errors.find(mark);
  if (at == std::string_view::npos) return code_of_words({});
  errors.remove_prefix(at + mark.size());
  return code_of_words(errors.substr(0, errors.find("):")));
}

}  // namespace

// "iptables-restore v1.8.9 (legacy): Couldn't load target `NOPE':No such file or directory\n\n
// Error occurred at line: 10\nTry `iptables-restore -h' ...", "iptables-nft-restore: line 1
// failed", "line 5: RULE_APPEND failed (Invalid argument): rule in chain FORWARD"
IptablesReport read_iptables_report(const std::string& errors) {
  IptablesReport report;
  report.code = code_in(errors);
  std::istringstream lines(errors);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Try `")) continue;
    if (report.fault.line == 0) report.fault.line = number_of_line(line);
    line = without_program(line);
    if (line.empty()) continue;
    if (!report.text.empty()) report.text += '\n';
    report.text += line;
    if (report.fault.message.empty() && !line.starts_with("Error occurred at line"))
      report.fault.message = line;
  }
  return report;
}

std::string lacking_backend(IptablesBackend wanted, bool has_nft, bool has_legacy) {
  if (wanted == IptablesBackend::nft ? has_nft : has_legacy) return {};
  const auto other =
      wanted == IptablesBackend::nft ? IptablesBackend::legacy : IptablesBackend::nft;
  const bool has_other = wanted == IptablesBackend::nft ? has_legacy : has_nft;
  return fmt::format("this kernel has no {} backend of iptables{}", wanted,
                     has_other ? fmt::format(", but the {} one", other) : "");
}

}  // namespace netrig
