#include "config/iptables_report.hpp"

#include <fmt/format.h>

#include <charconv>
#include <regex>
#include <sstream>

namespace netrig {

// "iptables-restore v1.8.9 (legacy): Couldn't load target `NOPE':No such file or directory\n\n
// Error occurred at line: 10\nTry `iptables-restore -h' ...", "iptables-nft-restore: line 1 failed",
// "line 5: RULE_APPEND failed (Invalid argument): rule in chain FORWARD"
IptablesReport read_iptables_report(const std::string& errors) {
  static const std::regex number_of_line(R"(\bline:? (\d+))");
  static const std::regex program_and_version(R"(^\S+ v\S+ \(\w+\): *)");
  static const std::regex just_the_line(R"(^Error occurred at line: \d+$)");
  IptablesReport report;
  std::istringstream lines(errors);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Try `")) continue;
    if (std::smatch found; report.fault.line == 0 && std::regex_search(line, found, number_of_line))
      std::from_chars(&*found[1].first, &*found[1].first + found[1].length(), report.fault.line);
    line = std::regex_replace(line, program_and_version, "");
    if (line.empty()) continue;
    if (!report.text.empty()) report.text += '\n';
    report.text += line;
    if (report.fault.message.empty() && !std::regex_match(line, just_the_line))
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
