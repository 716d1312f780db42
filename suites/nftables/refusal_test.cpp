// A ruleset that is wrong: where it is, in the words of nft, and the old one still in force.
#include <netrig/nftables.hpp>

#include "firewalled.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Eq;
using ::testing::Property;
using ::testing::StrEq;

constexpr auto in_force = R"(
table inet filter {
  chain forward {
    type filter hook forward priority filter
    tcp dport 23 counter drop comment "no telnet"
  }
})";

class Refusal : public Firewalled {
 protected:
  const TemporaryFolder folder;
  void network_ready() override { configure(nftables_text(in_force)); }
  Ruleset ruleset() { return nftables_ruleset(node(firewall)); }
};

auto IsAt(const std::string& file, unsigned line, unsigned column) {
  return AllOf(Property("file", &RulesetError::file, file),
               Property("line", &RulesetError::line, line),
               Property("column", &RulesetError::column, column));
}
auto Says(const std::string& message) {
  return Property("message", &RulesetError::message, message);
}
auto HasCode(std::errc code) {
  return Property("code", &RulesetError::code, Eq(code));
}

TEST_F(Refusal, OfAMistakeNamesNodeFileLineAndColumn) {
  const auto file =
      folder.write("bad.nft", "flush ruleset\ntable ip x {\n  chain y { drpo; }\n}\n");

  const auto error = refusal_of(nftables_file(file));

  EXPECT_THAT(error, AllOf(IsAt(file, 3, 17), HasCode(std::errc::invalid_argument)));
  EXPECT_THAT(error.what(), StrEq("cannot load nftables ruleset " + file.string() +
                                  " in 'firewall': " + file.string() + ":3:17-17: Error: " +
                                  error.message() + "\n  chain y { drpo; }\n                ^"));
}

TEST_F(Refusal, OfATextNamesLineAndColumn) {
  const auto error = refusal_of(nftables_text("\ntable ip x {\n  chain y { drpo; }\n}\n"));

  EXPECT_THAT(error, IsAt("", 3, 17));
  EXPECT_THAT(error.what(),
              ::testing::StartsWith("cannot load nftables ruleset 'table ip x {' in 'firewall': "
                                    "<text>:3:17-17: Error: "));
}

TEST_F(Refusal, OfAnIncludedFileNamesThatFile) {
  const auto part = folder.write("parts/part.nft", "\nadd tabel ip x\n");
  const auto file = folder.write("a.nft", "include \"./parts/part.nft\"\n");

  const auto error = refusal_of(nftables_file(file));

  EXPECT_THAT(error, IsAt(part, 2, 11));
  EXPECT_THAT(error.what(),
              ::testing::HasSubstr("In file included from " + file.string() + ":1:1-27:\n"));
}

TEST_F(Refusal, OfAFileThatIsNotThereNamesWhoIncludesIt) {
  const auto file = folder.write("a.nft", "\ninclude \"missing.nft\"\n");

  EXPECT_THAT(refusal_of(nftables_file(file)),
              AllOf(IsAt(file, 2, 1), Says("File not found: missing.nft")));
}

TEST_F(Refusal, OfAVariableThatIsNotDefined) {
  EXPECT_THAT(refusal_of(nftables_text("table ip x { set s { type ipv4_addr; elements = $mine; } }",
                                       {.variables = {{"yours", "1"}}})),
              AllOf(IsAt("", 1, 50), Says("unknown identifier 'mine'")));
}

TEST_F(Refusal, ByTheKernelHasItsCode) {
  const auto file = folder.write(
      "a.nft", "flush ruleset\nadd table ip x\nadd chain ip x y\nadd rule ip x y jump z\n");

  EXPECT_THAT(refusal_of(nftables_file(file)),
              AllOf(IsAt(file, 4, 13), HasCode(std::errc::no_such_file_or_directory)));
}

TEST_F(Refusal, OfAMistypedNameSaysWhatIsMeant) {
  EXPECT_THAT(
      refusal_of(nftables_text("add rule ip filter forward accept")),
      AllOf(IsAt("", 1, 13), HasCode(std::errc::no_such_file_or_directory),
            Says("No such file or directory; did you mean table ‘filter’ in family inet?")));
}

TEST_F(Refusal, LeavesTheOldRulesetInForce) {
  const auto telnet = node(server).serve(tcp(23)), web = node(server).serve(tcp(80));
  const auto before = ruleset();

  refusal_of(nftables_text("flush ruleset\ntable inet filter { chain forward { drpo; }; }"));
  refusal_of(nftables_text("flush ruleset\nadd rule ip nowhere forward accept\n"));

  EXPECT_EQ(ruleset(), before);
  EXPECT_THAT(connect(Family::ipv4, 23), Dropped());
  EXPECT_THAT(connect(Family::ipv6, 23), Dropped());
  EXPECT_THAT(connect(Family::ipv4, 80), Reached());
}

TEST_F(Refusal, OfOneDoesNotSpoilTheNext) {
  refusal_of(nftables_text("add tabel ip x"));

  configure(nftables_text("add table ip x"));

  EXPECT_EQ(ruleset().table("ip x").name, "x");
}

TEST_F(Refusal, EndsTheNetworkThatIsBuiltWithIt) {
  auto other = topology;
  other.configure(firewall, nftables_text("add tabel ip x"));

  EXPECT_THROW(Network{other}, RulesetError);
}

}  // namespace
}  // namespace netrig
