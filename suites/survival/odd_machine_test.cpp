// Nodes have an /etc of their own also where the machine's is not as usual.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case.hpp"
#include "netrig/core/error.hpp"
#include "patience.hpp"
#include "survival.hpp"

namespace netrig {
namespace {

// In the mount namespace of the cell, on no machine's /etc.
void mount_in_cell(const char* type, const char* place, unsigned long flags, const char* options) {
  check(::mount(type, place, type, flags, options),
        [&] { return fmt::format("cannot mount {}", place); });
}

// As container runtimes do. Who is not root in the container may not look below it, and so not lay
// anything over the folder that it is in.
void mount_a_file_in_etc() {
  mount_in_cell("/dev/null", "/etc/hosts", MS_BIND, nullptr);
}

void make_etc_writable() {
  mount_in_cell("tmpfs", "/tmp", 0, nullptr);
  for (const auto* each : {"/tmp/upper", "/tmp/work"})
    check(::mkdir(each, 0755), [&] { return fmt::format("cannot make {}", each); });
  mount_in_cell("overlay", "/etc", 0,
                "lowerdir=/etc,upperdir=/tmp/upper,workdir=/tmp/work,userxattr");
}

void remove_the_resolvers_files() {
  make_etc_writable();
  for (const auto* each : {"/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/hosts"})
    check(::unlink(each), [&] { return fmt::format("cannot remove {}", each); });
}

void let_resolv_conf_be_a_link_to_nothing() {
  make_etc_writable();
  ::unlink("/etc/resolv.conf");
  check(::symlink("../run/systemd/resolve/stub-resolv.conf", "/etc/resolv.conf"),
        [] { return "cannot link"; });
}

// nscd(8), as far as one can see of it.
void start_a_name_service_cache() {
  check(::mkdir("/run/nscd", 0755), [] { return "cannot make /run/nscd"; });
  const UniqueFd socket(check(::open("/run/nscd/socket", O_CREAT | O_WRONLY | O_CLOEXEC, 0644),
                              [] { return "cannot make /run/nscd/socket"; }));
}

struct Machine : Case {
  void (*make)();
};

class OddMachine : public Survival,
                   public ::testing::WithParamInterface<std::tuple<Cell::User, Machine>> {
 protected:
  OddMachine() : Survival(std::get<Cell::User>(GetParam())) {}
};

TEST_P(OddMachine, HasNodesWithFilesOfTheirOwn) {
  auto invocation = test("names_test", "OwnFiles.*:MachineOfANode.*:*FindsWhatHostsHas*");
  invocation.arguments.emplace_back("--gtest_brief=1");
  for (const auto* each : {"NETRIG_STRICT=1", "PATH=/usr/bin:/bin"})
    invocation.environment.emplace_back(each);
  invocation.prepare = [this] {
    cell().enter();
    std::get<Machine>(GetParam()).make();
  };
  TestProgram names(invocation);

  const auto ending = names.wait(Deadline::in(3 * kernel_patience));

  EXPECT_EQ(ending.how, "exited with 0") << ending.output;
}

INSTANTIATE_TEST_SUITE_P(
    Machines, OddMachine,
    ::testing::Combine(
        ::testing::Values(Cell::User::root, Cell::User::ordinary),
        ::testing::Values(Machine{{"WithAMountInEtc"}, mount_a_file_in_etc},
                          Machine{{"WithoutTheResolversFiles"}, remove_the_resolvers_files},
                          Machine{{"WithANameServiceCache"}, start_a_name_service_cache},
                          Machine{{"WithADanglingResolvConf"},
                                  let_resolv_conf_be_a_link_to_nothing})),
    combined_name);

}  // namespace
}  // namespace netrig
