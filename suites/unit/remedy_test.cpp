// What a user is told to do where namespaces are forbidden, judged by the machine's settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "case.hpp"
#include "netns/privilege.hpp"

namespace netrig {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Values;

// A machine's settings, as files.
class Settings {
 public:
  Settings() : proc_(::mkdtemp(pattern_)) {}
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;
  ~Settings() { std::filesystem::remove_all(proc_); }

  void set(const std::filesystem::path& name, const char* value) {
    const auto path = proc_ / "sys" / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << value << '\n';
  }
  const std::filesystem::path& proc() const { return proc_; }

 private:
  char pattern_[24] = "/tmp/netrig-proc-XXXXXX";
  std::filesystem::path proc_;
};

struct Forbidden : Case {
  const char* setting;
  const char* forbids;
  const char* allows;
  const char* command;
};

class Remedy : public ::testing::TestWithParam<Forbidden> {
 protected:
  Settings machine;
  const std::error_code denied = std::make_error_code(std::errc::operation_not_permitted);
};

TEST_P(Remedy, IsTheCommandThatAllowsIt) {
  machine.set(GetParam().setting, GetParam().forbids);

  EXPECT_THAT(remedy_for(denied, machine.proc()), HasSubstr(GetParam().command));
}

TEST_P(Remedy, IsAnotherWhereThisIsAllowed) {
  machine.set(GetParam().setting, GetParam().allows);

  EXPECT_THAT(remedy_for(denied, machine.proc()), Not(HasSubstr(GetParam().command)));
}

INSTANTIATE_TEST_SUITE_P(
    Settings, Remedy,
    Values(Forbidden{{"NoUserNamespaces"},
                     "user/max_user_namespaces",
                     "0",
                     "127000",
                     "sudo sysctl -w user.max_user_namespaces=10000"},
           Forbidden{{"NoNetworkNamespaces"},
                     "user/max_net_namespaces",
                     "0",
                     "127000",
                     "sudo sysctl -w user.max_net_namespaces=10000"},
           Forbidden{{"DebiansSwitch"},
                     "kernel/unprivileged_userns_clone",
                     "0",
                     "1",
                     "sudo sysctl -w kernel.unprivileged_userns_clone=1"},
           Forbidden{{"AppArmor"},
                     "kernel/apparmor_restrict_unprivileged_userns",
                     "1",
                     "0",
                     "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"}),
    case_name);

}  // namespace
}  // namespace netrig
