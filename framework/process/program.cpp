#include "netrig/process/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "process/tail.hpp"

namespace netrig {
namespace {

// As a shell would have to have it.
std::string quoted(const std::string& argument) {
  constexpr std::string_view special = " \t\n'\"\\$`&|;<>()*?[]#~!{}";
  const bool is_plain = !argument.empty() && argument.find_first_of(special) == std::string::npos;
  if (is_plain) return argument;
  std::string text = "'";
  for (const char each : argument)
    text += each == '\'' ? std::string(R"('\'')") : std::string(1, each);
  return text + "'";
}

}  // namespace

std::string to_string(const Program& program) {
  std::string text;
  for (const auto& each : program.arguments) text += (text.empty() ? "" : " ") + quoted(each);
  return text;
}

const std::map<std::string, std::string>& default_environment() {
  static const std::map<std::string, std::string> environment{
      {"HOME", "/nonexistent"},
      {"LC_ALL", "C"},
      {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}};
  return environment;
}

std::string to_string(const ExitStatus& status) {
  if (status.signal == 0) return fmt::format("exited with {}", status.code);
  const auto* abbreviation = ::sigabbrev_np(status.signal);
  return abbreviation ? fmt::format("was killed by SIG{}", abbreviation)
                      : fmt::format("was killed by signal {}", status.signal);
}

std::string to_string(const ProgramResult& result) {
  const std::chrono::duration<double, std::milli> elapsed = result.elapsed;
  return fmt::format("'{}' in '{}' {} after {:.1f} ms{}", result.program, result.node,
                     result.status, elapsed.count(), said(result.output, result.errors));
}

}  // namespace netrig
