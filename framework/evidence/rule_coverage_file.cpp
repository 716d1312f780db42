// rules.tsv: a line for each rule, node, table, chain, handle, comment, text, "rejects" or nothing,
// "in force" or nothing, and the verdicts with their numbers; or "gap" and why. Tabs between, `\t`,
// `\n` and `\\` in the texts.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cstdio>
#include <fstream>
#include <string_view>

#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"
#include "netrig/evidence/rule_coverage.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;

constexpr auto data_name = "rules.tsv", report_name = "report.txt", lock_name = ".lock";
constexpr std::string_view gap_mark = "gap", rejects_mark = "rejects", in_force_mark = "in force";
enum Field : std::size_t { node, table, chain, handle, comment, text, rejects, in_force, verdicts };

std::string escaped(std::string_view plain) {
  std::string result;
  for (const char each : plain) {
    switch (each) {
      case '\t': result += "\\t"; break;
      case '\n': result += "\\n"; break;
      case '\\': result += "\\\\"; break;
      default: result += each;
    }
  }
  return result;
}

// The fields of a line, as they were.
std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\t') {
      fields.emplace_back();
    } else if (line[i] == '\\' && i + 1 < line.size()) {
      ++i;
      fields.back() += line[i] == 't' ? '\t' : line[i] == 'n' ? '\n' : line[i];
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

std::string data_of(const RuleCoverage& coverage) {
  std::string data;
  for (const auto& gap : coverage.gaps) data += fmt::format("{}\t{}\n", gap_mark, escaped(gap));
  for (const auto& line : coverage.lines) {
    const auto& rule = line.rule;
    data += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}", escaped(line.node), escaped(rule.table),
                        escaped(rule.chain), rule.handle, escaped(rule.comment), escaped(rule.text),
                        rule.rejects ? rejects_mark : "", line.in_force ? in_force_mark : "");
    for (const auto& [verdict, packets] : line.verdicts)
      data += fmt::format("\t{}\t{}", verdict, packets);
    data += '\n';
  }
  return data;
}

RuleCoverage::Line line_of(const std::vector<std::string>& fields) {
  RuleCoverage::Line line{.node = fields.at(node),
                          .rule = {.table = fields.at(table),
                                   .chain = fields.at(chain),
                                   .handle = std::stoull(fields.at(handle)),
                                   .comment = fields.at(comment),
                                   .text = fields.at(text),
                                   .rejects = fields.at(rejects) == rejects_mark},
                          .in_force = fields.at(in_force) == in_force_mark};
  for (std::size_t i = verdicts; i < fields.size(); i += 2)
    line.verdicts[fields[i]] = std::stoull(fields.at(i + 1));
  return line;
}

// Nobody ever sees half of it.
void replace_file(const fs::path& path, const std::string& content) {
  const auto attempt = [&] { return fmt::format("cannot write {}", path.string()); };
  const auto beside = fs::path(path.string() + ".new");
  std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
  stream << content;
  stream.close();
  if (!stream) throw Error(error_code_from(errno), attempt());
  check(std::rename(beside.c_str(), path.c_str()), attempt);
}

}  // namespace

RuleCoverage read_rule_coverage(const fs::path& folder) {
  RuleCoverage coverage;
  const auto path = folder / data_name;
  if (!fs::exists(path)) return coverage;
  std::ifstream stream(path, std::ios::binary);
  for (std::string each; std::getline(stream, each);) {
    const auto fields = fields_of(each);
    try {
      if (fields.size() == 2 && fields.front() == gap_mark)
        coverage.gaps.push_back(fields.back());
      else
        coverage.lines.push_back(line_of(fields));
    } catch (const std::logic_error&) {
      throw DescriptionError(
          fmt::format("not a line of a rule coverage in {}: '{}'; remove the "
                      "folder to begin anew",
                      path.string(), each));
    }
  }
  if (!stream.eof())
    throw Error(error_code_from(errno), fmt::format("cannot read {}", path.string()));
  return coverage;
}

void add_to_rule_coverage(const fs::path& folder, const RuleCoverage& coverage) {
  const auto attempt = [&] {
    return fmt::format("cannot add a rule coverage to {}", folder.string());
  };
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) throw Error(failure, attempt());
  const UniqueFd lock(
      check(::open((folder / lock_name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666), attempt));
  check(::flock(lock.get(), LOCK_EX), attempt);
  auto sum = read_rule_coverage(folder);
  sum += coverage;
  replace_file(folder / data_name, data_of(sum));
  replace_file(folder / report_name, to_string(sum) + '\n');
}

}  // namespace netrig
