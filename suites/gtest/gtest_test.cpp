// GoogleTest as its users know it: gtest_sample is run with GoogleTest's own options.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>

#include "sample_run.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAreArray;

// Which tests run, and the exit code --------------------------------------------------------------

TEST_F(Sample, RunsWhatTheFilterNames) {
  const auto run = run_sample({"--gtest_filter=Pair.IsReached:Plain.*-*Fails:*Throws"});

  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(passed(run), UnorderedElementsAreArray({"Plain.Passes", "Pair.IsReached"}));
  EXPECT_THAT(skipped(run), ElementsAre("Plain.IsSkipped"));
}

TEST_F(Sample, EndsWithOneWhenATestFails) {
  const auto run = run_sample({"--gtest_filter=Pair.IsReached:Pair.IsExpectedToBeSilent"});

  EXPECT_EQ(run.exit_code, 1) << run.output;
  EXPECT_THAT(passed(run), ElementsAre("Pair.IsReached"));
  EXPECT_THAT(failed(run), ElementsAre("Pair.IsExpectedToBeSilent"));
}

TEST_F(Sample, BuildsAHundredNetworksWhenRepeated) {
  const auto run = run_sample({"--gtest_filter=Pair.IsReached", "--gtest_repeat=100"});

  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(passed(run), AllOf(SizeIs(100), Each("Pair.IsReached")));
}

TEST_F(Sample, RunsInAnotherOrderWhenShuffled) {
  const auto in_order = run_sample({"--gtest_filter=Seven*"});
  const auto shuffled =
      run_sample({"--gtest_filter=Seven*", "--gtest_shuffle", "--gtest_random_seed=7"});

  EXPECT_EQ(shuffled.exit_code, 0) << shuffled.output;
  EXPECT_THAT(passed(shuffled), UnorderedElementsAreArray(passed(in_order)));
  EXPECT_NE(passed(shuffled), passed(in_order));
}

TEST_F(Sample, RunsEachTestInExactlyOneShard) {
  const std::string filter = "--gtest_filter=Seven*:Plain.Passes";
  const auto whole = run_sample({filter});

  std::vector<std::string> of_all_shards;
  for (const auto* index : {"0", "1", "2"}) {
    const auto shard = run_sample(
        {filter},
        {.environment = {"GTEST_TOTAL_SHARDS=3", std::string("GTEST_SHARD_INDEX=") + index}});
    EXPECT_EQ(shard.exit_code, 0) << shard.output;
    const auto names = passed(shard);
    EXPECT_THAT(names, Not(IsEmpty()));
    of_all_shards.insert(of_all_shards.end(), names.begin(), names.end());
  }

  EXPECT_THAT(of_all_shards, UnorderedElementsAreArray(passed(whole)));
}

TEST_F(Sample, WritesItsResultsAsXml) {
  const auto file = ::testing::TempDir() + "netrig-gtest-" + std::to_string(::getpid()) + ".xml";
  run_sample({"--gtest_filter=Pair.IsReached:Pair.IsExpectedToBeSilent:Plain.IsSkipped",
              "--gtest_output=xml:" + file});

  boost::property_tree::ptree xml;
  boost::property_tree::read_xml(file, xml);
  std::filesystem::remove(file);

  EXPECT_EQ(xml.get<int>("testsuites.<xmlattr>.tests"), 3);
  EXPECT_EQ(xml.get<int>("testsuites.<xmlattr>.failures"), 1);
  std::map<std::string, std::string> results, failures;
  for (const auto& [suite_tag, suite] : xml.get_child("testsuites")) {
    for (const auto& [tag, test] : suite) {
      if (tag != "testcase") continue;
      const auto name = test.get<std::string>("<xmlattr>.classname") + "." +
                        test.get<std::string>("<xmlattr>.name");
      results[name] = test.get<std::string>("<xmlattr>.result");
      if (const auto failure = test.get_child_optional("failure"))
        failures[name] = failure->get<std::string>("<xmlattr>.message");
    }
  }
  EXPECT_THAT(results, ElementsAre(::testing::Pair("Pair.IsExpectedToBeSilent", "completed"),
                                   ::testing::Pair("Pair.IsReached", "completed"),
                                   ::testing::Pair("Plain.IsSkipped", "skipped")));
  EXPECT_THAT(failures, ElementsAre(::testing::Pair(
                            "Pair.IsExpectedToBeSilent",
                            HasSubstr("Expected: is silent\n"
                                      "  Actual: client -> 10.0.0.2 icmp echo: reached after "))));
}

// Where namespaces are forbidden ------------------------------------------------------------------

constexpr auto complaint = "netrig: cannot make a user namespace: Operation not permitted";

TEST(SampleWithoutNamespaces, ListsItsTestsWithoutTryingToMakeOne) {
  const auto list = run_sample({"--gtest_list_tests"}, {.may_make_namespaces = false});
  const auto other = run_sample({"--gtest_filter=Plain.Passes"}, {.may_make_namespaces = false});

  EXPECT_EQ(list.exit_code, 0) << list.output;
  EXPECT_THAT(list.output, AllOf(HasSubstr("Plain.\n  Passes\n"), HasSubstr("Pair.\n  IsReached\n"),
                                 Not(HasSubstr(complaint))));
  EXPECT_THAT(other.output, HasSubstr(complaint));
}

TEST(SampleWithoutNamespaces, SkipsTestsWithANetworkAndSaysWhatWouldAllowThem) {
  const auto run = run_sample({"--gtest_filter=Pair.IsReached:Plain.Passes"},
                              {.environment = {"NETRIG_STRICT=0"}, .may_make_namespaces = false});

  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_THAT(passed(run), ElementsAre("Plain.Passes"));
  EXPECT_THAT(report_of("Pair.IsReached", run),
              AllOf(StartsWith("network_test.cpp:#: Skipped\ncannot make network namespace '"),
                    ContainsRegex("': Operation not permitted; .*`[^`]+`")));
}

TEST(SampleWithoutNamespaces, FailsTestsWithANetworkWhenStrict) {
  const auto run = run_sample({"--gtest_filter=Pair.IsReached:Plain.Passes"},
                              {.environment = {"NETRIG_STRICT=1"}, .may_make_namespaces = false});

  EXPECT_EQ(run.exit_code, 1) << run.output;
  EXPECT_THAT(passed(run), ElementsAre("Plain.Passes"));
  EXPECT_THAT(failed(run), ElementsAre("Pair.IsReached"));
  EXPECT_THAT(report_of("Pair.IsReached", run),
              StartsWith("network_test.cpp:#: Failure\nFailed\ncannot make network namespace '"));
}

// What ends a program -----------------------------------------------------------------------------

class SampleDeathTest : public Sample, public ::testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Styles, SampleDeathTest, ::testing::Values("fast", "threadsafe"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(SampleDeathTest, DiesAsExpected) {
  const auto run = run_sample(
      {"--gtest_filter=PairDeathTest.*", std::string("--gtest_death_test_style=") + GetParam()});

  EXPECT_THAT(passed(run),
              ElementsAre("PairDeathTest.DiesOutsideOfTheNodes", "PairDeathTest.DiesInANode"))
      << run.output;
  EXPECT_EQ(report_of("PairDeathTest.IsExpectedToDieAndDoesNot", run),
            "sample.cpp:#: Failure\n"
            "Death test: static_cast<void>(0)\n"
            "    Result: failed to die.\n"
            " Error msg:\n"
            "[  DEATH   ] \n");
}

TEST_F(Sample, StopsAtTheFailureForADebugger) {
  const auto run =
      run_sample({"--gtest_filter=Pair.IsExpectedToBeSilent", "--gtest_break_on_failure"});

  EXPECT_NE(run.signal, 0) << run.output;
}

TEST_F(Sample, LetsExceptionsOutForADebugger) {
  const auto run = run_sample({"--gtest_filter=Pair.ThrowsInANode", "--gtest_catch_exceptions=0"});

  EXPECT_EQ(run.signal, SIGABRT) << run.output;
  EXPECT_THAT(run.output, HasSubstr("out of the node"));
}

}  // namespace
}  // namespace netrig
