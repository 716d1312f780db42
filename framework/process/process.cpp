#include "netrig/process/process.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

#include "netrig/core/error.hpp"
#include "process/running_program.hpp"

namespace netrig {

Process::Process(std::shared_ptr<RunningProgram> running) : running_(std::move(running)) {}

Process::Process(Process&&) noexcept = default;

Process& Process::operator=(Process&& other) noexcept {
  Process taken(std::move(other));
  running_.swap(taken.running_);
  return *this;
}

Process::~Process() {
  if (running_) running_->end();
}

RunningProgram& Process::running() const {
  if (!running_) throw DescriptionError("this Process was moved from: it has no program");
  return *running_;
}

const std::string& Process::program() const {
  return running().text();
}

const std::string& Process::node() const {
  return running().node();
}

pid_t Process::pid() const {
  return running().pid();
}

bool Process::is_running() const {
  return !running().status();
}

Process Process::start(const Program& program) const {
  return Process(std::make_shared<RunningProgram>(running(), program));
}

ProgramResult Process::run_program(const Program& program, Deadline deadline) const {
  return start(program).wait(deadline);
}

std::string Process::output() const {
  return running().output();
}

std::string Process::errors() const {
  return running().errors();
}

void Process::wait_for_output(std::string_view text, Deadline deadline) const {
  running().wait_for_output(text, deadline);
}

void Process::wait_until_listening(TransportPort port, Deadline deadline) const {
  running().wait_until_listening(port, std::nullopt, deadline);
}

void Process::wait_until_listening(const Endpoint& endpoint, Deadline deadline) const {
  running().wait_until_listening(endpoint.port, endpoint.address, deadline);
}

void Process::signal(int number) const {
  running().signal(number);
}

void Process::write_input(std::string_view text, Deadline deadline) const {
  running().write_input(text, deadline);
}

void Process::close_input() const {
  running().close_input();
}

ProgramResult Process::wait(Deadline deadline) const {
  return running().wait(deadline);
}

ProgramResult Process::stop(Deadline deadline) const {
  return running().stop(deadline);
}

struct Programs::State {
  std::mutex mutex;
  // Handles own what is running; this is only for ending it all.
  std::vector<std::weak_ptr<RunningProgram>> running;

  ~State() {
    for (const auto& each : running)
      if (const auto program = each.lock()) program->end();
  }
};

Programs::Programs() : state_(std::make_unique<State>()) {}
Programs::Programs(Programs&&) noexcept = default;
Programs& Programs::operator=(Programs&&) noexcept = default;
Programs::~Programs() = default;

Process Programs::start(const Namespace& where, const Program& program) {
  auto running = std::make_shared<RunningProgram>(where, program);
  const std::lock_guard lock(state_->mutex);
  std::erase_if(state_->running, [](const auto& each) { return each.expired(); });
  state_->running.push_back(running);
  return Process(std::move(running));
}

std::vector<ProgramOutput> Programs::outputs() const {
  const std::lock_guard lock(state_->mutex);
  std::vector<ProgramOutput> all;
  for (const auto& each : state_->running)
    if (const auto program = each.lock())
      all.push_back(
          {program->text(), program->node(), program->pid(), program->output(), program->errors()});
  return all;
}

}  // namespace netrig
