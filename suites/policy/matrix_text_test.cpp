// Matrices as texts: read, written, compared.
#include <gmock/gmock.h>

#include <fstream>
#include <netrig/gtest.hpp>
#include <sstream>

#include "case.hpp"
#include "refusal.hpp"
#include "temporary_folder.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;
using ::testing::Values;

constexpr auto approved =
    "IPv4/IPv6  client:icmp  server:icmp  server:80/tcp\n"
    "client     -            reach        reach/drop\n"
    "server     no-route     -            -\n"
    "firewall   reach        silent/-     refuse";

TEST(MatrixText, IsWrittenAsItWasRead) {
  EXPECT_EQ(to_string(ReachabilityMatrix::parse(approved)), approved);
}

TEST(MatrixText, HasAWordForEachVerdict) {
  const auto text =
      "IPv4  a:icmp  b:1/tcp  b:2/tcp  b:3/tcp     b:4/tcp  b:5/tcp  b:6/tcp     b:1/udp     "
      "b:2/udp\n"
      "c     reach   refuse   reject   drop        silent   no-route unresolved  denied      "
      "unexpected";

  const auto matrix = ReachabilityMatrix::parse(text);

  std::vector<Verdict> verdicts;
  for (const auto& cell : matrix.cells()) verdicts.push_back(cell.ipv4->verdict);
  EXPECT_THAT(verdicts, ElementsAre(Verdict::reached, Verdict::refused, Verdict::rejected,
                                    Verdict::dropped, Verdict::silent, Verdict::no_route,
                                    Verdict::unresolved, Verdict::denied, Verdict::unexpected));
}

TEST(MatrixText, PutsTheFamiliesOfACellApartWhereTheyDiffer) {
  const auto matrix = ReachabilityMatrix::parse(approved);

  const auto& web = matrix.cell("client", "server:80/tcp");
  EXPECT_EQ(web.ipv4->verdict, Verdict::reached);
  EXPECT_EQ(web.ipv6->verdict, Verdict::dropped);
  const auto& echo = matrix.cell("firewall", "server:icmp");
  EXPECT_EQ(echo.ipv4->verdict, Verdict::silent);
  EXPECT_FALSE(echo.ipv6);
  EXPECT_FALSE(matrix.cell("client", "client:icmp").is_asked());
}

TEST(MatrixText, MayHaveCommentsAndAnyBlanks) {
  const auto matrix = ReachabilityMatrix::parse(R"(
    # approved by the network team
    IPv4/IPv6 client:icmp	server:icmp server:80/tcp   # the web server
    firewall  reach       silent/-    refuse/refuse

    client    -           reach       reach/drop
    server    no-route    -           -  )");

  EXPECT_EQ(matrix, ReachabilityMatrix::parse(approved));
}

TEST(MatrixText, IsAnotherMatrixWithAnotherWord) {
  std::string text = approved;
  text.replace(text.find("refuse"), 6, "reject");

  EXPECT_NE(ReachabilityMatrix::parse(text), ReachabilityMatrix::parse(approved));
}

TEST(MatrixText, IsAnotherMatrixOfAnotherFamily) {
  EXPECT_NE(ReachabilityMatrix::parse("IPv4 b:icmp\na reach"),
            ReachabilityMatrix::parse("IPv6 b:icmp\na reach"));
}

TEST(MatrixText, IsTheSameAsWhatWasMeasured) {
  ReachabilityMatrix measured({Family::ipv4}, {"a"}, {"b:icmp"});
  measured.set("a", "b:icmp", Family::ipv4, {Verdict::dropped, Outcome()});

  EXPECT_EQ(measured, ReachabilityMatrix::parse("IPv4 b:icmp\na drop"));
}

TEST(MatrixText, ComesBackFromAFile) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "approved.matrix";

  write_matrix_file(path, ReachabilityMatrix::parse(approved));

  EXPECT_EQ(matrix_file(path), ReachabilityMatrix::parse(approved));
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(text.str(), std::string(approved) + "\n");
}

TEST(MatrixText, NamesTheFileThatIsWrong) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "wrong.matrix";
  folder.write("wrong.matrix", "IPv4 b:icmp\na dorp\n");

  EXPECT_THAT(refusal_of([&] { matrix_file(path); }),
              HasSubstr(path.string() + ": line 2, column 3: 'dorp' is no word of a matrix"));
  EXPECT_THAT(refusal_of([&] { matrix_file(folder.path() / "none"); }),
              HasSubstr("cannot read matrix file"));
}

TEST(Matrix, NamesTheRowsAndColumnsThatThereAre) {
  const auto matrix = ReachabilityMatrix::parse(approved);

  EXPECT_EQ(refusal_of([&] { matrix.cell("clinet", "server:icmp"); }),
            "no row 'clinet': the matrix has 'client', 'server', 'firewall'");
  EXPECT_EQ(refusal_of([&] { matrix.cell("client", "server:81/tcp"); }),
            "no column 'server:81/tcp': the matrix has 'client:icmp', 'server:icmp', "
            "'server:80/tcp'");
}

// Its text would be read as something else, or its policy.
TEST(Matrix, RefusesANodeThatItsTextCannotHold) {
  for (const std::string name : {"", "#x", "a b", "IPv4", "IPv6", "everyone", "anyone"}) {
    const auto refusal = HasSubstr("a matrix cannot have the node '" + name + "': ");
    const Destination there(name, std::nullopt);

    EXPECT_THAT(refusal_of([&] { ReachabilityMatrix({Family::ipv4}, {name}, {}); }), refusal);
    EXPECT_THAT(refusal_of([&] { ReachabilityMatrix({Family::ipv4}, {}, {there}); }), refusal);
  }
  EXPECT_NO_THROW(ReachabilityMatrix({Family::ipv4}, {"x#"}, {"no:icmp"}));
  EXPECT_EQ(refusal_of([] { ReachabilityMatrix::parse("IPv4 b:icmp\nanyone reach"); }),
            "line 2, column 1: no node is called 'anyone': in a policy this is any node");
}

TEST(Matrix, IsPrintedOnLinesOfItsOwn) {
  EXPECT_EQ(::testing::PrintToString(ReachabilityMatrix::parse("IPv4 b:icmp\na drop")),
            "\nIPv4  b:icmp\na     drop");
}

struct WrongText : Case {
  const char* text;
  const char* refusal;
};
class WrongMatrixText : public ::testing::TestWithParam<WrongText> {};

TEST_P(WrongMatrixText, IsRefusedWithItsPlace) {
  EXPECT_EQ(refusal_of([] { ReachabilityMatrix::parse(GetParam().text); }), GetParam().refusal);
}
INSTANTIATE_TEST_SUITE_P(
    Texts, WrongMatrixText,
    Values(WrongText{{"Empty"}, "# nothing\n", "no matrix: the text has no line but comments"},
           WrongText{{"NoFamilies"},
                     "       b:icmp\na reach",
                     "line 1, column 8: a matrix begins with IPv4, IPv6 or IPv4/IPv6, and not with "
                     "'b:icmp'"},
           WrongText{{"NoTable"},
                     "client reaches server",
                     "line 1, column 1: a matrix begins with IPv4, IPv6 or IPv4/IPv6, and not with "
                     "'client'"},
           WrongText{{"NoService"},
                     "IPv4 b:icmp b\na reach reach",
                     "line 1, column 13: not a destination: 'b': write 'b:80/tcp', 'b:53/udp' or, "
                     "for ping, 'b:icmp'"},
           WrongText{{"NoPort"},
                     "IPv4 b:65536/tcp\na reach",
                     "line 1, column 6: not a destination: 'b:65536/tcp': write 'b:80/tcp', "
                     "'b:53/udp' or, for ping, 'b:icmp'"},
           WrongText{{"ColumnTwice"},
                     "IPv4 b:icmp b:icmp\na reach reach",
                     "line 1, column 13: the table has a column 'b:icmp' already"},
           WrongText{{"RowTwice"},
                     "IPv4 b:icmp\na reach\na drop",
                     "line 3, column 1: the matrix has a row 'a' already"},
           WrongText{{"UnknownWord"},
                     "IPv4 b:icmp\na block",
                     "line 2, column 3: 'block' is no word of a matrix: they are reach, refuse, "
                     "reject, drop, silent, no-route, unresolved, denied, unexpected, no-address "
                     "and -"},
           WrongText{{"TooFewWords"},
                     "IPv4 b:icmp b:80/tcp\na reach",
                     "line 2, column 3: the row 'a' ends before the column 'b:80/tcp': it has 1 of "
                     "2 words"},
           WrongText{{"TooManyWords"},
                     "IPv4 b:icmp\na reach drop",
                     "line 2, column 9: the row 'a' has a word more than the table of line 1 has "
                     "columns: 'drop'"},
           WrongText{{"TwoFamiliesInOne"},
                     "IPv6 b:icmp\na reach/drop",
                     "line 2, column 3: 'reach/drop' has a word for each of two families, and the "
                     "table is of IPv6 only"}),
    case_name);

}  // namespace
}  // namespace netrig
