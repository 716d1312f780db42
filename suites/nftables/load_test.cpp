// A ruleset is put in force as `nft -f` would, from its own folder.
#include <netrig/nftables.hpp>

#include <filesystem>
#include <tuple>

#include "case.hpp"
#include "firewalled.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::Combine;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;
using ::testing::Values;

// What a production ruleset is made of.
constexpr auto perimeter = R"(#!/usr/sbin/nft -f
flush ruleset

define open_ports = { 80, 443 }
include "./zones.nft"

table inet filter {
  set banned {
    type ipv4_addr; flags interval
    elements = { 10.0.1.128/25, 192.0.2.1-192.0.2.9 }
  }
  map verdicts {
    type inet_service : verdict
    elements = { 25 : drop, 26 : jump mail }
  }
  chain mail {
    tcp dport 26 accept
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state vmap { established : accept, related : accept, invalid : drop }
    ip saddr @banned drop
    iifname $inside tcp dport $open_ports accept
    tcp dport vmap @verdicts
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
  }
}
)";
constexpr auto zones = "define inside = lan\n";

struct PortCase : Case {
  std::uint16_t port;
  Verdict verdict;
};

class Perimeter : public Firewalled,
                  public ::testing::WithParamInterface<std::tuple<PortCase, Family>> {
 protected:
  const Family family = std::get<Family>(GetParam());
  const PortCase row = std::get<PortCase>(GetParam());
  const TemporaryFolder folder;
  Perimeter() {
    folder.write("zones.nft", zones);
    topology.configure(firewall, nftables_file(folder.write("perimeter.nft", perimeter)));
  }
};
INSTANTIATE_TEST_SUITE_P(Ports, Perimeter,
                         Combine(Values(PortCase{{"ThatAVariableNames"}, 80, Verdict::reached},
                                        PortCase{
                                            {"ThatAVariableDoesNotName"}, 23, Verdict::dropped},
                                        PortCase{{"ThatAMapLetsThrough"}, 26, Verdict::reached},
                                        PortCase{{"ThatAMapDrops"}, 25, Verdict::dropped}),
                                 both_families),
                         combined_name);

TEST_P(Perimeter, DoesAsTheFileSaysToAPort) {
  const auto service = node(server).serve(tcp(row.port));

  EXPECT_THAT(connect(family, row.port), HasVerdict(row.verdict));
}

class Loading : public Firewalled {
 protected:
  const TemporaryFolder folder;
  void configure(const Configuration& configuration) { node(firewall).configure(configuration); }
  std::vector<std::string> texts() {
    std::vector<std::string> found;
    for (const auto& rule : nftables_ruleset(node(firewall)).rules()) found.push_back(rule.text);
    return found;
  }
};

constexpr auto counted = "table inet filter { chain forward { tcp dport $port counter; }; }";
constexpr auto with_include =
    "include \"part.nft\"\n"
    "table inet filter { chain forward { tcp dport $port counter; }; }";

TEST_F(Loading, KeepsAnAddressInASetOut) {
  const auto web = node(server).serve(tcp(80));
  configure(nftables_text(R"(
    table ip filter {
      set banned { type ipv4_addr; }
      chain forward {
        type filter hook forward priority filter
        ip saddr @banned drop
      }
    })"));
  EXPECT_THAT(connect(Family::ipv4, 80), Reached());

  configure(nftables_text("add element ip filter banned { 10.0.1.2 }"));

  EXPECT_THAT(connect(Family::ipv4, 80), Dropped());
  EXPECT_THAT(connect(Family::ipv6, 80), Reached());
}

TEST_F(Loading, TakesVariablesForText) {
  configure(nftables_text(counted, {.variables = {{"port", "{ 80, 443 }"}, {"unused", "lan"}}}));

  EXPECT_THAT(texts(), ElementsAre("tcp dport { 80, 443 } counter"));
}

TEST_F(Loading, TakesVariablesForAFile) {
  configure(nftables_file(folder.write("a.nft", counted), {.variables = {{"port", "80"}}}));

  EXPECT_THAT(texts(), ElementsAre("tcp dport 80 counter"));
}

TEST_F(Loading, IncludesAFileBesideTheRuleset) {
  folder.write("part.nft", "define port = 81\n");

  configure(nftables_file(folder.write("a.nft", with_include)));

  EXPECT_THAT(texts(), ElementsAre("tcp dport 81 counter"));
}

TEST_F(Loading, IncludesFromAnIncludePath) {
  folder.write("parts/part.nft", "define port = 82\n");

  configure(nftables_text(with_include, {.include_paths = {folder.path() / "parts"}}));

  EXPECT_THAT(texts(), ElementsAre("tcp dport 82 counter"));
}

TEST_F(Loading, IncludesAllThatAPatternNamesInTheOrderOfTheirNames) {
  folder.write("parts/1.nft", "add table ip one\n");
  folder.write("parts/2.nft", "add table ip two\n");

  configure(nftables_file(folder.write("a.nft", "include \"./parts/*.nft\"\n")));

  const auto tables = nftables_ruleset(node(firewall)).tables;
  EXPECT_THAT(tables, ElementsAre(Field("name", &Ruleset::Table::name, "one"),
                                  Field("name", &Ruleset::Table::name, "two")));
}

TEST_F(Loading, LeavesTheProgramsWorkingDirectoryAlone) {
  const auto before = std::filesystem::current_path();

  configure(nftables_file(folder.write("a.nft", "add table ip one")));

  EXPECT_EQ(std::filesystem::current_path(), before);
}

TEST_F(Loading, AddsToWhatIsThereUnlessTheRulesetFlushes) {
  configure(nftables_text("add table ip one"));
  configure(nftables_text("add table ip two"));
  EXPECT_THAT(nftables_ruleset(node(firewall)).tables, SizeIs(2));

  configure(nftables_text("flush ruleset\nadd table ip three"));

  EXPECT_THAT(nftables_ruleset(node(firewall)).tables,
              ElementsAre(Field("name", &Ruleset::Table::name, "three")));
}

TEST_F(Loading, ReadsTheFileWhenItIsNamed) {
  const auto configuration = nftables_file(folder.write("a.nft", "add table ip one"));
  folder.write("a.nft", "add table ip two");

  configure(configuration);

  EXPECT_THAT(nftables_ruleset(node(firewall)).tables,
              ElementsAre(Field("name", &Ruleset::Table::name, "one")));
}

TEST_F(Loading, IsOneNodesBusinessOnly) {
  configure(nftables_text("add table ip one"));

  EXPECT_THAT(nftables_ruleset(node(client)).tables, IsEmpty());
}

TEST_F(Loading, TakesTenThousandElements) {
  std::string elements;
  for (int i = 0; i < 10'000; ++i)
    elements += fmt::format("198.{}.{}.{}, ", 18 + i / 65'536, i / 256 % 256, i % 256);

  configure(nftables_text(
      fmt::format("table ip filter {{\n set banned {{ type ipv4_addr; elements = {{ {} }}; }}\n }}",
                  elements)));

  EXPECT_THAT(nftables_ruleset(node(firewall)).set("ip filter banned").elements, SizeIs(10'000));
}

// What is wrong before any system call that changes something
// --------------------------------------

TEST(NftablesFile, ThatIsMissingIsRefusedAtOnce) {
  EXPECT_THAT([] { nftables_file("no/such.nft"); },
              ThrowsMessage<DescriptionError>(
                  "cannot read nftables ruleset no/such.nft: No such file or directory"));
}

TEST(NftablesFile, ThatIsAFolderIsRefusedAtOnce) {
  const TemporaryFolder folder;

  EXPECT_THAT([&] { nftables_file(folder.path()); },
              ThrowsMessage<DescriptionError>(HasSubstr(": Is a directory")));
}

TEST(NftablesText, RefusesAnIncludePathThatIsNone) {
  EXPECT_THAT(
      [] { nftables_text("add table x", {.include_paths = {"/no/such"}}); },
      ThrowsMessage<DescriptionError>("cannot use nftables ruleset 'add table x': no folder "
                                      "to include from: /no/such"));
}

TEST(NftablesText, RefusesAVariableThatIsNone) {
  EXPECT_THAT(
      [] {
        nftables_text("add table x", {.variables = {{"a b", "1"}}});
      },
      ThrowsMessage<DescriptionError>(
          "cannot use nftables ruleset 'add table x': not a variable's name: 'a b'"));
}

TEST(NftablesText, IsAValue) {
  EXPECT_EQ(nftables_text("add table x"), nftables_text("add table x"));
  EXPECT_NE(nftables_text("add table x"), nftables_text("add table y"));
  EXPECT_NE(nftables_text("add table x"),
            nftables_text("add table x", {.variables = {{"port", "80"}}}));
}

// The kernel takes a ruleset in one message, which must fit into a socket's buffer:
// net.core.wmem_max is 208 KiB where nobody has changed it.
TEST_F(Loading, OfFiveHundredRulesNeedsNoRoot) {
  std::string rules;
  for (int port = 1; port <= 500; ++port)
    rules += fmt::format("ip saddr 192.0.2.0/24 tcp dport {} counter accept\n", port);

  node(firewall).configure(nftables_text("table inet t { chain c {\n" + rules + "}; }"));

  EXPECT_THAT(nftables_ruleset(node(firewall)).chain("inet t c").rules, SizeIs(500));
}

}  // namespace
}  // namespace netrig
