// A program that cannot be started is an error that says why, and so is one that dies at once.
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include "case.hpp"
#include "host.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Errors : public ProgramOnAHost {
 protected:
  /// The message of the Error that `f` throws.
  static std::string message_of(const std::function<void()>& f) {
    try {
      f();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  std::string message_of_start(const Program& program) {
    return message_of([&] { const auto started = host().start(program); });
  }

  const TemporaryFolder folder;

  std::string executable(const std::string& name, const std::string& content) const {
    const auto path = folder.write(name, content);
    ::chmod(path.c_str(), 0755);
    return path;
  }
};

TEST_F(Errors, SayThatAPathLeadsToNothing) {
  EXPECT_EQ(message_of_start({.arguments = {"/no/such/program"}}),
            "cannot start '/no/such/program' in 'host': No such file or directory");
}

TEST_F(Errors, SayWhereANameWasLookedFor) {
  EXPECT_EQ(message_of_start(
                {.arguments = {"no-such-program"}, .environment = {{"PATH", "/usr/bin:/nowhere"}}}),
            "cannot start 'no-such-program' in 'host': No such file or directory; it is in no "
            "folder of its PATH, /usr/bin:/nowhere");
}

TEST_F(Errors, SayThatBusyboxNeedsADynamicLoader) {
  std::filesystem::copy_file("/usr/bin/env", folder.path() / "busybox");
  const std::string path = ::getenv("PATH");
  ::setenv("PATH", folder.path().c_str(), 1);

  const auto message = message_of([] { RootFileSystem::with_busybox(); });
  ::setenv("PATH", path.c_str(), 1);

  EXPECT_EQ(message, "cannot make a root file system: Exec format error; " +
                         (folder.path() / "busybox").string() +
                         " is linked dynamically (Debian: busybox-static)");
}

TEST_F(Errors, HaveACode) {
  try {
    host().run_program({"no-such-program"});
    FAIL() << "it was started";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
  }
}

TEST_F(Errors, SayThatAFileIsNotExecutable) {
  const auto path = folder.write("data", "text\n").string();

  EXPECT_EQ(
      message_of_start({.arguments = {path}}),
      "cannot start '" + path + "' in 'host': Permission denied; " + path + " may not be executed");
}

TEST_F(Errors, SayThatAFolderIsNotExecutable) {
  EXPECT_THAT(message_of_start({.arguments = {"/usr"}}), HasSubstr("Permission denied"));
}

TEST_F(Errors, SayThatAnInterpreterIsMissing) {
  const auto path = executable("script", "#!/no/such/interpreter -x\n");

  EXPECT_EQ(message_of_start({.arguments = {path}}),
            "cannot start '" + path + "' in 'host': No such file or directory; " + path +
                " is there, but not its interpreter '/no/such/interpreter'");
}

TEST_F(Errors, SayThatAScriptNamesNoInterpreter) {
  const auto path = executable("script", "echo hello\n");

  EXPECT_EQ(message_of_start({.arguments = {path}}), "cannot start '" + path +
                                                         "' in 'host': Exec format error; " + path +
                                                         " is no binary, and has no '#!' line");
}

TEST_F(Errors, SayThatADynamicLoaderIsMissing) {
  const RootFileSystem root;
  root.copy_in("/bin/true", "/bin/true");

  EXPECT_EQ(message_of_start({.arguments = {"/bin/true"}, .root = root}),
            "cannot start '/bin/true' in 'host': No such file or directory; /bin/true is there, "
            "but not the dynamic loader that it asks for");
}

TEST_F(Errors, SayThatTheWorkingDirectoryIsMissing) {
  EXPECT_EQ(message_of_start({.arguments = {"true"}, .working_directory = "/no/such/folder"}),
            "cannot change to the working directory '/no/such/folder' for 'true' in 'host': No "
            "such file or directory");
}

TEST_F(Errors, PassOverWhatInThePathMayNotBeExecuted) {
  folder.write("data/true", "text\n");

  EXPECT_THAT(host().run_program(
                  {.arguments = {"true"},
                   .environment = {{"PATH", (folder.path() / "data").string() + ":/usr/bin"}}}),
              Succeeded());
}

TEST_F(Errors, HaveWhatAProgramSaidThatDiedBeforeItListened) {
  const auto process = host().start({"sh", "-c", "echo 'no such option: -x' >&2; exit 2"});

  EXPECT_EQ(message_of([&] { process.wait_until_listening(tcp(80)); }),
            "cannot wait until 'sh' in 'host' listens on 80/tcp: No such process; it exited with "
            "2; it said:\n  ! no such option: -x");
}

TEST_F(Errors, HaveOnlyTheEndOfWhatWasSaid) {
  const auto process = host().start({"sh", "-c", "seq 1000; exit 1"});

  EXPECT_THAT(message_of([&] { process.wait_until_listening(tcp(80)); }),
              HasSubstr("it exited with 1; it said:\n  ... (3812 bytes before)\n  981\n  982\n"));
}

struct WrongProgram : Case {
  Program program;
  const char* message;
};

class WrongPrograms : public ProgramOnAHost, public ::testing::WithParamInterface<WrongProgram> {};

TEST_P(WrongPrograms, AreRefused) {
  try {
    host().run_program(GetParam().program);
    FAIL() << "it was started";
  } catch (const DescriptionError& error) {
    EXPECT_STREQ(error.what(), GetParam().message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Descriptions, WrongPrograms,
    ::testing::Values(
        WrongProgram{{"NoArguments"},
                     {.arguments = {}},
                     "cannot start a program in 'host': its arguments begin with no name"},
        WrongProgram{{"RelativeWorkingDirectory"},
                     {.arguments = {"true"}, .working_directory = "here"},
                     "cannot start 'true' in 'host': 'here' is not an absolute path"},
        WrongProgram{{"RelativeFile"},
                     {.arguments = {"true"}, .files = {{"hosts", ""}}},
                     "cannot start 'true' in 'host': 'hosts' is not an absolute path"},
        WrongProgram{{"ZeroByte"},
                     {.arguments = {"echo", std::string("a\0b", 3)}},
                     "cannot start 'echo' in 'host': an argument or a variable has a zero byte"},
        WrongProgram{{"VariableWithoutName"},
                     {.arguments = {"true"}, .environment = {{"A=B", "C"}}},
                     "cannot start 'true' in 'host': 'A=B' is no name of an environment variable"},
        WrongProgram{{"TextForAPipe"},
                     {.arguments = {"cat"}, .input = "text", .input_is_pipe = true},
                     "cannot start 'cat' in 'host': its input is a pipe, so it cannot be given as "
                     "a text"},
        WrongProgram{{"FileOverNothing"},
                     {.arguments = {"true"}, .files = {{"/no/such/file", ""}}},
                     "cannot lay a file over /no/such/file for 'true' in 'host': there is no such "
                     "file; name its folder in Program::empty_folders, too"},
        WrongProgram{{"NoFolderToEmpty"},
                     {.arguments = {"true"}, .empty_folders = {"/no/such/folder"}},
                     "cannot empty /no/such/folder for 'true' in 'host': there is no such folder"},
        WrongProgram{{"NoRoot"},
                     {.arguments = {"true"}, .root = "/no/such/folder"},
                     "cannot change the root to /no/such/folder for 'true' in 'host': there is no "
                     "such folder"}),
    case_name);

}  // namespace
}  // namespace netrig
