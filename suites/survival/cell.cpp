#include "cell.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "netlink/queries.hpp"
#include "netns/home.hpp"
#include "netns/privilege.hpp"
#include "netrig/core/error.hpp"
#include "netrig/netns/namespace.hpp"
#include "process/program.hpp"

namespace netrig {
namespace {

// Where programs leave files, netrig's or anyone's.
constexpr std::array folders{"/tmp", "/var/tmp", "/run", "/dev/shm"};

struct Kind {
  int flag;
  const char* limit;
  const char* name;
};
constexpr std::array kinds{
    Kind{CLONE_NEWNET, "/proc/sys/user/max_net_namespaces", "network"},
    Kind{CLONE_NEWPID, "/proc/sys/user/max_pid_namespaces", "PID"},
    Kind{CLONE_NEWNS, "/proc/sys/user/max_mnt_namespaces", "mount"},
    Kind{CLONE_NEWUSER, "/proc/sys/user/max_user_namespaces", "user"},
};

UniqueFd open_file(const std::string& path, int flags) {
  return UniqueFd(check(::open(path.c_str(), flags | O_CLOEXEC),
                        [&] { return fmt::format("cannot open {}", path); }));
}

void write_file(const std::string& path, const std::string& text) {
  const auto fd = open_file(path, O_WRONLY);
  check(::write(fd.get(), text.data(), text.size()),
        [&] { return fmt::format("cannot write {}", path); });
}

// A child process that calls `work`, in any namespace it likes, and then stops until it is killed
// here.
class Child {
 public:
  template <class Work>
  explicit Child(Work&& work) : pid_(check(::fork(), [] { return "cannot start a process"; })) {
    if (pid_ == 0) {
      try {
        work();
      } catch (const Error& error) {
        ::_exit(error.code().value());
      }
      ::raise(SIGSTOP);
    }
    check(::waitpid(pid_, &status_, WUNTRACED), [] { return "cannot wait for a process"; });
  }
  ~Child() {
    if (!WIFSTOPPED(status_)) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const noexcept { return pid_; }
  /// The errno of the Error that `work` threw, 0 when it returned.
  int error() const {
    if (WIFSTOPPED(status_)) return 0;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : ECHILD;
  }

 private:
  pid_t pid_;
  int status_ = 0;
};

void enter_new_namespaces(Cell::User user) {
  const auto uid = ::geteuid();
  const auto gid = ::getegid();
  const int inside = user == Cell::User::root ? 0 : 1000;
  check(::unshare(CLONE_NEWUSER | CLONE_NEWNS), [] { return "cannot make a user namespace"; });
  write_file("/proc/self/setgroups", "deny");
  write_file("/proc/self/uid_map", fmt::format("{} {} 1", inside, uid));
  write_file("/proc/self/gid_map", fmt::format("{} {} 1", inside, gid));
  for (const auto* folder : folders)
    check(::mount("netrig", folder, "tmpfs", MS_NOSUID | MS_NODEV, nullptr),
          [folder] { return fmt::format("cannot mount an empty {}", folder); });
}

std::vector<std::string> mount_points(const UniqueFd& mountinfo) {
  std::string text;
  std::array<char, 4096> part{};
  ::lseek(mountinfo.get(), 0, SEEK_SET);
  while (const auto size = check(::read(mountinfo.get(), part.data(), part.size()),
                                 [] { return "cannot read the list of mounts"; }))
    text.append(part.data(), static_cast<std::size_t>(size));
  std::vector<std::string> points;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);  // the fifth of a line, proc_pid_mountinfo(5)
    std::vector<std::string> first(5);
    for (auto& word : first) words >> word;
    points.push_back(first.back());
  }
  return points;
}

// Of the folders, which were empty.
std::vector<std::string> files_in(const std::vector<UniqueFd>& opened) {
  std::vector<std::string> files;
  for (std::size_t i = 0; i < folders.size(); ++i)
    for (const auto& entry :
         std::filesystem::directory_iterator(fmt::format("/proc/self/fd/{}", opened.at(i).get())))
      files.push_back(fmt::format("{}/{}", folders.at(i), entry.path().filename().native()));
  return files;
}

std::vector<std::string> interfaces() {
  netlink::Socket socket;
  std::vector<std::string> names;
  for (const auto& each : netlink::interfaces(socket, "the test program"))
    names.push_back(each.name);
  return names;
}

std::vector<pid_t> children() {
  std::ifstream list("/proc/thread-self/children");
  return {std::istream_iterator<pid_t>(list), {}};
}

// Reaps the children of this process that end until the deadline: orphans that have ended are no
// remains, and those that notice the death of their parent by themselves take a moment.
void reap_children(Deadline deadline) {
  // Whoever ends next: a PID namespace does not end before those are reaped who joined it from
  // outside.
  for (auto left = children(); !left.empty() && !deadline.passed(); left = children()) {
    std::vector<UniqueFd> ends;
    std::vector<pollfd> waiting;
    for (const auto pid : left) {
      ends.emplace_back(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
      waiting.push_back({ends.back().get(), POLLIN, 0});
    }
    ::poll(waiting.data(), waiting.size(), deadline.poll_timeout());
    for (const auto pid : left) ::waitpid(pid, nullptr, WNOHANG);
  }
}

std::string command_of(pid_t pid) {
  std::string command;
  std::getline(std::ifstream(fmt::format("/proc/{}/comm", pid)), command);
  return command;
}

void append_new(std::vector<std::string>& list, const char* what, std::vector<std::string> before,
                std::vector<std::string> after) {
  std::ranges::sort(before);
  std::ranges::sort(after);
  std::vector<std::string> added;
  std::ranges::set_difference(after, before, std::back_inserter(added));
  for (const auto& each : added) list.push_back(fmt::format("{} {}", what, each));
}

// Returns when the kernel has begun to remove a namespace that did not exist before the call. It
// removes all that are due together, and one such round after the other (cleanup_net()).
void wait_for_a_round_of_removals() {
  std::vector<Namespace> sentinel;
  sentinel.push_back(Namespace::create("sentinel"));
  Home home;
  home.watch(sentinel);
  sentinel.clear();
  home.wait_until_removed(Deadline::in(kernel_patience));
}

// Whether another namespace of this kind may be made in the user namespace. It goes at once, but
// the kernel may count it for a while.
bool one_more_fits(const Kind& kind, int limit, const UniqueFd& user_namespace) {
  const Child child([&] {
    check(::setns(user_namespace.get(), CLONE_NEWUSER), [] { return "cannot enter"; });
    write_file(kind.limit, std::to_string(limit));
    check(::unshare(kind.flag), [] { return "cannot make one more"; });
  });
  if (child.error() == ENOSPC) return false;
  if (child.error() == 0) return true;
  throw Error(error_code_from(child.error()), fmt::format("cannot count {} namespaces", kind.name));
}

int count_left(const Kind& kind, const UniqueFd& user_namespace, Deadline deadline) {
  while (!one_more_fits(kind, 1, user_namespace)) {
    if (deadline.passed()) {
      int count = 1;
      while (!one_more_fits(kind, count + 1, user_namespace)) ++count;
      return count;
    }
    wait_for_a_round_of_removals();
  }
  return 0;
}

}  // namespace

Cell::Cell(User user) : interfaces_before_(interfaces()) {
  check(::prctl(PR_SET_CHILD_SUBREAPER, 1), [] { return "cannot become a subreaper"; });
  const Child maker([user] { enter_new_namespaces(user); });
  if (maker.error() != 0)
    throw_creation_error(error_code_from(maker.error()), "cannot make a user namespace");
  const auto of_maker = [&](const std::string& file, int flags) {
    return open_file(fmt::format("/proc/{}/{}", maker.pid(), file), flags);
  };
  user_namespace_ = of_maker("ns/user", O_RDONLY);
  mount_namespace_ = of_maker("ns/mnt", O_RDONLY);
  mounts_ = of_maker("mountinfo", O_RDONLY);
  mounts_before_ = mount_points(mounts_);
  for (const auto* folder : folders)
    folders_.push_back(of_maker(fmt::format("root{}", folder), O_RDONLY | O_DIRECTORY));
}

Cell::~Cell() {
  for (const auto pid : children()) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
}

void Cell::enter() const {
  check(::setns(user_namespace_.get(), CLONE_NEWUSER), [] { return "cannot enter the cell"; });
  check(::setns(mount_namespace_.get(), CLONE_NEWNS), [] { return "cannot enter the cell"; });
  check(::chdir("/tmp"), [] { return "cannot change to /tmp"; });
}

std::vector<std::string> Cell::remains(Deadline deadline) {
  std::vector<std::string> left;
  const auto patience = deadline.remaining();
  reap_children(deadline);
  for (const auto pid : children()) left.push_back(fmt::format("process {}", command_of(pid)));
  append_new(left, "interface", interfaces_before_, interfaces());
  append_new(left, "mount", mounts_before_, mount_points(mounts_));
  append_new(left, "file", {}, files_in(folders_));

  mounts_ = UniqueFd();  // these two hold a mount namespace, which would be counted
  mount_namespace_ = UniqueFd();
  const auto deadline_of_namespaces = Deadline::in(patience);
  for (const auto& kind : kinds)
    if (const int count = count_left(kind, user_namespace_, deadline_of_namespaces))
      left.push_back(fmt::format("{} {} namespace{}", count, kind.name, count == 1 ? "" : "s"));
  return left;
}

}  // namespace netrig
