// Each node has an /etc of its own, which its thread and its programs share.
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <netrig/gtest.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "process/seccomp.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The files of the machine's /etc with the times of their last change.
std::map<std::string, std::pair<time_t, long>> etc_of_the_machine() {
  std::map<std::string, std::pair<time_t, long>> files;
  for (const auto& entry : std::filesystem::directory_iterator("/etc")) {
    struct stat status {};
    ::lstat(entry.path().c_str(), &status);
    files[entry.path()] = {status.st_ctim.tv_sec, status.st_ctim.tv_nsec};
  }
  return files;
}

class OwnFiles : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");
  const std::string described = "192.0.2.80 described.example\n";

  OwnFiles() { topology.set_file(server, "/etc/hosts", described); }

  /// Of a shell, which may write: only where its /etc is not the machine's, whatever is wrong.
  ProgramResult run_script(NodeId where, const std::string& script) {
    return node(where).run_program(
        {"sh", "-c", "grep -q ' /etc ' /proc/self/mounts || exit 99; " + script});
  }
};

TEST_F(OwnFiles, HaveTheNodesNameAndNoNameserverAtFirst) {
  EXPECT_EQ(node(client).file("/etc/hosts"),
            "127.0.0.1 localhost\n"
            "::1 localhost ip6-localhost ip6-loopback client\n"
            "127.0.1.1 client\n");
  EXPECT_EQ(node(client).file("/etc/hostname"), "client\n");
  EXPECT_EQ(node(client).file("/etc/resolv.conf"), "");
}

TEST_F(OwnFiles, LookForHostsInFilesAndDnsAloneAndForUsersWhereTheMachineDoes) {
  const auto users = [](const std::string& text) {
    const auto begin = text.find("\npasswd:");
    return begin == std::string::npos ? "" : text.substr(begin, text.find('\n', begin + 1) - begin);
  };

  const auto configuration = node(client).file("/etc/nsswitch.conf");

  EXPECT_THAT(configuration, ::testing::StartsWith("hosts: files dns\n"));
  EXPECT_EQ(configuration.rfind("hosts:"), 0U);
  EXPECT_EQ(users(configuration), users("\n" + content_of("/etc/nsswitch.conf")));
}

// glibc asks it before it looks into any file.
TEST_F(OwnFiles, AreNotHiddenByTheMachinesNameServiceCache) {
  EXPECT_FALSE(node(client).run([] { return std::filesystem::exists("/run/nscd/socket"); }));
}

TEST_F(OwnFiles, MayBeDescribed) {
  EXPECT_THAT(node(server).run_program({"cat", "/etc/hosts"}), Prints(described));
  EXPECT_EQ(node(server).run([] { return content_of("/etc/hosts"); }), described);
}

TEST_F(OwnFiles, MayBeChangedWhileTheNodeRuns) {
  const auto process = node(server).start(
      {.arguments = {"sh", "-c", "cat; cat /etc/hosts"}, .input_is_pipe = true, .files = {}});

  node(server).set_file("/etc/hosts", "192.0.2.81 changed.example\n");

  process.close_input();
  EXPECT_THAT(process.wait(), Prints("192.0.2.81 changed.example\n"));
  EXPECT_EQ(node(server).run([] { return content_of("/etc/hosts"); }),
            "192.0.2.81 changed.example\n");
}

TEST_F(OwnFiles, MayBeWrittenAndReplacedByPrograms) {
  EXPECT_THAT(run_script(server,
                         "echo written >>/etc/hosts; echo new >/etc/new; "
                         "sed -i s/client/renamed/ /etc/hostname; "
                         "echo moved >/etc/.tmp; mv /etc/.tmp /etc/resolv.conf"),
              AllOf(Succeeded(), PrintsErrors("")));

  EXPECT_EQ(node(server).file("/etc/hosts"), described + "written\n");
  EXPECT_EQ(node(server).run([] { return content_of("/etc/resolv.conf"); }), "moved\n");
  EXPECT_THAT(run_script(server, "cat /etc/new /etc/resolv.conf"), Prints("new\nmoved\n"));
}

TEST_F(OwnFiles, AreNotThoseOfAnotherNode) {
  node(server).set_file("/etc/of-the-server", "");
  run_script(server, "echo changed >/etc/resolv.conf");

  EXPECT_THAT(node(client).file("/etc/hosts"), Not(HasSubstr("described.example")));
  EXPECT_EQ(node(client).file("/etc/resolv.conf"), "");
  EXPECT_THAT(run_script(client, "ls /etc/of-the-server"), ExitedWith(2));
}

TEST_F(OwnFiles, AreNotTheMachines) {
  const auto before = etc_of_the_machine();
  const auto mounts_before = content_of("/proc/self/mountinfo");

  node(server).set_file("/etc/netrig-was-here/file", "");
  node(server).set_nameservers({"192.0.2.53"});
  run_script(server, "echo changed >/etc/hosts; echo new >/etc/netrig-was-here-too");

  EXPECT_EQ(etc_of_the_machine(), before);
  EXPECT_EQ(content_of("/proc/self/mountinfo"), mounts_before);
}

// By which the C library tells another /etc/resolv.conf from the one that it has read.
TEST_F(OwnFiles, DifferInInodeNumberOrTime) {
  Network second(topology), third(topology);
  std::set<std::pair<ino_t, std::int64_t>> different;

  for (const auto& where :
       {node(client), node(server), second[client], second[server], third[client], third[server]})
    where.run([&] {
      struct stat status {};
      ::stat("/etc/resolv.conf", &status);
      different.emplace(status.st_ino,
                        status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec);
    });

  EXPECT_EQ(different.size(), 6U);
}

TEST_F(OwnFiles, HaveTheOtherFilesOfTheMachineAmongThem) {
  EXPECT_THAT(run_script(client, "ls /etc/passwd /etc/services; getent passwd root"),
              AllOf(Succeeded(), Prints(HasSubstr("root:"))));
}

TEST_F(OwnFiles, GetTheFoldersOnTheWayToThem) {
  node(client).set_file("/etc/app/conf.d/main.conf", "setting = 1\n");

  EXPECT_THAT(node(client).run_program({"cat", "/etc/app/conf.d/main.conf"}),
              Prints("setting = 1\n"));
}

// Which belong to nobody where the test has no root.
TEST_F(OwnFiles, AreWrittenIntoTheMachinesFolders) {
  node(client).set_file("/etc/init.d/set", "set\n");

  EXPECT_THAT(run_script(client,
                         "cat /etc/init.d/set; echo written >/etc/init.d/written; "
                         "mkdir /etc/init.d/new; cd /etc/init.d; rm $(ls | head -1) set; ls"),
              AllOf(Succeeded(), PrintsErrors(""),
                    Prints(AllOf(HasSubstr("set\n"), HasSubstr("new\n"), HasSubstr("written\n")))));
  EXPECT_EQ(node(client).file("/etc/init.d/written"), "written\n");
}

// A copy of /etc has folders that are all the node's.
TEST_F(OwnFiles, CannotBeWrittenWhereTheMachinesFolderIsClosed) {
  const bool is_laid_upon_it = node(client).run([] {
    struct statfs etc {};
    return ::statfs("/etc", &etc) == 0 && etc.f_type == OVERLAYFS_SUPER_MAGIC;
  });
  const bool is_closed =
      is_laid_upon_it && ::access("/etc/ssl/private", R_OK) != 0 && errno == EACCES;
  const auto write = [&] { node(client).set_file("/etc/ssl/private/key.pem", ""); };

  if (is_closed)
    EXPECT_THAT(write, ::testing::ThrowsMessage<Error>(
                           "cannot write /etc/ssl/private/key.pem in 'client': Permission denied; "
                           "the machine's folder of this name is closed to the user that runs the "
                           "test"));
  else
    EXPECT_NO_THROW(write());
}

// A folder in it that is passed over would be one thing, half of it another.
TEST_F(OwnFiles, AreNotHalfOfThemWhereTheyAreCopiedAndMemoryIsShort) {
  node(server).run([] {});

  EXPECT_THAT(
      [&] {
        run_with_refused(
            {{.number = SYS_fsopen, .error = EPERM}, {.number = SYS_getdents64, .error = ENOMEM}},
            [&] { node(client).run([] {}); });
      },
      ::testing::Throws<Error>(::testing::Property(&Error::code, error_code_from(ENOMEM))));
}

TEST_F(OwnFiles, DoNotShowInAnotherRoot) {
  const auto container = RootFileSystem::with_busybox();
  container.write("/etc/hosts", "of the container\n");

  EXPECT_THAT(node(server).run_program(
                  {.arguments = {"sh", "-c", "cat /etc/hosts; ls /etc"}, .root = container}),
              Prints("of the container\nhosts\n"));
}

TEST_F(OwnFiles, YieldToThoseOfAProgram) {
  const auto result = node(server).run_program(
      {.arguments = {"cat", "/etc/hosts"}, .files = {{"/etc/hosts", "of the program\n"}}});

  EXPECT_THAT(result, Prints("of the program\n"));
  EXPECT_EQ(node(server).file("/etc/hosts"), described);
}

TEST_F(OwnFiles, AreNotWrittenWhereALinkLeadsOut) {
  const TemporaryFolder folder;
  run_script(client, "ln -s " + folder.path().string() + " /etc/out");

  EXPECT_THAT([&] { node(client).set_file("/etc/out/file", "text\n"); },
              ::testing::ThrowsMessage<Error>(
                  "cannot write /etc/out/file in 'client': Invalid cross-device link; a link leads "
                  "to " +
                  folder.path().string() + ", which is the machine's own"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(OwnFiles, SayWhyOneCannotBeReadOrWritten) {
  EXPECT_THAT([&] { static_cast<void>(node(client).file("/etc/no-such-file")); },
              ::testing::ThrowsMessage<Error>(
                  "cannot read /etc/no-such-file in 'client': No such file or directory"));
  EXPECT_THAT([&] { node(client).set_file("/etc/init.d", ""); },
              ::testing::ThrowsMessage<Error>("cannot write /etc/init.d in 'client': Is a "
                                              "directory"));
  EXPECT_THAT(run_script(client, "ls -A /etc"), Prints(Not(HasSubstr(".netrig"))));
}

TEST_F(OwnFiles, AreRefusedElsewhereBeforeAnythingIsTouched) {
  const TemporaryFolder folder;

  EXPECT_THAT(
      [&] { node(client).set_file(folder.path() / "file", ""); },
      ::testing::ThrowsMessage<DescriptionError>(HasSubstr("cannot be a file of 'client'")));
  EXPECT_THROW(static_cast<void>(node(client).file("/proc/version")), DescriptionError);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace netrig
