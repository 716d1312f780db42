#include "netns/privilege.hpp"

#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// The first word of a file; empty when there is none.
std::string word_in(const std::filesystem::path& path) {
  std::string word;
  std::ifstream(path) >> word;
  return word;
}

// Whether the number of user, network or mount namespaces is limited to none.
bool is_switched_off(const std::filesystem::path& proc) {
  return word_in(proc / "sys/user/max_user_namespaces") == "0" ||
         word_in(proc / "sys/user/max_net_namespaces") == "0" ||
         word_in(proc / "sys/user/max_mnt_namespaces") == "0";
}

// Whether a seccomp filter answers in the kernel's place. The kernel's own answer to a flag that is
// none of unshare(2)'s is EINVAL, to anyone.
bool is_filtered() {
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_VFORK) != 0 && errno != EINVAL;
}

}  // namespace

// What was denied first, when the program began, shows in later errors only as a lack of privilege:
// so the error's code decides little.
std::string remedy_for(std::error_code code, const std::filesystem::path& proc) {
  const auto setting = [&](const char* name) { return word_in(proc / "sys" / name); };
  if (is_filtered())
    return "a seccomp filter forbids it, as container runtimes set one; start the container with "
           "`--security-opt seccomp=unconfined` (as root in it also `--cap-add SYS_ADMIN "
           "--cap-add NET_ADMIN`)";
  if (setting("user/max_user_namespaces") == "0")
    return "user namespaces are switched off; allow them with "
           "`sudo sysctl -w user.max_user_namespaces=10000`";
  if (setting("user/max_net_namespaces") == "0")
    return "network namespaces are switched off; allow them with "
           "`sudo sysctl -w user.max_net_namespaces=10000`";
  if (setting("user/max_mnt_namespaces") == "0")
    return "mount namespaces are switched off; allow them with "
           "`sudo sysctl -w user.max_mnt_namespaces=10000`";
  if (code == std::errc::no_space_on_device)
    return "the limit of namespaces is reached; raise it with "
           "`sudo sysctl -w user.max_net_namespaces=10000 user.max_mnt_namespaces=10000 "
           "user.max_user_namespaces=10000`";
  if (setting("kernel/unprivileged_userns_clone") == "0")
    return "this kernel keeps user namespaces to root; allow them with "
           "`sudo sysctl -w kernel.unprivileged_userns_clone=1`, or run as root";
  if (setting("kernel/apparmor_restrict_unprivileged_userns") == "1")
    return "AppArmor takes the privileges from unprivileged user namespaces; allow them with "
           "`sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, or run as root";
  if (::geteuid() == 0)
    return "root here lacks CAP_SYS_ADMIN; in a container, add `--cap-add SYS_ADMIN "
           "--cap-add NET_ADMIN`";
  return "make netrig::Sandbox the first thing in main, or link netrig::gtest_main, which does";
}

void throw_creation_error(std::error_code code, std::string attempt) {
  // A limit that is not zero leaves room for some: a machine that has run out of it is no machine
  // that forbids them.
  const bool is_full = code == std::errc::no_space_on_device && !is_switched_off("/proc");
  const bool is_forbidden = code == std::errc::operation_not_permitted ||
                            code == std::errc::permission_denied ||
                            code == std::errc::no_space_on_device;
  if (!is_forbidden) throw Error(code, std::move(attempt));
  if (is_full) throw Error(code, std::move(attempt), "", remedy_for(code));
  throw PermissionError(code, std::move(attempt), "", remedy_for(code));
}

bool has_one_user() {
  std::ifstream map("/proc/self/uid_map");
  unsigned long inside = 0, outside = 0, count = 0;
  return map >> inside >> outside >> count && count == 1;
}

}  // namespace netrig
