#include "gtest/failure_bundle.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string_view>
#include <system_error>

#include "netrig/core/error.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;

std::string_view environment(const char* name) {
  const auto* value = std::getenv(name);
  return value ? value : "";
}

// Where tests start, whatever folder they change to (UnitTest::original_working_dir() is that).
fs::path from_beginning(const fs::path& path) {
  return fs::path(::testing::UnitTest::GetInstance()->original_working_dir()) / path;
}

// "/" stands in the names of parameterized tests, and a type's name may hold anything.
std::string as_folder(const std::string& name) {
  constexpr std::size_t longest = 200;  // of the 255 bytes that file systems take
  auto folder = name.substr(0, longest);
  for (auto& each : folder) {
    if (each == '/') each = '-';
    if (std::isalnum(static_cast<unsigned char>(each)) == 0 && each != '-' && each != '.')
      each = '_';
  }
  return folder;
}

// How often this test has been run by this program, this time included.
unsigned repetition(const std::string& test) {
  static std::map<std::string, unsigned> times;
  return ++times[test];
}

std::string shard() {
  const auto index = environment("GTEST_SHARD_INDEX"), total = environment("GTEST_TOTAL_SHARDS");
  return index.empty() || total.empty() ? "shard-0" : fmt::format("shard-{}", index);
}

// Makes it, or where somebody else has it, such as another program with a test of that name, the
// same with a number behind it.
fs::path make_folder_of_our_own(const fs::path& wanted) {
  fs::create_directories(wanted.parent_path());
  auto folder = wanted;
  for (unsigned number = 2; !fs::create_directory(folder); ++number)
    folder = fmt::format("{}.{}", wanted.string(), number);
  return folder;
}

// fmt::print() throws where nothing can be written any more.
void say_incomplete(const std::exception& error) noexcept {
  std::printf("[  BUNDLE  ] incomplete: %s\n", error.what());
}

}  // namespace

std::optional<fs::path> bundles_folder() {
  if (const auto* given = std::getenv("NETRIG_ARTIFACTS"))
    return *given == '\0' ? std::nullopt : std::optional(from_beginning(given));
  const std::string output = GTEST_FLAG_GET(output);  // "xml", "xml:report.xml", "xml:reports/"
  if (output.empty()) return std::nullopt;
  const auto colon = output.find(':');
  if (colon == std::string::npos) return from_beginning("test_detail.artifacts");
  fs::path report = output.substr(colon + 1);
  if (!report.has_filename()) report /= program_invocation_short_name;
  return from_beginning(report.replace_extension(".artifacts"));
}

std::unique_ptr<FailureBundle> FailureBundle::of(const Network& network) {
  const auto folder = bundles_folder();
  // The child of a death test fails, if it does, in its parent as well.
  if (!folder || ::testing::internal::InDeathTestChild()) return nullptr;
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const auto name = fmt::format("{}.{}", test->test_suite_name(), test->name());
  const auto place =
      *folder / as_folder(name) / fmt::format("repetition-{}-{}", repetition(name), shard());
  return std::unique_ptr<FailureBundle>(new FailureBundle(network, place));
}

FailureBundle::FailureBundle(const Network& network, fs::path place)
    : network_(network), place_(std::move(place)) {
  ::testing::UnitTest::GetInstance()->listeners().Append(this);
}

FailureBundle::~FailureBundle() {
  ::testing::UnitTest::GetInstance()->listeners().Release(this);
  if (folder_.empty()) return;
  try {
    network_.write_captures(folder_ / "captures.pcapng");
  } catch (const std::exception& error) {
    say_incomplete(error);
  }
  // Not sooner: GoogleTest holds its mutex while it tells of a failure.
  ::testing::Test::RecordProperty("netrig_bundle", folder_.string());
}

void FailureBundle::OnTestPartResult(const ::testing::TestPartResult& result) {
  if (!result.failed() || has_failed_ || !process_.is_this()) return;
  has_failed_ = true;
  try {
    write();
  } catch (const std::exception& error) {
    say_incomplete(error);
  }
  std::fflush(stdout);
}

void FailureBundle::write() {
  folder_ = make_folder_of_our_own(place_);
  // The second line is for Jenkins and GitLab.
  fmt::print("[  BUNDLE  ] {0}\n[[ATTACHMENT|{0}]]\n", folder_.string());
  network_.write_bundle(folder_);
}

}  // namespace netrig
