// The rule coverage of whole runs: coverage_sample is run with NETRIG_RULE_COVERAGE.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "sample_run.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RunCoverage : public Sample {
 protected:
  TemporaryFolder folder;

  static Ending run(const std::string& filter, const fs::path& coverage) {
    return run_sample({"--gtest_filter=" + filter},
                      {.program = "coverage_sample",
                       .environment = {"NETRIG_RULE_COVERAGE=" + coverage.string()}});
  }
  static std::string report_in(const fs::path& coverage) {
    std::ifstream stream(coverage / "report.txt");
    return {std::istreambuf_iterator<char>(stream), {}};
  }
};

TEST_F(RunCoverage, AddsUpTestsAndPrograms) {
  const auto coverage = folder.path() / "coverage";
  EXPECT_THAT(failed(run("Guarded.*", coverage)), IsEmpty());
  EXPECT_THAT(report_in(coverage), HasSubstr("2 of 3 rules decided a packet"));

  EXPECT_THAT(failed(run("Guarded.AnswersEchoes", coverage)), IsEmpty());

  EXPECT_EQ(report_in(coverage), R"(2 of 3 rules decided a packet
firewall
  table inet filter, chain input
        2  icmp type echo-request accept
        1  tcp dport 23 drop comment "no telnet"
    never  tcp dport 25 drop comment "no mail"
        0  policy drop
)");
}

TEST_F(RunCoverage, IsNotRecordedWhereNobodyWantsIt) {
  EXPECT_THAT(failed(run("Guarded.AnswersEchoes", "")), IsEmpty());

  EXPECT_TRUE(fs::is_empty(folder.path()));
}

TEST_F(RunCoverage, FailsTheTestWhereItCannotBeWritten) {
  const auto in_the_way = folder.write("file", "");

  const auto ending = run("Guarded.AnswersEchoes", in_the_way);

  EXPECT_THAT(failed(ending), ElementsAre("Guarded.AnswersEchoes"));
  EXPECT_THAT(ending.output, HasSubstr("cannot add a rule coverage to " + in_the_way.string()));
}

}  // namespace
}  // namespace netrig
