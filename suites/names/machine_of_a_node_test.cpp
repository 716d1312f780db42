// A node's thread finds itself on a machine of its own.
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <netrig/gtest.hpp>

#include <array>
#include <filesystem>
#include <set>

#include "one_host.hpp"
#include "process/seccomp.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::set<std::string> interfaces_in_sys() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator("/sys/class/net"))
    names.insert(entry.path().filename());
  return names;
}

std::string hostname() {
  std::array<char, 65> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

class MachineOfANode : public OneHost {};

TEST_F(MachineOfANode, SeesTheInterfacesOfItsNodeInSys) {
  host().add_veth("here", "there");

  EXPECT_THAT(host().run(interfaces_in_sys), ElementsAre("here", "lo", "there"));
}

TEST_F(MachineOfANode, HasTheNodesNameAsItsHostname) {
  const auto before = hostname();

  EXPECT_EQ(host().run(hostname), "host");
  EXPECT_EQ(hostname(), before);
}

TEST_F(MachineOfANode, HasTheWorkingFolderOfTheTestProgram) {
  const auto current = [] { return std::filesystem::current_path(); };

  EXPECT_EQ(host().run(current), current());
}

// As a container may, which lets its root make network namespaces.
class MountsForbidden : public MachineOfANode {
 protected:
  static void where_mounts_are_forbidden(const std::function<void()>& f) {
    run_with_refused(
        {{.number = SYS_unshare, .error = EPERM, .first_argument_with_any_of = CLONE_NEWNS}}, f);
  }
};

TEST_F(MountsForbidden, LeaveTheThreadItsSockets) {
  where_mounts_are_forbidden([&] {
    EXPECT_GE(host().run([] {
      const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
      ::close(socket);
      return socket;
    }),
              0);
  });
}

TEST_F(MountsForbidden, AreAnErrorForWhoNeedsAFile) {
  EXPECT_THAT(
      [&] { where_mounts_are_forbidden([&] { host().set_file("/etc/hosts", ""); }); },
      ::testing::ThrowsMessage<PermissionError>(HasSubstr("cannot make the mounts of 'host': ")));
}

TEST_F(MountsForbidden, AreAnErrorForWhoGivesAFileToAThreadThatDoesWithout) {
  where_mounts_are_forbidden([&] { host().run([] {}); });

  EXPECT_THAT(
      [&] { host().set_file("/etc/hosts", ""); },
      ::testing::ThrowsMessage<PermissionError>(HasSubstr("cannot make the mounts of 'host': ")));
  EXPECT_THROW(host().set_nameservers({"192.0.2.53"}), PermissionError);
}

// Where the machine's limits are reached (max_mnt_namespaces, open files), it has room later.
TEST_F(MachineOfANode, IsNotTheTestProgramsWhileThereIsAShortage) {
  for (const int shortage : {ENOSPC, EMFILE, ENOMEM})
    EXPECT_THAT(
        [&] {
          run_with_refused({{.number = SYS_unshare,
                             .error = shortage,
                             .first_argument_with_any_of = CLONE_NEWNS}},
                           [&] { host().run([] {}); });
        },
        ::testing::Throws<Error>(::testing::Property(&Error::code, error_code_from(shortage))));

  EXPECT_EQ(host().run(hostname), "host");
  EXPECT_THAT(host().run(interfaces_in_sys), ElementsAre("lo"));
}

class MountsForbiddenWithFiles : public MountsForbidden {
 protected:
  MountsForbiddenWithFiles() { topology.set_file(host_id, "/etc/hosts", ""); }
};

TEST_F(MountsForbiddenWithFiles, AreAnErrorForTheThread) {
  EXPECT_THAT([&] { where_mounts_are_forbidden([&] { host().run([] {}); }); },
              ::testing::Throws<PermissionError>());
}

}  // namespace
}  // namespace netrig
