#include "process/init.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>

#include "netns/mounts.hpp"
#include "process/pidfd.hpp"

namespace netrig {
namespace {

constexpr std::size_t most_at_once = 1U << 20U;

bool mount_upon_itself(const char* place) noexcept {
  return ::mount(place, place, nullptr, MS_BIND, nullptr) == 0;
}

// What is not about a process, or the network: sysctls of the whole machine, its reset button.
bool protect_proc() noexcept {
  for (const auto* each :
       {"/proc/acpi", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/scsi", "/proc/sysrq-trigger"}) {
    const bool is_mount = mount_upon_itself(each);
    if (is_mount ? !set_read_only(each, true) : errno != ENOENT) return false;
  }
  // The kernel shows to each its own network's, whoever has mounted them.
  return mount_upon_itself("/proc/sys") && mount_upon_itself("/proc/sys/net") &&
         set_read_only("/proc/sys", true);
}

class Init {
 public:
  explicit Init(const InitPlan& plan) noexcept
      : plan_(plan), streams_{plan.output, plan.errors}, signals_(watch_signals()) {}

  [[noreturn]] void run() noexcept {
    if (plan_.joins) become_child_of_the_first();
    become_nobodys_child();
    if (plan_.joins) introduce_itself();
    arrange();
    start_program();
    for (;;) attend();
  }

 private:
  // SIGCHLD and SIGTERM are read from a descriptor. As long as they are blocked they are not
  // dropped either, as signals without a handler are for the first process of a PID namespace.
  static int watch_signals() noexcept {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGCHLD);
    ::sigaddset(&signals, SIGTERM);
    ::sigprocmask(SIG_SETMASK, &signals, nullptr);
    return ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  }

  // Not by fork(3), which takes locks that a thread of the test program may have held.
  void become_child_of_the_first() const noexcept {
    const auto pid = ::_Fork();
    if (pid < 0) fail(Report::joining);
    if (pid > 0) ::_exit(0);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  }

  void introduce_itself() const noexcept {
    const int pidfd = open_pidfd(::getpid());
    if (pidfd < 0) fail(Report::joining);
    send({.kind = Report::joined}, pidfd);
    ::close(pidfd);
  }

  // Nothing of the test program is left: its descriptors, which would hold namespaces and ports,
  // its handlers, its terminal, its limits (a Sandbox raises that of descriptors).
  void become_nobodys_child() const noexcept {
    int next = 0;
    for (int i = 0; i < plan_.descriptor_count; next = plan_.descriptors[i++] + 1)
      close_range_but_signals(next, plan_.descriptors[i] - 1);
    close_range_but_signals(next, INT_MAX);
    // As the kernel has it for the first process of a PID namespace. The program gets its own.
    for (int each = 1; each < NSIG; ++each) ::signal(each, each == SIGCHLD ? SIG_DFL : SIG_IGN);
    ::setsid();
    ::umask(022);
    // prctl(3) of the sanitizers takes a lock that a thread of the test program may have held.
    ::syscall(SYS_prctl, PR_SET_NAME, "netrig-init");
    limit(RLIMIT_NOFILE, 1024);
    limit(RLIMIT_CORE, 0);
  }

  void close_range_but_signals(int first, int last) const noexcept {
    const auto close = [](int from, int to) {
      if (from <= to) ::close_range(static_cast<unsigned>(from), static_cast<unsigned>(to), 0);
    };
    if (signals_ < first || signals_ > last) return close(first, last);
    close(first, signals_ - 1);
    close(signals_ + 1, last);
  }

  static void limit(__rlimit_resource resource, rlim_t soft) noexcept {
    rlimit both{};
    if (::getrlimit(resource, &both) != 0) return;
    both.rlim_cur = std::min(soft, both.rlim_max);
    ::setrlimit(resource, &both);
  }

  void arrange() const noexcept {
    if (signals_ < 0) fail(Report::watching);
    // Before the old root goes: without root, the kernel lets only those mount /proc who see one
    // that nothing is mounted upon (mount_too_revealing()).
    if (plan_.mounts_proc &&
        ::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
      fail(Report::mounting_proc);
    if (plan_.mounts_proc && plan_.protects_proc && !protect_proc()) fail(Report::protecting_proc);
    if (plan_.leaves_old_root) ::umount2(".", MNT_DETACH);
    if (::chdir(plan_.working_directory) != 0) fail(Report::changing_directory);
  }

  void start_program() noexcept {
    program_ = spawn();
    ::close(plan_.input);
    for (const auto& each : streams_)
      if (each.writing >= 0) ::close(each.writing);
    const int pidfd = open_pidfd(program_);
    if (pidfd < 0) fail(Report::watching);
    send({.kind = Report::started}, pidfd);
    ::close(pidfd);
  }

  // As execvp(3) looks for it: a folder without it, or with one that may not be executed, is no
  // reason to give up.
  pid_t spawn() const noexcept {
    Report report{.kind = Report::failed, .step = Report::executing, .error = ENOENT};
    for (int i = 0; plan_.candidates[i] != nullptr; ++i) {
      pid_t pid = 0;
      int error = ::access(plan_.candidates[i], X_OK) == 0 ? 0 : errno;
      const bool is_there = error == 0 || error == EACCES;
      if (error == 0)
        error = ::posix_spawn(&pid, plan_.candidates[i], plan_.file_actions, plan_.attributes,
                              plan_.arguments, plan_.environment);
      if (error == 0) return pid;
      if (!is_there) continue;
      report.error = error;
      report.candidate = i;
      report.is_there = 1;
      if (error != EACCES) break;
    }
    read_beginning(plan_.candidates[report.candidate], report);
    send(report);
    ::_exit(1);
  }

  static void read_beginning(const char* path, Report& report) noexcept {
    const int file = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return;
    if (::read(file, report.text, sizeof(report.text) - 1) < 0) report.text[0] = '\0';
    ::close(file);
  }

  // Waits for what happens next, and sees to it.
  void attend() noexcept {
    std::array<pollfd, 4> waiting{pollfd{signals_, POLLIN, 0},
                                  pollfd{plan_.test_program, POLLIN, 0},
                                  pollfd{streams_[0].reading, POLLIN, 0},  // a negative one is none
                                  pollfd{streams_[1].reading, POLLIN, 0}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0) return;
    if (waiting[1].revents != 0) ::_exit(0);
    for (std::size_t i = 0; i < streams_.size(); ++i)
      if (waiting[2 + i].revents != 0) take(streams_[i], most_at_once);
    if (waiting[0].revents != 0) attend_to_signals();
  }

  // Moves what is in the pipe, at most so much, into the file; gives how much that was.
  ssize_t take(CapturedStream& stream, std::size_t most) const noexcept {
    const auto moved =
        ::splice(stream.reading, nullptr, stream.file, nullptr, most, SPLICE_F_NONBLOCK);
    if (moved > 0) ::eventfd_write(plan_.growth, 1);
    if (moved > 0 || (moved < 0 && (errno == EAGAIN || errno == EINTR))) return moved;
    ::close(stream.reading);  // everyone has closed it, or there is no memory for more
    stream.reading = -1;
    return moved;
  }

  // What is in the pipes now, which the program may have written after they were looked at last;
  // and no more, because others than the program may go on writing.
  void take_what_is_there() noexcept {
    for (auto& stream : streams_) {
      int left = 0;
      if (stream.reading < 0 || ::ioctl(stream.reading, FIONREAD, &left) != 0) continue;
      for (ssize_t moved = 1; left > 0 && moved > 0; left -= static_cast<int>(moved))
        moved = take(stream, static_cast<std::size_t>(left));
    }
  }

  void attend_to_signals() noexcept {
    signalfd_siginfo information{};
    while (::read(signals_, &information, sizeof(information)) ==
           static_cast<ssize_t>(sizeof(information)))
      if (information.ssi_signo == SIGTERM && !plan_.joins) ::kill(-1, SIGTERM);
    reap();
  }

  void reap() noexcept {
    bool has_ended = false;
    Report report{.kind = Report::ended};
    pid_t pid = 0;
    for (int status = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
      if (pid != program_) continue;
      has_ended = true;
      report.wait_status = status;
    }
    const bool nobody_is_left = pid < 0;
    report.was_last = nobody_is_left ? 1 : 0;
    if (has_ended || nobody_is_left) take_what_is_there();
    if (has_ended) send(report);
    if (nobody_is_left) ::_exit(0);
  }

  void send(const Report& report, int descriptor = -1) const noexcept {
    iovec part{const_cast<Report*>(&report), sizeof(report)};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (descriptor >= 0) {
      message.msg_control = control.data();
      message.msg_controllen = control.size();
      auto* header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    }
    ::sendmsg(plan_.reports, &message, MSG_NOSIGNAL);
  }

  [[noreturn]] void fail(Report::Step step) const noexcept {
    send({.kind = Report::failed, .step = step, .error = errno});
    ::_exit(1);
  }

  const InitPlan& plan_;
  std::array<CapturedStream, 2> streams_;
  const int signals_;
  pid_t program_ = -1;
};

}  // namespace

void run_init(const InitPlan& plan) noexcept {
  Init(plan).run();
}

}  // namespace netrig
