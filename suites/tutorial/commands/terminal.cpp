#include "terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "comparison.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"
#include "patience.hpp"
#include "process/pidfd.hpp"

namespace netrig {
namespace {

std::string unguessable() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    lines.push_back(line);
  }
  return lines;
}

std::string line_in(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);  // none where the process has ended
  return line;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> all;
  std::error_code ignored;
  std::filesystem::directory_iterator each(fmt::format("/proc/{}/task", parent), ignored);
  for (; each != end(each); each.increment(ignored)) {
    std::istringstream children(line_in(each->path() / "children"));
    for (pid_t child = 0; children >> child;) all.push_back(child);
  }
  return all;
}

// Of a process and what it has started, and what that has started, those that have started nothing
// themselves: what a person would call the program that runs there.
void collect_programs(pid_t pid, std::vector<pid_t>& all) {
  const auto children = children_of(pid);
  for (const auto each : children) collect_programs(each, all);
  if (!children.empty()) return;
  const auto name = line_in(fmt::format("/proc/{}/comm", pid));
  if (!name.empty() && name != "bash") all.push_back(pid);
}

}  // namespace

Terminal::Terminal(const Machine& machine) : shell_(machine.start_shell()) {}

void Terminal::type(const std::string& command, Then then) {
  running_ = command;
  marker_.clear();
  status_.reset();
  shell_.write_input(command + "\n");
  if (then == Then::ends) type_marker();
}

void Terminal::type_marker() {
  marker_ = unguessable();
  // `echo $?` is still about the command when it comes next.
  shell_.write_input(fmt::format("(s=$?; printf '\\n%s %s %s\\n' {0} $s {0}; exit $s)\n", marker_));
}

bool Terminal::has_ended() {
  if (status_) return true;
  if (marker_.empty()) return false;
  const auto output = shell_.output();
  const auto begin = output.find("\n" + marker_ + " ", seen_);
  const auto end = begin == std::string::npos ? begin : output.find(" " + marker_ + "\n", begin);
  if (end == std::string::npos) return false;
  end_ = begin;
  status_ = std::stoi(output.substr(begin + marker_.size() + 2));
  running_.clear();
  return true;
}

Lines Terminal::shown() {
  const bool is_over = has_ended();
  const auto output = shell_.output();
  const auto end = is_over ? end_ : output.size();
  auto lines = lines_of(output.substr(seen_, end - seen_));
  if (is_over && *status_ != 0) lines.push_back(fmt::format("[{}]", *status_));
  return lines;
}

void Terminal::look_away() {
  seen_ = status_ ? end_ + fmt::format("\n{0} {1} {0}\n", marker_, *status_).size()
                  : shell_.output().size();
}

bool Terminal::wait_for_end(Deadline deadline) {
  if (marker_.empty()) {
    if (!wait_until([&] { return programs().empty(); }, deadline)) return false;
    type_marker();
  }
  try {
    shell_.wait_for_output(" " + marker_ + "\n", deadline);
  } catch (const DeadlineError&) {
    return false;
  }
  return has_ended();
}

bool Terminal::wait_until_shown(const Lines& expected, Deadline deadline) {
  bool is_shown = false;
  wait_until(
      [&] {
        const bool is_over = has_ended();
        is_shown = matches(expected, shown());
        return is_shown || is_over;
      },
      deadline);
  return is_shown;
}

// Nobody tells of either: a Process knows of a text that it has said, not of one that looks like
// another.
bool Terminal::wait_until(const std::function<bool()>& is_so, Deadline deadline) {
  for (;;) {
    if (is_so()) return true;
    if (deadline.passed()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

std::vector<pid_t> Terminal::programs() const {
  std::vector<pid_t> all;
  collect_programs(shell_.pid(), all);
  return all;
}

bool Terminal::interrupt() {
  std::vector<pid_t> all;
  // It may have been typed a moment ago.
  wait_until([&] { return has_ended() || !(all = programs()).empty(); }, Deadline::in(patience));
  for (const auto each : all) {
    const UniqueFd program(open_pidfd(each));
    const auto now = programs();  // asked last: the number is still its own
    if (program && std::ranges::find(now, each) != now.end()) send_signal(program.get(), SIGINT);
  }
  return !all.empty();
}

}  // namespace netrig
