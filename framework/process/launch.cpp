#include "process/launch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "process/memory_file.hpp"
#include "process/pidfd.hpp"
#include "process/spawn.hpp"
#include "process/surroundings.hpp"
#include "process/wait.hpp"

namespace netrig {
namespace {

struct Ends {
  UniqueFd first, second;
};

Ends make_pipe() {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC), [] { return "cannot open a pipe"; });
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Ends make_socket_pair() {
  std::array<int, 2> ends{};
  check(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()),
        [] { return "cannot open a pair of sockets"; });
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

UniqueFd open_null() {
  return UniqueFd(
      check(::open("/dev/null", O_RDONLY | O_CLOEXEC), [] { return "cannot open /dev/null"; }));
}

std::vector<std::string> environment_of(const Program& program) {
  auto all = program.environment;
  all.insert(default_environment().begin(), default_environment().end());
  std::vector<std::string> lines;
  for (const auto& [name, value] : all) lines.push_back(fmt::format("{}={}", name, value));
  return lines;
}

std::string path_variable_of(const Program& program) {
  const auto own = program.environment.find("PATH");
  return own != program.environment.end() ? own->second : default_environment().at("PATH");
}

// Where the program may be, in order: execvp(3).
std::vector<std::string> candidates_for(const Program& program) {
  const auto& name = program.arguments.front();
  if (name.find('/') != std::string::npos) return {name};
  std::vector<std::string> paths;
  std::istringstream folders(path_variable_of(program));
  for (std::string folder; std::getline(folders, folder, ':');)
    paths.push_back(fmt::format("{}/{}", folder.empty() ? "." : folder, name));
  return paths;
}

[[noreturn]] void refuse(const Program& program, const std::string& node,
                         const std::string& reason) {
  throw DescriptionError(fmt::format("cannot start {}: {}", name_of(program, node), reason));
}

void check_description(const Program& program, const std::string& node) {
  if (program.arguments.empty() || program.arguments.front().empty())
    throw DescriptionError(
        fmt::format("cannot start a program in '{}': its arguments begin with no name", node));
  const auto refuse = [&](const std::string& reason) { netrig::refuse(program, node, reason); };
  const auto require_text = [&](const std::string& text) {
    if (text.find('\0') != std::string::npos) refuse("an argument or a variable has a zero byte");
  };
  for (const auto& each : program.arguments) require_text(each);
  for (const auto& [name, value] : program.environment) {
    require_text(name + value);
    if (name.empty() || name.find('=') != std::string::npos)
      refuse(fmt::format("'{}' is no name of an environment variable", name));
  }
  const auto require_absolute = [&](const std::filesystem::path& path) {
    if (!path.is_absolute()) refuse(fmt::format("'{}' is not an absolute path", path.string()));
  };
  require_absolute(program.working_directory);
  for (const auto& each : program.empty_folders) require_absolute(each);
  for (const auto& [path, text] : program.files) require_absolute(path);
  if (program.input_is_pipe && !program.input.empty())
    refuse("its input is a pipe, so it cannot be given as a text");
}

// "#!/usr/bin/python3 -u" -> "/usr/bin/python3"
std::string interpreter_in(std::string_view beginning) {
  if (!beginning.starts_with("#!")) return {};
  std::istringstream line(std::string(beginning.substr(2, beginning.find('\n') - 2)));
  std::string interpreter;
  line >> interpreter;
  return interpreter;
}

// What makes sense of the error of execve(2), a sentence; empty where the error says it all.
std::string explain(const Report& report, const Program& program, const std::string& path) {
  const std::string_view beginning = report.text;
  const bool is_binary = beginning.starts_with(
      "\x7f"
      "ELF");
  switch (report.error) {
    case ENOENT:
    case ENOTDIR:
      if (report.is_there && is_binary)
        return fmt::format("{} is there, but not the dynamic loader that it asks for", path);
      if (report.is_there)
        return fmt::format("{} is there, but not its interpreter '{}'", path,
                           interpreter_in(beginning));
      if (path == program.arguments.front()) return {};
      return fmt::format("it is in no folder of its PATH, {}", path_variable_of(program));
    case EACCES: return fmt::format("{} may not be executed", path);
    case ENOEXEC:
      return is_binary ? fmt::format("{} is for another kind of machine", path)
                       : fmt::format("{} is no binary, and has no '#!' line", path);
    default: return path == program.arguments.front() ? "" : path;
  }
}

// All that the fork needs, prepared while memory may still be allocated.
class Launch {
 public:
  Launch(const std::string& node, const Program& program)
      : node_(node),
        program_(program),
        arguments_(program.arguments),
        environment_(environment_of(program)),
        candidates_(candidates_for(program)),
        working_directory_(program.working_directory.string()) {
    open_descriptors();
    file_actions_.emplace(input_.get(), output_.second.get(),
                          errors_.second ? errors_.second.get() : output_.second.get());
    plan();
  }

  Launched run_in(const Namespace& where) {
    const auto child = on_thrown_away_thread(where, [&] {
      const auto left = enter_surroundings(program_, where);
      plan_.mounts_proc = left.proc;
      plan_.protects_proc = program_.read_only;
      plan_.leaves_old_root = left.old_root;
      return fork_init();
    });
    launched_.init = std::make_unique<InitProcess>(child);
    keep_own_ends();
    wait_until_started(Deadline::in(kernel_patience));
    return std::move(launched_);
  }

  Launched run_beside(const InitProcess& other) {
    plan_.joins = true;
    on_thrown_away_thread([&] {
      check(::unshare(CLONE_FS), [&] { return attempt(); });  // the working folder, which changes
      check(::setns(other.fd(), CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS),
            [&] { return attempt(); });
      // It ends at once, and leaves the one that counts to the first process there.
      const auto child = fork_init();
      while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
      }
    });
    keep_own_ends();
    wait_until_joined(Deadline::in(kernel_patience));
    wait_until_started(Deadline::in(kernel_patience));
    return std::move(launched_);
  }

 private:
  std::string attempt() const { return fmt::format("cannot start {}", name_of(program_, node_)); }

  pid_t fork_init() const {
    const auto pid = check(::fork(), [&] { return attempt(); });
    if (pid == 0) run_init(plan_);
    return pid;
  }

  // From here on only the others have theirs, and their going is an event.
  void keep_own_ends() {
    input_ = UniqueFd();
    reports_ = UniqueFd();
    output_ = {};
    errors_ = {};
  }

  // Where the test program has closed its own 0, 1 and 2, these are the numbers of the first ones
  // here, and none that the program gets as 0, 1 or 2 is in another's way.
  void open_descriptors() {
    auto sockets = make_socket_pair();
    launched_.reports = std::move(sockets.first);
    reports_ = std::move(sockets.second);
    launched_.growth = UniqueFd(
        check(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), [] { return "cannot open an eventfd"; }));
    test_program_ =
        UniqueFd(check(open_pidfd(::getpid()), [] { return "cannot watch the test program"; }));
    output_ = make_pipe();
    launched_.output = file_in_memory("output");
    if (!program_.errors_into_output) {
      errors_ = make_pipe();
      launched_.errors = file_in_memory("errors");
    }
    if (program_.input_is_pipe) {
      auto pipe = make_pipe();
      input_ = std::move(pipe.first);
      launched_.input = std::move(pipe.second);
      check(::fcntl(launched_.input.get(), F_SETFL, O_NONBLOCK),
            [] { return "cannot make a pipe non-blocking"; });
    } else {
      input_ = program_.input.empty() ? open_null() : file_in_memory("input", program_.input);
    }
  }

  void plan() {
    argument_pointers_ = pointers_to(arguments_);
    environment_pointers_ = pointers_to(environment_);
    candidate_pointers_ = pointers_to(candidates_);
    plan_.reports = reports_.get();
    plan_.growth = launched_.growth.get();
    plan_.test_program = test_program_.get();
    plan_.input = input_.get();
    plan_.output = {output_.second.get(), output_.first.get(), launched_.output.get()};
    plan_.errors = {errors_.second.get(), errors_.first.get(), launched_.errors.get()};
    descriptors_ = {plan_.reports,     plan_.growth,         plan_.test_program,
                    plan_.input,       plan_.output.writing, plan_.output.reading,
                    plan_.output.file, plan_.errors.writing, plan_.errors.reading,
                    plan_.errors.file};
    std::erase(descriptors_, -1);
    std::ranges::sort(descriptors_);
    plan_.descriptors = descriptors_.data();
    plan_.descriptor_count = static_cast<int>(descriptors_.size());
    plan_.working_directory = working_directory_.c_str();
    plan_.candidates = candidate_pointers_.data();
    plan_.arguments = argument_pointers_.data();
    plan_.environment = environment_pointers_.data();
    plan_.file_actions = file_actions_->get();
    plan_.attributes = attributes_.get();
  }

  void wait_until_joined(Deadline deadline) {
    const auto& socket = launched_.reports;
    while (!is_readable(socket.get())) {
      if (deadline.passed()) throw_not_started_in_time();
      wait_until_readable({socket.get()}, deadline);
    }
    auto received = receive_report(socket.get());
    if (!received) throw_killed();
    if (received->report.kind == Report::failed) throw_failure(received->report);
    launched_.init = std::make_unique<InitProcess>(std::move(received->descriptor));
  }

  void wait_until_started(Deadline deadline) {
    for (;;) {
      const bool has_ended = launched_.init->has_ended();  // asked first: then all has been sent
      auto received = receive_report(launched_.reports.get());
      if (received && received->report.kind == Report::failed) throw_failure(received->report);
      if (received) return take_over(std::move(received->descriptor));
      if (has_ended) throw_killed();
      if (deadline.passed()) throw_not_started_in_time();
      wait_until_readable({launched_.reports.get(), launched_.init->fd()}, deadline);
    }
  }

  void take_over(UniqueFd pidfd) {
    launched_.program = std::move(pidfd);
    launched_.pid = pid_of(launched_.program.get());
  }

  [[noreturn]] void throw_killed() const {
    throw Error(error_code_from(ECHILD), attempt(), {}, "it was killed before it began");
  }
  [[noreturn]] void throw_not_started_in_time() const {
    throw DeadlineError(fmt::format("{} to start", name_of(program_, node_)));
  }

  [[noreturn]] void throw_failure(const Report& report) const {
    const auto code = error_code_from(report.error);
    switch (report.step) {
      case Report::mounting_proc:
        throw Error(
            code, fmt::format("cannot mount /proc for {}", name_of(program_, node_)), {},
            report.error == EPERM
                ? "something is mounted upon parts of /proc here, as container runtimes do; "
                  "start the container with `--security-opt systempaths=unconfined`"
                : "");
      case Report::protecting_proc:
        throw Error(code,
                    fmt::format("cannot make /proc read-only for {}", name_of(program_, node_)));
      case Report::changing_directory:
        throw Error(code, fmt::format("cannot change to the working directory '{}' for {}",
                                      working_directory_, name_of(program_, node_)));
      case Report::executing: {
        const auto& path = candidates_.empty()
                               ? program_.arguments.front()
                               : candidates_.at(static_cast<std::size_t>(report.candidate));
        throw Error(code, attempt(), {}, explain(report, program_, path));
      }
      default: throw Error(code, attempt());
    }
  }

  const std::string& node_;
  const Program& program_;
  std::vector<std::string> arguments_, environment_, candidates_;
  std::string working_directory_;
  std::vector<char*> argument_pointers_, environment_pointers_, candidate_pointers_;
  Launched launched_;
  UniqueFd reports_, test_program_, input_;
  Ends output_, errors_;  // what is read comes first
  std::vector<int> descriptors_;
  std::optional<FileActions> file_actions_;
  const SpawnAttributes attributes_{SpawnAttributes::Session::own};
  InitPlan plan_;
};

}  // namespace

std::string name_of(const Program& program, const std::string& node) {
  return fmt::format("'{}' in '{}'", program.arguments.empty() ? "" : program.arguments.front(),
                     node);
}

Launched launch(const Namespace& where, const Program& program) {
  check_description(program, where.name());
  return Launch(where.name(), program).run_in(where);
}

Launched launch_beside(const InitProcess& other, const std::string& node, const Program& program) {
  check_description(program, node);
  if (program.root != RootFolder() || !program.files.empty() || !program.empty_folders.empty() ||
      program.read_only)
    refuse(program, node,
           "it sees the files of the program beside which it is started, so that it cannot have a "
           "root, files or empty folders of its own, nor be read-only");
  return Launch(node, program).run_beside(other);
}

std::optional<ReceivedReport> receive_report(int socket) {
  ReceivedReport received{};
  iovec part{&received.report, sizeof(received.report)};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t size = 0;
  do size = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  while (size < 0 && errno == EINTR);
  if (size != static_cast<ssize_t>(sizeof(received.report))) return std::nullopt;
  if (const auto* header = CMSG_FIRSTHDR(&message); header && header->cmsg_type == SCM_RIGHTS) {
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(header), sizeof(descriptor));
    received.descriptor = UniqueFd(descriptor);
  }
  return received;
}

}  // namespace netrig
