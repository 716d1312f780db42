#include "netrig/netns/sandbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <string_view>

#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netns/home.hpp"
#include "netns/privilege.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {
namespace {

const std::string place = "the test program";

void write_file(const char* path, const std::string& text) {
  UniqueFd fd(check(::open(path, O_WRONLY | O_CLOEXEC),
                    [path] { return fmt::format("cannot open {}", path); }));
  check(::write(fd.get(), text.data(), text.size()),
        [path] { return fmt::format("cannot write {}", path); });
}

// user_namespaces(7): in a new user namespace the process is nobody until its ids are mapped, and
// groups may be mapped only by one who has given up setgroups(2).
void enter_user_namespace(uid_t uid, gid_t gid) {
  check(::unshare(CLONE_NEWUSER), [] { return "cannot make a user namespace"; });
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", fmt::format("0 {} 1", uid));
  write_file("/proc/self/gid_map", fmt::format("0 {} 1", gid));
}

void bring_loopback_up() {
  netlink::Socket socket;
  netlink::Batch batch(place);
  netlink::change_link(batch, netlink::loopback, {.up = true, .alias = std::string(sandbox_alias)});
  socket.execute(batch);
}

// Everything, in the order in which it must happen. Whether the process is root enough is found out
// by trying: uid 0 may lack the capability, and another uid may have it.
void enter_all() {
  const auto uid = ::geteuid();
  const auto gid = ::getegid();
  if (::unshare(CLONE_NEWNET) != 0) {
    if (errno != EPERM) check(-1, [] { return "cannot make a network namespace"; });
    enter_user_namespace(uid, gid);
    check(::unshare(CLONE_NEWNET), [] { return "cannot make a network namespace"; });
  }
  bring_loopback_up();
}

struct Failure {
  int code = 0;  ///< an errno; 0 for none
  char attempt[200] = {};
};

// Runs enter_all() in a child process and says how it went there.
Failure rehearse() {
  int ends[2];
  check(::pipe2(ends, O_CLOEXEC), [] { return "cannot open a pipe"; });
  const UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  const auto child = check(::fork(), [] { return "cannot start a process"; });
  if (child == 0) {
    Failure failure;
    try {
      enter_all();
    } catch (const Error& error) {
      failure.code = error.code().value();
      error.attempt().copy(failure.attempt, sizeof(failure.attempt) - 1);
    } catch (...) {  // it must not get into the copy of the caller
      failure.code = EIO;
      std::string_view("cannot try out a network namespace").copy(failure.attempt, 100);
    }
    const auto written = ::write(writing.get(), &failure, sizeof(failure));
    ::_exit(written == sizeof(failure) ? 0 : 1);
  }
  writing = UniqueFd();
  Failure failure;
  auto size = ::read(reading.get(), &failure, sizeof(failure));
  while (size < 0 && errno == EINTR) size = ::read(reading.get(), &failure, sizeof(failure));
  ::waitpid(child, nullptr, 0);
  if (size != sizeof(failure)) failure = {ECHILD, "cannot try out a network namespace"};
  return failure;
}

// unshare(2) moves the calling thread only: others would stay in the host's network, or, without
// root, keep it from happening (CLONE_NEWUSER).
void refuse_other_threads() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  const auto others = std::distance(begin(tasks), end(tasks)) - 1;
  if (others > 0)
    throw Error(std::make_error_code(std::errc::operation_not_permitted),
                "cannot move the test program into a network namespace of its own", "",
                fmt::format("{} other thread{} already: make netrig::Sandbox the first thing in "
                            "main, before anything starts a thread",
                            others, others == 1 ? " runs" : "s run"));
}

// A network takes two descriptors a node, and the usual soft limit is 1024: as many as the machine
// allows.
void allow_many_descriptors() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

struct Sandbox::State {
  netlink::Socket asking, listening;
};

Sandbox::Sandbox() {
  refuse_other_threads();
  if (const auto failure = rehearse(); failure.code != 0)
    throw_creation_error(error_code_from(failure.code), failure.attempt);
  enter_all();
  allow_many_descriptors();
  state_ = std::make_unique<State>();
}

Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox& Sandbox::operator=(Sandbox&&) noexcept = default;
Sandbox::~Sandbox() = default;

bool Sandbox::is_entered() {
  return Home().is_sandbox();
}

std::vector<std::string> Sandbox::wait_until_all_removed(Deadline deadline) {
  state_->listening.join(RTNLGRP_NSID);
  auto& asking = state_->asking;
  std::vector<std::string> names;
  // The kernel may list only some of them: as long as those go, there may be others.
  while (names.empty()) {
    const auto listed = netlink::lowest_nsids(asking, place);
    if (listed.empty()) break;
    for (const auto id : wait_for_removal(state_->listening, listed, deadline)) {
      const auto alias = netlink::loopback_alias(asking, place, id);
      names.push_back(alias && alias->starts_with(alias_mark)
                          ? alias->substr(alias_mark.size())
                          : fmt::format("a namespace with id {}", id));
    }
  }
  return names;
}

std::string not_removed(const std::vector<std::string>& names) {
  return fmt::format(
      "the kernel has not removed {} of this program's namespaces: {}\n"
      "something still holds them: a descriptor, a thread or a process",
      names.size(), fmt::join(names, ", "));
}

int Sandbox::finish(int result) {
  const auto left = wait_until_all_removed(Deadline::in(kernel_patience));
  if (left.empty()) return result;
  fmt::print(stderr, "netrig: {}\n", not_removed(left));
  return 1;
}

}  // namespace netrig
