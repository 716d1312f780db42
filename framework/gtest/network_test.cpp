#include "netrig/gtest/network_test.hpp"

#include <string>

#include "gtest/failure_bundle.hpp"
#include "gtest/pause_on_failure.hpp"
#include "gtest/run_coverage.hpp"
#include "netrig/core/error.hpp"
#include "netrig/gtest/skip_or_fail.hpp"
#include "netrig/netns/sandbox.hpp"

namespace netrig {
namespace {

std::string name_of_current_test() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return std::string(test->test_suite_name()) + "." + test->name();
}

// The same for all tests, so it is asked once.
bool has_sandbox() {
  static const bool entered = Sandbox::is_entered();
  return entered;
}

}  // namespace

NetworkTest::NetworkTest() = default;

void NetworkTest::SetUp() {
  try {
    network_.emplace(topology, NetworkOptions{.name = name_of_current_test(),
                                              .captures = bundles_folder().has_value()});
    built_ = topology;
    coverage_ = RunCoverage::of(*network_);
    bundle_ = FailureBundle::of(*network_);  // written before the pause
    pause_ = PauseOnFailure::of(*network_);
  } catch (const PermissionError& error) {
    return skip_or_fail(error);
  } catch (const UnsupportedError& error) {
    return skip(error);
  }
  if (!has_sandbox())
    FAIL() << "this test program is not in a sandbox, so its own sockets would be the host's, and "
              "nobody would confirm that its networks are gone; link netrig::gtest_main instead of "
              "GTest::gtest_main, or make a netrig::Sandbox the first thing in main";
  network_ready();
}

NetworkTest::~NetworkTest() {
  if (built_ && topology != *built_)
    ADD_FAILURE() << "the fixture's topology was changed after the network had been built from it, "
                     "which changes nothing: describe in the constructor, or change the running "
                     "network: node(id).set_sysctl(), configure(), add_route(), link(id).down()";
}

Network& NetworkTest::network() {
  if (!network_)
    throw DescriptionError(
        "there is no network yet: the fixture's constructor describes it, SetUp builds it; use it "
        "in network_ready() or in the test");
  return *network_;
}

}  // namespace netrig
