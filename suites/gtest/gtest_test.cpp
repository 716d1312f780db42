// GoogleTest as its users know it: gtest_sample is run with GoogleTest's own options.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "sample_run.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
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

  EXPECT_EQ(run.how, "exited with 0") << run.output;
  EXPECT_THAT(passed(run), UnorderedElementsAreArray({"Plain.Passes", "Pair.IsReached"}));
  EXPECT_THAT(skipped(run), ElementsAre("Plain.IsSkipped"));
}

TEST_F(Sample, EndsWithOneWhenATestFails) {
  const auto run = run_sample({"--gtest_filter=Pair.IsReached:Pair.IsExpectedToBeSilent"});

  EXPECT_EQ(run.how, "exited with 1") << run.output;
  EXPECT_THAT(passed(run), ElementsAre("Pair.IsReached"));
  EXPECT_THAT(failed(run), ElementsAre("Pair.IsExpectedToBeSilent"));
}

TEST_F(Sample, BuildsAHundredNetworksWhenRepeated) {
  const auto run = run_sample({"--gtest_filter=Pair.IsReached", "--gtest_repeat=100"});

  EXPECT_EQ(run.how, "exited with 0") << run.output;
  EXPECT_THAT(passed(run), AllOf(SizeIs(100), Each("Pair.IsReached")));
}

TEST_F(Sample, RunsInAnotherOrderWhenShuffled) {
  const auto in_order = run_sample({"--gtest_filter=Seven*"});
  const auto shuffled =
      run_sample({"--gtest_filter=Seven*", "--gtest_shuffle", "--gtest_random_seed=7"});

  EXPECT_EQ(shuffled.how, "exited with 0") << shuffled.output;
  EXPECT_THAT(passed(shuffled), UnorderedElementsAreArray(passed(in_order)));
  EXPECT_NE(passed(shuffled), passed(in_order));
}

TEST_F(Sample, RunsInAnotherOrderEachTimeWhenRepeatedAndShuffled) {
  const auto run = run_sample(
      {"--gtest_filter=Seven*", "--gtest_repeat=2", "--gtest_shuffle", "--gtest_random_seed=7"});

  EXPECT_EQ(run.how, "exited with 0") << run.output;
  const auto names = passed(run);
  ASSERT_THAT(names, SizeIs(14));
  const std::vector first(names.begin(), names.begin() + 7), second(names.begin() + 7, names.end());
  EXPECT_THAT(first, UnorderedElementsAreArray(second));
  EXPECT_NE(first, second);
}

TEST_F(Sample, IsToldInTheEnvironmentWhatItsOptionsWouldTell) {
  const auto run = run_sample(
      {}, {.environment = {"GTEST_FILTER=Pair.IsReached", "GTEST_REPEAT=3", "GTEST_BRIEF=0"}});

  EXPECT_EQ(run.how, "exited with 0") << run.output;
  EXPECT_THAT(passed(run), AllOf(SizeIs(3), Each("Pair.IsReached")));
}

TEST_F(Sample, StopsAtTheFirstFailureWhereToldTo) {
  const auto run = run_sample(
      {"--gtest_filter=Pair.IsReached:Pair.IsExpectedToBeSilent:Seven*", "--gtest_fail_fast"});

  EXPECT_EQ(run.how, "exited with 1") << run.output;
  EXPECT_THAT(passed(run), ElementsAre("Pair.IsReached"));
  EXPECT_THAT(failed(run), ElementsAre("Pair.IsExpectedToBeSilent"));
  EXPECT_THAT(skipped(run), SizeIs(7));
}

// CTest takes a test that prints the mark of a skipped test for skipped, whatever came of it.
TEST_F(Sample, IsQuotedWithoutTheMarkOfASkippedTest) {
  const std::string mark = "[  SKIPPED ]";

  const auto run = run_sample({"--gtest_filter=Plain.IsSkipped"});

  EXPECT_THAT(skipped(run), ElementsAre("Plain.IsSkipped"));
  EXPECT_FALSE(run.output.find(mark) != std::string::npos) << run.output;
}

TEST_F(Sample, RunsEachTestInExactlyOneShard) {
  const std::string filter = "--gtest_filter=Seven*:Plain.Passes";
  const auto whole = run_sample({filter});

  std::vector<std::string> of_all_shards;
  for (const auto* index : {"0", "1", "2"}) {
    const auto shard = run_sample(
        {filter},
        {.environment = {"GTEST_TOTAL_SHARDS=3", std::string("GTEST_SHARD_INDEX=") + index}});
    EXPECT_EQ(shard.how, "exited with 0") << shard.output;
    const auto names = passed(shard);
    EXPECT_THAT(names, Not(IsEmpty()));
    of_all_shards.insert(of_all_shards.end(), names.begin(), names.end());
  }

  EXPECT_THAT(of_all_shards, UnorderedElementsAreArray(passed(whole)));
}

// A file that goes with this object.
class ResultFile {
 public:
  const std::string path =
      ::testing::TempDir() + "netrig-gtest-" + std::to_string(::getpid()) + ".xml";
  ResultFile() = default;
  ~ResultFile() { std::filesystem::remove(path); }
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;
};

struct Results {
  int tests = 0, failures = 0;
  std::map<std::string, std::string> of_tests{}, failure_messages{};
};

Results read_results(const std::string& path) {
  boost::property_tree::ptree xml;
  boost::property_tree::read_xml(path, xml);
  Results results{.tests = xml.get<int>("testsuites.<xmlattr>.tests"),
                  .failures = xml.get<int>("testsuites.<xmlattr>.failures")};
  for (const auto& [suite_tag, suite] : xml.get_child("testsuites"))
    for (const auto& [tag, test] : suite) {
      if (tag != "testcase") continue;
      const auto name = test.get<std::string>("<xmlattr>.classname") + "." +
                        test.get<std::string>("<xmlattr>.name");
      results.of_tests[name] = test.get<std::string>("<xmlattr>.result");
      if (const auto failure = test.get_child_optional("failure"))
        results.failure_messages[name] = failure->get<std::string>("<xmlattr>.message");
    }
  return results;
}

TEST_F(Sample, WritesItsResultsAsXml) {
  const ResultFile file;
  run_sample({"--gtest_filter=Pair.IsReached:Pair.IsExpectedToBeSilent:Plain.IsSkipped",
              "--gtest_output=xml:" + file.path});

  const auto results = read_results(file.path);

  EXPECT_EQ(results.tests, 3);
  EXPECT_EQ(results.failures, 1);
  EXPECT_THAT(results.of_tests,
              ElementsAre(::testing::Pair("Pair.IsExpectedToBeSilent", "completed"),
                          ::testing::Pair("Pair.IsReached", "completed"),
                          ::testing::Pair("Plain.IsSkipped", "skipped")));
  EXPECT_THAT(results.failure_messages,
              ElementsAre(::testing::Pair(
                  "Pair.IsExpectedToBeSilent",
                  HasSubstr("Expected: is silent\n"
                            "  Actual: client -> 10.0.0.2 icmp echo: reached after "))));
}

TEST_F(Sample, WritesAsXmlThatANetworkCouldNotBeBuilt) {
  const ResultFile file;
  run_sample({"--gtest_filter=TooManyForItsPrefix.DoesNotBegin"},
             {.environment = {"GTEST_OUTPUT=xml:" + file.path}});

  const auto results = read_results(file.path);

  EXPECT_EQ(results.failures, 1);
  EXPECT_THAT(results.failure_messages,
              ElementsAre(::testing::Pair("TooManyForItsPrefix.DoesNotBegin",
                                          HasSubstr("10.0.0.0/30 is full"))));
}

// Where namespaces are forbidden ------------------------------------------------------------------

constexpr auto complaint = "netrig: cannot make a user namespace: Operation not permitted";

TEST(SampleWithoutNamespaces, ListsItsTestsWithoutTryingToMakeOne) {
  const auto list = run_sample({"--gtest_list_tests"}, {.may_make_namespaces = false});
  const auto other = run_sample({"--gtest_filter=Plain.Passes"}, {.may_make_namespaces = false});

  EXPECT_EQ(list.how, "exited with 0") << list.output;
  EXPECT_THAT(list.output, AllOf(HasSubstr("Plain.\n  Passes\n"), HasSubstr("Pair.\n  IsReached\n"),
                                 Not(HasSubstr(complaint))));
  EXPECT_THAT(other.output, HasSubstr(complaint));
}

TEST(SampleWithoutNamespaces, SkipsTestsWithANetworkAndSaysWhatWouldAllowThem) {
  const auto run = run_sample({"--gtest_filter=Pair.IsReached:Plain.Passes"},
                              {.environment = {"NETRIG_STRICT=0"}, .may_make_namespaces = false});

  EXPECT_EQ(run.how, "exited with 0") << run.output;
  EXPECT_THAT(passed(run), ElementsAre("Plain.Passes"));
  EXPECT_THAT(report_of("Pair.IsReached", run),
              AllOf(StartsWith("skip_or_fail.cpp:#: Skipped\ncannot make network namespace '"),
                    ContainsRegex("': Operation not permitted; .*`[^`]+`")));
}

TEST(SampleWithoutNamespaces, FailsTestsWithANetworkWhenStrict) {
  const auto run = run_sample({"--gtest_filter=Pair.IsReached:Plain.Passes"},
                              {.environment = {"NETRIG_STRICT=1"}, .may_make_namespaces = false});

  EXPECT_EQ(run.how, "exited with 1") << run.output;
  EXPECT_THAT(passed(run), ElementsAre("Plain.Passes"));
  EXPECT_THAT(failed(run), ElementsAre("Pair.IsReached"));
  EXPECT_THAT(report_of("Pair.IsReached", run),
              StartsWith("skip_or_fail.cpp:#: Failure\nFailed\ncannot make network namespace '"));
}

// What ends a program -----------------------------------------------------------------------------

class SampleDeathTest : public Sample, public ::testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Styles, SampleDeathTest, ::testing::Values("fast", "threadsafe"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(SampleDeathTest, DiesAsExpected) {
  const auto run = run_sample(
      {"--gtest_filter=PairDeathTest.*", std::string("--gtest_death_test_style=") + GetParam()});

  EXPECT_THAT(passed(run),
              ElementsAre("PairDeathTest.DiesOutsideOfTheNodes", "PairDeathTest.DiesInANode",
                          "PairDeathTest.ChoosesItsStyle"))
      << run.output;
  EXPECT_EQ(report_of("PairDeathTest.IsExpectedToDieAndDoesNot", run),
            "sample.cpp:#: Failure\n"
            "Death test: static_cast<void>(0)\n"
            "    Result: failed to die.\n"
            " Error msg:\n"
            "[  DEATH   ] \n");
}

// As root nothing else would say so.
TEST_F(Sample, FailsWithoutASandbox) {
  const auto run = run_sample(
      {}, {.program = "gtest_sample_without_sandbox", .environment = {"NETRIG_STRICT=1"}});

  EXPECT_THAT(run.output, AnyOf(HasSubstr("link netrig::gtest_main instead of GTest::gtest_main"),
                                HasSubstr("make netrig::Sandbox the first thing in main")));
  EXPECT_EQ(run.how, "exited with 1") << run.output;
}

TEST_F(Sample, StopsAtTheFailureForADebugger) {
  const auto run =
      run_sample({"--gtest_filter=Pair.IsExpectedToBeSilent", "--gtest_break_on_failure"});

  EXPECT_THAT(run.how, StartsWith("killed by SIG")) << run.output;
}

TEST_F(Sample, LetsExceptionsOutForADebugger) {
  const auto run = run_sample({"--gtest_filter=Pair.ThrowsInANode", "--gtest_catch_exceptions=0"});

  EXPECT_EQ(run.how, "killed by SIGABRT") << run.output;
  EXPECT_THAT(run.output, HasSubstr("out of the node"));
}

}  // namespace
}  // namespace netrig
