#include "terminal.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <random>
#include <sstream>
#include <thread>

#include "comparison.hpp"
#include "netrig/core/error.hpp"
#include "patience.hpp"

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

// $1 is the shell. Of what it has started, and what that has started, those that have started
// nothing themselves: what a person would call the program that runs there.
constexpr auto programs_script = R"sh(
  look_at() {
    children=$(cat /proc/$1/task/$1/children)
    [ -n "$children" ] || [ "$(cat /proc/$1/comm)" = bash ] || echo $1
    for each in $children; do look_at $each; done
  }
  look_at $1 2>/dev/null
)sh";

}  // namespace

Terminal::Terminal(const Machine& machine) : machine_(machine), shell_(machine.start_shell()) {
  type("echo $$", Then::ends);
  wait_for_end(Deadline::in(command_patience));
  pid_ = shown().at(0);
  look_away();
}

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

std::string Terminal::programs() const {
  return machine_.run_program({.arguments = {"sh", "-c", programs_script, "sh", pid_}}).output;
}

bool Terminal::interrupt() {
  std::string pids;
  // It may have been typed a moment ago.
  wait_until([&] { return has_ended() || !(pids = programs()).empty(); }, Deadline::in(patience));
  return !pids.empty() &&
         machine_.run_program({.arguments = {"xargs", "kill", "-INT"}, .input = pids}).succeeded();
}

}  // namespace netrig
