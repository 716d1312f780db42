#include "sample_run.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <regex>
#include <sstream>
#include <string_view>

#include "process/seccomp.hpp"

namespace netrig {
namespace {

// As a container runtime does.
void deny_namespaces() {
  refuse_system_calls(
      {{.number = SYS_unshare, .error = EPERM}, {.number = SYS_setns, .error = EPERM}});
}

// The names of the tests whose lines begin with "[mark] ", but not in the summary at the end.
std::vector<std::string> tests_marked(const std::string& mark, const Ending& run) {
  std::vector<std::string> names;
  std::istringstream lines(run.output);
  const auto prefix = "[" + mark + "] ";
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(prefix) && line.ends_with(" ms)"))
      names.push_back(
          line.substr(prefix.size(), line.find_first_of(" ,", prefix.size()) - prefix.size()));
  }
  return names;
}

}  // namespace

Ending run_sample(std::vector<std::string> arguments, const SampleOptions& options) {
  auto environment = options.environment;  // the first one of a name counts
  for (char** each = environ; *each != nullptr; ++each)
    if (const std::string_view variable(*each);
        !variable.starts_with("GTEST_") && !variable.starts_with("NETRIG_ARTIFACTS="))
      environment.emplace_back(*each);
  TestProgram sample({.name = options.program,
                      .arguments = std::move(arguments),
                      .environment = std::move(environment),
                      .prepare = [&] {
                        if (!options.may_make_namespaces) deny_namespaces();
                      }});
  return sample.wait(Deadline::in(6 * kernel_patience));
}

void Sample::SetUp() {
  static const auto run = run_sample({"--gtest_filter=Pair.IsReached"});  // once for all of them
  if (!skipped(run).empty()) GTEST_SKIP() << report_of("Pair.IsReached", run);
}

std::vector<std::string> passed(const Ending& run) {
  return tests_marked("       OK ", run);
}

std::vector<std::string> failed(const Ending& run) {
  return tests_marked("  FAILED  ", run);
}

std::vector<std::string> skipped(const Ending& run) {
  return tests_marked("  skipped ", run);
}

std::string report_of(const std::string& test, const Ending& run) {
  const auto begin = "[ RUN      ] " + test + "\n";
  const auto from = run.output.find(begin);
  if (from == std::string::npos) return "no test " + test + " in:\n" + run.output;
  auto text = run.output.substr(from + begin.size());
  if (const auto end = text.find("] " + test); end != std::string::npos)
    text.resize(text.rfind('\n', end) + 1);
  text = std::regex_replace(text, std::regex("[0-9]+(\\.[0-9]+)? ms"), "# ms");
  text = std::regex_replace(text, std::regex(":[0-9]{5} ->"), ":# ->");
  text = std::regex_replace(text, std::regex("pid=[0-9]+,fd=[0-9]+"), "pid=#,fd=#");
  text = std::regex_replace(text, std::regex("([0-9a-f]{2}:){5}[0-9a-f]{2}"), "#");
  return std::regex_replace(text, std::regex("\\S*/(\\w+\\.cpp):[0-9]+"), "$1:#");
}

}  // namespace netrig
