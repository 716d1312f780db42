// The files that a program sees: the machine's, others in their place, or another root altogether.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "host.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Files : public ProgramOnAHost {
 protected:
  const TemporaryFolder folder;
};

TEST_F(Files, AreLaidOverThoseOfTheMachine) {
  const auto hosts = content_of("/etc/hosts");

  const auto result = host().run_program(
      {.arguments = {"cat", "/etc/hosts", "/etc/resolv.conf"},
       .files = {{"/etc/hosts", "192.0.2.1 laid-over\n"}, {"/etc/resolv.conf", ""}}});

  EXPECT_THAT(result, AllOf(Succeeded(), Prints("192.0.2.1 laid-over\n")));
  EXPECT_EQ(content_of("/etc/hosts"), hosts);
}

TEST_F(Files, AreReadByTheCLibrary) {
  const auto result = host().run_program({.arguments = {"getent", "hosts", "laid-over.example"},
                                          .files = {{"/etc/hosts", "192.0.2.1 laid-over.example\n"},
                                                    {"/etc/nsswitch.conf", "hosts: files\n"}}});

  EXPECT_THAT(result, AllOf(Succeeded(), Prints(HasSubstr("192.0.2.1"))));
}

TEST_F(Files, MayBeWrittenAndNobodyElseSees) {
  const auto path = folder.write("settings", "of the machine\n").string();

  const auto result =
      host().run_program({.arguments = {"sh", "-c", "cat $0; echo more >>$0; cat $0", path},
                          .files = {{path, "of the program\n"}}});

  EXPECT_THAT(result, Prints("of the program\nof the program\nmore\n"));
  EXPECT_EQ(content_of(path), "of the machine\n");
}

TEST_F(Files, AreLaidOverWhatALinkLeadsTo) {
  const auto path = folder.write("settings", "of the machine\n").string();
  const auto link = (folder.path() / "link").string();
  std::filesystem::create_symlink(path, link);

  const auto result =
      host().run_program({.arguments = {"cat", link, path}, .files = {{link, "of the program\n"}}});

  EXPECT_THAT(result, Prints("of the program\nof the program\n"));
}

TEST_F(Files, OfOneProgramAreNotThoseOfAnother) {
  const auto read_hosts = [&](const std::string& text) {
    return host().start({.arguments = {"sh", "-c", "cat; cat /etc/hosts"},
                         .input_is_pipe = true,
                         .files = {{"/etc/hosts", text}}});
  };
  const auto first = read_hosts("first\n"), second = read_hosts("second\n");

  first.close_input();
  second.close_input();

  EXPECT_THAT(first.wait(), Prints("first\n"));
  EXPECT_THAT(second.wait(), Prints("second\n"));
}

TEST_F(Files, MayBeInEmptyFolders) {
  folder.write("data/of-the-machine", "");
  const auto data = folder.path() / "data";

  const auto result =
      host().run_program({.arguments = {"sh", "-c", "touch new; find . -type f | sort; cat a/b"},
                          .working_directory = data,
                          .files = {{data / "a/b", "text\n"}, {data / "c", ""}},
                          .empty_folders = {data}});

  EXPECT_THAT(result, Prints("./a/b\n./c\n./new\ntext\n"));
  EXPECT_TRUE(std::filesystem::exists(data / "of-the-machine"));
  EXPECT_FALSE(std::filesystem::exists(data / "new"));
}

TEST_F(Files, LeaveTheMountsOfTheMachineAsTheyWere) {
  const auto before = content_of("/proc/self/mountinfo");

  const auto process = host().start({.arguments = {"sh", "-c", "mount; exec sleep 600"},
                                     .files = {{"/etc/hosts", ""}},
                                     .empty_folders = {"/run"}});
  process.wait_for_output("tmpfs on /run");

  EXPECT_EQ(content_of("/proc/self/mountinfo"), before);
}

TEST_F(Files, MayBeMountedByTheProgramItself) {
  EXPECT_THAT(run_script("mount -t tmpfs none /mnt && touch /mnt/here && ls /mnt"),
              AllOf(Succeeded(), Prints("here\n")));
  EXPECT_FALSE(std::filesystem::exists("/mnt/here"));
}

class Root : public ProgramOnAHost {
 protected:
  const TemporaryFolder folder;
};

TEST_F(Root, MayBeAnyFolder) {
  folder.write("etc/motd", "hello\n");
  std::filesystem::create_directories(folder.path() / "bin");
  std::filesystem::copy_file("/usr/bin/busybox", folder.path() / "bin/busybox");

  const auto result = host().run_program(
      {.arguments = {"/bin/busybox", "cat", "/etc/motd"}, .root = folder.path()});

  EXPECT_THAT(result, AllOf(Succeeded(), Prints("hello\n")));
}

TEST_F(Root, MayBeASmallFileSystemInMemory) {
  const auto container = RootFileSystem::with_busybox();
  container.write("/etc/motd", "hello\n");

  const auto result = host().run_program(
      {.arguments = {"sh", "-c", "cat /etc/motd; ls -d /* /usr/lib"}, .root = container});

  EXPECT_THAT(result,
              AllOf(ExitedWith(1), Prints("hello\n/bin\n/dev\n/etc\n/linuxrc\n/proc\n/run\n/sbin\n"
                                          "/sys\n/tmp\n/usr\n")));
}

TEST_F(Root, IsTheSameForAllProgramsInIt) {
  const auto container = RootFileSystem::with_busybox();

  host().run_program({.arguments = {"sh", "-c", "echo hello >/tmp/note"}, .root = container});

  EXPECT_THAT(host().run_program({.arguments = {"cat", "/tmp/note"}, .root = container}),
              Prints("hello\n"));
  EXPECT_EQ(content_of(container.path() / "tmp/note"), "hello\n");
}

TEST_F(Root, HasProcSysAndDevices) {
  const auto container = RootFileSystem::with_busybox();

  const auto result = host().run_program(
      {.arguments = {"sh", "-c",
                     "ls /sys/class/net; cat /proc/1/comm; echo gone >/dev/null; "
                     "head -c 4 /dev/zero | wc -c; echo out >/dev/stdout"},
       .root = container});

  EXPECT_THAT(result, AllOf(Succeeded(), Prints("lo\nnetrig-init\n4\nout\n"), PrintsErrors("")));
}

TEST_F(Root, IsNotLeft) {
  const auto container = RootFileSystem::with_busybox();

  const auto result = host().run_program(
      {.arguments = {"sh", "-c", "cd /; cd ../../..; ls -d etc/debian_version; cat /proc/mounts"},
       .root = container});

  EXPECT_THAT(result, Prints(AllOf(Not(HasSubstr("debian_version")), HasSubstr("tmpfs / tmpfs"),
                                   Not(HasSubstr("ext4")))));
}

TEST_F(Root, MayHaveFilesLaidOver) {
  const auto container = RootFileSystem::with_busybox();
  container.write("/etc/hosts", "of the container\n");
  container.link("/run/resolv.conf", "/etc/resolv.conf");
  container.write("/run/resolv.conf", "of the container\n");

  const auto result = host().run_program(
      {.arguments = {"cat", "/etc/hosts", "/run/resolv.conf", "/run/lock/a"},
       .root = container,
       .files = {{"/etc/hosts", "of the program\n"}, {"/etc/resolv.conf", "through the link\n"}}});

  EXPECT_THAT(result, Prints("of the program\nthrough the link\n"));
}

TEST_F(Root, IsNotWrittenOutOfByLinks) {
  const RootFileSystem container;
  container.write(folder.path() / "first", "");
  container.link(folder.path(), "/link");

  container.write("/link/second", "text\n");

  EXPECT_EQ(content_of(container.path() / folder.path().relative_path() / "second"), "text\n");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "second"));
}

TEST_F(Root, IsGoneWithTheObject) {
  const auto before = content_of("/proc/self/mountinfo");
  std::filesystem::path path;
  {
    const auto container = RootFileSystem::with_busybox();
    path = container.path();
    ASSERT_TRUE(std::filesystem::exists(path / "bin/sh"));
  }
  EXPECT_FALSE(std::filesystem::exists(path / "bin"));
  EXPECT_EQ(content_of("/proc/self/mountinfo"), before);
}

TEST_F(Root, OutlivesTheObjectWhileAProgramIsInIt) {
  std::optional<RootFileSystem> container = RootFileSystem::with_busybox();
  const auto process = host().start({.arguments = {"sh", "-c", "read line; cat /etc/motd; ls /"},
                                     .input_is_pipe = true,
                                     .root = *container,
                                     .files = {}});
  container->write("/etc/motd", "still here\n");

  container.reset();
  process.close_input();

  EXPECT_THAT(process.wait(), Prints(HasSubstr("still here\n")));
}

}  // namespace
}  // namespace netrig
