// The bundle that a failing test leaves: gtest_sample is run with NETRIG_ARTIFACTS or
// --gtest_output.
#include <gmock/gmock.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "sample_run.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class Bundle : public Sample {
 protected:
  TemporaryFolder folder;
  const fs::path artifacts = folder.path() / "artifacts";

  Ending run(std::vector<std::string> arguments, std::vector<std::string> environment = {}) {
    environment.push_back("NETRIG_ARTIFACTS=" + artifacts.string());
    return run_sample(std::move(arguments), {.environment = std::move(environment)});
  }
  /// What is in a folder, to any depth: "nodes/client.txt".
  static std::vector<std::string> files_in(const fs::path& place) {
    std::vector<std::string> files;
    if (!fs::exists(place)) return files;
    for (const auto& each : fs::recursive_directory_iterator(place))
      if (each.is_regular_file()) files.push_back(fs::relative(each, place));
    return files;
  }
  static std::vector<std::string> folders_in(const fs::path& place) {
    std::vector<std::string> folders;
    for (const auto& each : fs::directory_iterator(place))
      folders.push_back(each.path().filename());
    return folders;
  }
  static std::string text_of(const fs::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
};

TEST_F(Bundle, HasAllThatThereIsToKnow) {
  run({"--gtest_filter=Perimeter.IsSilent"});

  EXPECT_THAT(
      files_in(artifacts / "Perimeter.IsSilent" / "repetition-1-shard-0"),
      UnorderedElementsAre("captures.pcapng", "machine.txt", "nodes/client.txt", "nodes/router.txt",
                           "nodes/server.txt", "reproduce.sh", "topology.dot"));
}

TEST_F(Bundle, IsOfTheMomentOfTheFailure) {
  run({"--gtest_filter=Pair.FailsWithAServiceAtWork:Pair.FailsWithAProgramAtWork"});

  const auto with_service = artifacts / "Pair.FailsWithAServiceAtWork" / "repetition-1-shard-0";
  const auto with_program = artifacts / "Pair.FailsWithAProgramAtWork" / "repetition-1-shard-0";
  EXPECT_THAT(text_of(with_service / "nodes" / "server.txt"),
              AllOf(HasSubstr("== listening sockets\n[::]:80/tcp"), HasSubstr("eth0"),
                    HasSubstr("10.0.0.2/24")));
  const auto programs = files_in(with_program / "programs");
  ASSERT_THAT(programs, testing::SizeIs(1));
  EXPECT_THAT(text_of(with_program / "programs" / programs.front()),
              AllOf(HasSubstr("sh -c"), HasSubstr("== output\nready to serve\n")));
}

TEST_F(Bundle, IsNamedBehindTheFailure) {
  const auto ending = run({"--gtest_filter=Pair.FailsTwice"});

  const auto path = (artifacts / "Pair.FailsTwice" / "repetition-1-shard-0").string();
  const auto report = report_of("Pair.FailsTwice", ending);
  EXPECT_THAT(report,
              HasSubstr("first failure\n[  BUNDLE  ] " + path + "\n[[ATTACHMENT|" + path + "]]\n"));
  EXPECT_EQ(report.find("BUNDLE"), report.rfind("BUNDLE")) << report;
  EXPECT_EQ(ending.how, "exited with 1");
}

TEST_F(Bundle, IsBesideTheXmlAndInIt) {
  const auto xml = folder.path() / "report.xml";
  run_sample({"--gtest_filter=Pair.IsExpectedToBeSilent", "--gtest_output=xml:" + xml.string()});

  const auto place =
      folder.path() / "report.artifacts" / "Pair.IsExpectedToBeSilent" / "repetition-1-shard-0";
  EXPECT_TRUE(fs::exists(place / "captures.pcapng"));
  boost::property_tree::ptree read;
  boost::property_tree::read_xml(xml.string(), read);
  const auto property = read.get_child("testsuites.testsuite.testcase.properties.property");
  EXPECT_EQ(property.get<std::string>("<xmlattr>.name"), "netrig_bundle");
  EXPECT_EQ(property.get<std::string>("<xmlattr>.value"), place);
}

TEST_F(Bundle, IsNotWrittenWhereTheEnvironmentSaysNowhere) {
  const auto xml = folder.path() / "report.xml";
  const auto ending =
      run_sample({"--gtest_filter=Pair.FailsTwice", "--gtest_output=xml:" + xml.string()},
                 {.environment = {"NETRIG_ARTIFACTS="}});

  EXPECT_THAT(ending.output, Not(HasSubstr("BUNDLE")));
  EXPECT_THAT(files_in(folder.path()), ElementsAre("report.xml"));
}

TEST_F(Bundle, IsNotWrittenForATestThatPasses) {
  const auto ending = run({"--gtest_filter=Pair.IsReached:Plain.*"});

  EXPECT_FALSE(fs::exists(artifacts));
  EXPECT_THAT(ending.output, Not(HasSubstr("BUNDLE")));
  EXPECT_THAT(passed(ending), testing::Contains("Pair.IsReached"));
}

TEST_F(Bundle, IsOnePerRepetitionShardAndProgram) {
  const std::string filter = "--gtest_filter=Pair.FailsTwice";
  run({filter, "--gtest_repeat=2"});
  run({filter});
  for (const auto* index : {"0", "1"})
    run({filter}, {"GTEST_TOTAL_SHARDS=2", std::string("GTEST_SHARD_INDEX=") + index});

  EXPECT_THAT(folders_in(artifacts / "Pair.FailsTwice"),
              testing::IsSupersetOf(
                  {"repetition-1-shard-0", "repetition-2-shard-0", "repetition-1-shard-0.2"}));
  EXPECT_THAT(folders_in(artifacts / "Pair.FailsTwice"), testing::SizeIs(4));
}

TEST_F(Bundle, OfAParameterizedTestHasAFolderOfOneName) {
  run({"--gtest_filter=Three/Doomed.IsNotReached/1"});

  EXPECT_THAT(folders_in(artifacts), ElementsAre("Three-Doomed.IsNotReached-1"));
}

TEST_F(Bundle, ThatCannotBeWrittenSaysSoAndChangesNothingElse) {
  folder.write("artifacts", "a file is in the way");

  const auto ending = run({"--gtest_filter=Pair.FailsTwice:Pair.IsReached"});

  EXPECT_THAT(ending.output, HasSubstr("[  BUNDLE  ] incomplete: "));
  EXPECT_THAT(passed(ending), ElementsAre("Pair.IsReached"));
  EXPECT_THAT(failed(ending), ElementsAre("Pair.FailsTwice"));
  EXPECT_EQ(ending.how, "exited with 1");
}

TEST_F(Bundle, HasPacketsThatCameBehindTheFailure) {
  run({"--gtest_filter=Pair.PingsWhenItHasFailed"});

  EXPECT_THAT(
      text_of(artifacts / "Pair.PingsWhenItHasFailed" / "repetition-1-shard-0" / "captures.pcapng"),
      HasSubstr("sent after the failure"));
}

TEST_F(Bundle, IsWrittenOfAFailureOnANodesThread) {
  const auto ending = run({"--gtest_filter=Pair.ExpectsInANode"});

  EXPECT_TRUE(fs::exists(artifacts / "Pair.ExpectsInANode" / "repetition-1-shard-0" / "nodes" /
                         "server.txt"))
      << ending.output;
}

TEST_F(Bundle, IsNotWrittenByTheChildOfADeathTest) {
  for (const auto* style : {"fast", "threadsafe"})
    run({"--gtest_filter=PairDeathTest.Dies*:PairDeathTest.FailsBeforeItDies",
         std::string("--gtest_death_test_style=") + style});

  EXPECT_THAT(folders_in(artifacts), ElementsAre("PairDeathTest.FailsBeforeItDies"));
  EXPECT_THAT(folders_in(artifacts / "PairDeathTest.FailsBeforeItDies"), testing::SizeIs(2));
}

}  // namespace
}  // namespace netrig
