// The failure bundle: what there is to know of a network whose test has failed, in a folder.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "netns/forked.hpp"
#include "netrig/network/network.hpp"

namespace netrig {

/// Where the bundles of this program's run go: $NETRIG_ARTIFACTS, or beside the XML (or JSON) that
/// GoogleTest was told to write, "report.xml" and "report.artifacts/"; empty where neither is set,
/// and where NETRIG_ARTIFACTS is set to nothing.
std::optional<std::filesystem::path> bundles_folder();

/// Known to GoogleTest as long as it lives. At the first failure, while all that the test holds is
/// still there, it writes the bundle and prints where; at its own end the captures once more, with
/// what came after, and the property "netrig_bundle" of the test. Without a failure it writes
/// nothing. What cannot be written is said, and changes nothing else.
class FailureBundle final : public ::testing::EmptyTestEventListener {
 public:
  /// Empty where no bundles are wanted. `network` must outlive it. To be called once per test and
  /// repetition: it counts.
  static std::unique_ptr<FailureBundle> of(const Network& network);

  ~FailureBundle() override;
  FailureBundle(const FailureBundle&) = delete;
  FailureBundle& operator=(const FailureBundle&) = delete;

 private:
  FailureBundle(const Network& network, std::filesystem::path place);
  void OnTestPartResult(const ::testing::TestPartResult& result) override;
  void write();

  const Network& network_;
  const std::filesystem::path place_;  ///< where its folder will be, unless that is taken
  std::filesystem::path folder_{};     ///< where it is
  ThreadsProcess process_;
  bool has_failed_ = false;
};

}  // namespace netrig
