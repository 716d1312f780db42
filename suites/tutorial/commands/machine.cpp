#include "machine.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <map>

#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

constexpr auto home = "/root", own_programs = "/run/own-programs", host = "host";

std::map<std::string, std::string> environment() {
  return {{"HOME", home},
          {"PATH", fmt::format("{}:{}", own_programs, default_environment().at("PATH"))}};
}

// A terminal is what curl takes for a reason to draw no progress meter and to write at once.
constexpr auto curl_settings = "no-progress-meter\nno-buffer\n";

}  // namespace

Machine::Machine(const Node& node)
    : node_(node),
      machine_(node.start({.arguments = {"sleep", "infinity"},
                           .files = {{fmt::format("{}/.curlrc", home), curl_settings}},
                           .empty_folders = {"/run", home, "/tmp", "/var/tmp"},
                           .read_only = true})) {
  prepare("chmod 1777 /tmp /var/tmp");
  install("sudo", "#!/bin/sh\nexec \"$@\"\n");
}

void Machine::install(const std::string& name, const std::string& script) const {
  prepare(
      fmt::format("mkdir -p {0}\ncat >{0}/{1} <<'END OF {1}'\n{2}\nEND OF {1}\nchmod 755 {0}/{1}\n",
                  own_programs, name, script));
}

void Machine::prepare(const std::string& script) const {
  const auto result = machine_.run_program({.arguments = {"bash", "-eu"},
                                            .environment = environment(),
                                            .input = script,
                                            .working_directory = home});
  if (!result.succeeded())
    throw Error(std::make_error_code(std::errc::operation_canceled),
                "cannot prepare the machine of the article", {}, to_string(result));
}

Process Machine::start_shell() const {
  return machine_.start({.arguments = {"bash", "--norc"},
                         .environment = environment(),
                         .input_is_pipe = true,
                         .errors_into_output = true,
                         .working_directory = home});
}

std::string Machine::path_of_namespace(const std::string& name) const {
  return fmt::format("/proc/{}/root/run/netns/{}", machine_.pid(), name);
}

bool Machine::has_namespace(const std::string& name) const {
  return ::access(path_of_namespace(name).c_str(), F_OK) == 0;
}

std::shared_ptr<Namespace> Machine::network_namespace(const std::string& name) const {
  if (name == host) return {std::shared_ptr<Namespace>(), &node_.network_namespace()};
  const UniqueFd fd(check(::open(path_of_namespace(name).c_str(), O_RDONLY | O_CLOEXEC), [&] {
    return fmt::format("cannot open the network namespace '{}' of the machine", name);
  }));
  return std::make_shared<Namespace>(Namespace::adopt(name, fd.get()));
}

}  // namespace netrig
