#include "gtest/pause_on_failure.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "netns/node_mounts.hpp"
#include "netns/privilege.hpp"

namespace netrig {
namespace {

// nsenter(1), for whoever has started the test program.
std::string shell_in(const Node& node) {
  const auto user =
      has_one_user() ? fmt::format("--target={} --user --preserve-credentials ", ::getpid()) : "";
  const auto& where = node.network_namespace();
  const auto own_files = [&]() -> std::string {
    const int mounts = where.mounts() ? where.mounts()->fd() : -1;
    return mounts < 0 ? "" : fmt::format(" --mount=/proc/{}/fd/{}", ::getpid(), mounts);
  };
  return fmt::format("nsenter {}--net=/proc/{}/fd/{}{}", user, ::getpid(), where.fd(), own_files());
}

void print_shells(const Network& network) {
  const auto nodes = network.nodes();
  std::size_t width = 0;
  for (const auto& node : nodes) width = std::max(width, node.name().size());
  for (const auto& node : nodes) fmt::print("  {:{}}  {}\n", node.name(), width, shell_in(node));
}

}  // namespace

std::unique_ptr<PauseOnFailure> PauseOnFailure::of(const Network& network) {
  const auto* wanted = std::getenv("NETRIG_PAUSE_ON_FAILURE");
  if (!wanted || std::string_view(wanted) != "1") return nullptr;
  return std::unique_ptr<PauseOnFailure>(new PauseOnFailure(network));
}

PauseOnFailure::PauseOnFailure(const Network& network) : network_(network) {
  ::testing::UnitTest::GetInstance()->listeners().Append(this);
}

PauseOnFailure::~PauseOnFailure() {
  ::testing::UnitTest::GetInstance()->listeners().Release(this);
}

void PauseOnFailure::OnTestPartResult(const ::testing::TestPartResult& result) {
  if (!result.failed() || has_paused_) return;
  has_paused_ = true;
  fmt::print("[  PAUSED  ] The network stays as it is until you press Enter. A shell in a node:\n");
  print_shells(network_);
  std::fflush(stdout);
  std::string line;
  std::getline(std::cin, line);
}

}  // namespace netrig
