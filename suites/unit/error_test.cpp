#include "netrig/core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <type_traits>

namespace netrig {
namespace {

using ::testing::ThrowsMessage;

const std::string attempt = "cannot add address 10.0.0.1/24 to 'eth0' in 'client'";

TEST(ErrorText, IsTheAttemptAndTheReason) {
  const Error error(error_code_from(ENODEV), attempt);

  EXPECT_STREQ(error.what(),
               "cannot add address 10.0.0.1/24 to 'eth0' in 'client': No such device");
}

TEST(ErrorText, QuotesTheKernel) {
  const Error error(error_code_from(ENODEV), attempt, "ipv4: Device not found");

  EXPECT_STREQ(
      error.what(),
      "cannot add address 10.0.0.1/24 to 'eth0' in 'client': No such device (kernel: ipv4: "
      "Device not found)");
}

TEST(ErrorText, EndsWithTheRemedy) {
  const Error error(error_code_from(EPERM), "cannot make a user namespace", "",
                    "allow them with: sysctl user.max_user_namespaces=1000");

  EXPECT_STREQ(error.what(),
               "cannot make a user namespace: Operation not permitted; allow them with: sysctl "
               "user.max_user_namespaces=1000");
}

TEST(ErrorParts, AreKeptForPrograms) {
  const Error error(error_code_from(EEXIST), "the attempt", "the kernel's words", "the remedy");

  EXPECT_EQ(error.code(), std::errc::file_exists);
  EXPECT_EQ(error.attempt(), "the attempt");
  EXPECT_EQ(error.kernel_text(), "the kernel's words");
  EXPECT_EQ(error.remedy(), "the remedy");
}

TEST(ErrorParts, SurviveACopy) {
  const auto copy = [] {
    const Error original(error_code_from(EEXIST), "the attempt", "the kernel's words");
    return Error(original);
  }();

  EXPECT_STREQ(copy.what(), "the attempt: File exists (kernel: the kernel's words)");
  EXPECT_EQ(copy.kernel_text(), "the kernel's words");
}

TEST(ErrorCopy, DoesNotThrow) {
  static_assert(std::is_nothrow_copy_constructible_v<Error>);
  static_assert(std::is_nothrow_copy_constructible_v<DescriptionError>);
}

TEST(DescriptionErrorText, IsTheSentenceAlone) {
  const DescriptionError error("no node 'x'");

  EXPECT_STREQ(error.what(), "no node 'x'");
  EXPECT_EQ(error.code(), std::errc::invalid_argument);
}

TEST(DeadlineErrorText, NamesWhatWasAwaited) {
  const DeadlineError error("'eth0' of 'client' to become operational");

  EXPECT_STREQ(error.what(),
               "the deadline passed while waiting for 'eth0' of 'client' to become operational");
  EXPECT_EQ(error.code(), std::errc::timed_out);
}

TEST(PermissionErrorText, IsThatOfAnError) {
  const PermissionError error(error_code_from(EPERM), "cannot make a network namespace", "",
                              "run as root");

  EXPECT_STREQ(error.what(),
               "cannot make a network namespace: Operation not permitted; run as root");
}

TEST(Check, GivesBackWhatTheCallReturned) {
  EXPECT_EQ(check(7, [] { return "cannot open 'x'"; }), 7);
}

TEST(Check, ThrowsWhatErrnoSays) {
  const auto call = [] {
    errno = EACCES;
    return check(-1, [] { return std::string("cannot open 'x'"); });
  };

  EXPECT_THAT(call, ThrowsMessage<Error>("cannot open 'x': Permission denied"));
}

TEST(Check, MakesTheSentenceOnlyWhenItFails) {
  int made = 0;

  check(0, [&] { return ++made, "cannot open 'x'"; });

  EXPECT_EQ(made, 0);
}

}  // namespace
}  // namespace netrig
