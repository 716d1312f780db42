// What a user is told to do where namespaces are forbidden, judged by the machine's settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netns/privilege.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Values;

struct Forbidden : Case {
  const char* setting;
  const char* forbids;
  const char* allows;
  const char* command;
};

class Remedy : public ::testing::TestWithParam<Forbidden> {
 protected:
  const TemporaryFolder proc;  // of the machine
  const std::error_code denied = std::make_error_code(std::errc::operation_not_permitted);

  void set(const char* value) {
    proc.write(std::string("sys/") + GetParam().setting, std::string(value) + '\n');
  }
};

TEST_P(Remedy, IsTheCommandThatAllowsIt) {
  set(GetParam().forbids);

  EXPECT_THAT(remedy_for(denied, proc.path()), HasSubstr(GetParam().command));
}

TEST_P(Remedy, IsAnotherWhereThisIsAllowed) {
  set(GetParam().allows);

  EXPECT_THAT(remedy_for(denied, proc.path()), Not(HasSubstr(GetParam().command)));
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
           Forbidden{{"NoMountNamespaces"},
                     "user/max_mnt_namespaces",
                     "0",
                     "127000",
                     "sudo sysctl -w user.max_mnt_namespaces=10000"},
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
