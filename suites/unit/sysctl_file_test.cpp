// sysctl.conf files, read; and the names of sysctls, understood.
#include "netrig/config/sysctl_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "case.hpp"
#include "netrig/core/error.hpp"
#include "topology/sysctl_checks.hpp"
#include "topology/sysctl_names.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;
using ::testing::Values;

SysctlSetting forwarding(std::string value, std::string source) {
  return {.name = "net.ipv4.ip_forward", .value = std::move(value), .source = std::move(source)};
}

TEST(SysctlText, HasAnAssignmentALine) {
  EXPECT_THAT(sysctl_text("net.ipv4.ip_forward = 1\nnet.ipv4.ip_forward=0"),
              ElementsAre(forwarding("1", "line 1"), forwarding("0", "line 2")));
}

TEST(SysctlText, MayHaveCommentsAndEmptyLines) {
  EXPECT_THAT(sysctl_text("# net.a = 1\n\n  ; net.b = 1\n \t\r\nnet.ipv4.ip_forward = 1\r\n"),
              ElementsAre(forwarding("1", "line 5")));
}

TEST(SysctlText, MayBeEmpty) {
  EXPECT_THAT(sysctl_text(""), IsEmpty());
  EXPECT_THAT(sysctl_text("\n"), IsEmpty());
}

struct LineCase : Case {
  const char* line;
  SysctlSetting setting;
};

class SysctlLine : public ::testing::TestWithParam<LineCase> {};

TEST_P(SysctlLine, IsReadAsSysctlDoes) {
  auto expected = GetParam().setting;
  expected.source = "line 1";

  EXPECT_THAT(sysctl_text(GetParam().line), ElementsAre(expected));
}

INSTANTIATE_TEST_SUITE_P(
    Lines, SysctlLine,
    Values(LineCase{{"Blanks"}, " \tnet.a.b\t =  1  ", {.name = "net.a.b", .value = "1"}},
           LineCase{{"ValueWithBlanks"}, "net.a.b=4096\t 87380 1 ", {"net.a.b", "4096\t 87380 1"}},
           LineCase{{"ValueWithASign"}, "net.a.b = x=y", {"net.a.b", "x=y"}},
           LineCase{{"ValueWithACommentSign"}, "net.a.b = 1 # one", {"net.a.b", "1 # one"}},
           LineCase{{"EmptyValue"}, "net.a.b =", {"net.a.b", ""}},
           LineCase{{"NegativeValue"}, "net.a.b = -1", {"net.a.b", "-1"}},
           LineCase{{"MayFail"}, "-net.a.b = 1", {"net.a.b", "1", true}},
           LineCase{{"MayFailBehindABlank"}, "- net.a.b = 1", {"net.a.b", "1", true}},
           LineCase{{"OutsideOfNetMayFail"}, "-vm.swappiness = 1", {"vm.swappiness", "1", true}},
           LineCase{{"Pattern"}, "net.ipv4.conf.*.x = 1", {"net.ipv4.conf.*.x", "1"}},
           LineCase{{"Exclusion"}, "-net.ipv4.conf.eth0.x", {"net.ipv4.conf.eth0.x", {}}},
           LineCase{{"Slashes"}, "net/ipv4/conf/e.1/x = 1", {"net/ipv4/conf/e.1/x", "1"}}),
    case_name);

TEST(SysctlText, IsRefusedWithAllThatIsWrong) {
  EXPECT_THAT([] { sysctl_text("net.ipv4.ip_forward 1\n\n= 1\nkernel.panic = 10\nnet/../vm/x=1"); },
              ThrowsMessage<DescriptionError>(
                  "cannot use the sysctls:\n"
                  "  line 1: 'net.ipv4.ip_forward 1' has no '='\n"
                  "  line 3:  = 1: it has no name\n"
                  "  line 4: kernel.panic = 10: it is not below net, and no network namespace has "
                  "its own\n"
                  "  line 5: net/../vm/x = 1: it is no name of a sysctl"));
}

TEST(SysctlText, MayBeThatOfAWholeMachine) {
  EXPECT_THAT(
      sysctl_text("kernel.panic = 10", {.skip_machine_wide = true}),
      ElementsAre(SysctlSetting{
          .name = "kernel.panic", .value = "10", .may_be_machine_wide = true, .source = "line 1"}));
}

class SysctlFile : public ::testing::Test {
 protected:
  SysctlFile() { std::filesystem::create_directory(folder); }
  ~SysctlFile() override { std::filesystem::remove_all(folder); }
  std::string write(std::string_view text) const {
    std::ofstream(folder / "router.conf") << text;
    return folder / "router.conf";
  }
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / fmt::format("netrig-sysctl-{}", ::getpid());
};

TEST_F(SysctlFile, NamesItsLines) {
  const auto path = write("# forwarding\nnet.ipv4.ip_forward = 1\n");

  EXPECT_THAT(sysctl_file(path), ElementsAre(forwarding("1", path + ":2")));
}

TEST_F(SysctlFile, IsNamedWhenItIsRefused) {
  const auto path = write("\nnet.ipv4.ip_forward\n");

  EXPECT_THAT(
      [&] { sysctl_file(path); },
      ThrowsMessage<DescriptionError>(fmt::format(
          "cannot use the sysctls of {0}:\n  {0}:2: 'net.ipv4.ip_forward' has no '='", path)));
}

TEST_F(SysctlFile, IsNamedWhenItCannotBeRead) {
  const auto path = (folder / "missing.conf").string();

  EXPECT_THAT([&] { sysctl_file(path); },
              ThrowsMessage<DescriptionError>(
                  fmt::format("cannot read sysctl file {}: No such file or directory", path)));
}

struct NameCase : Case {
  const char *name_of_sysctl, *path, *interface;
};

class SysctlName : public ::testing::TestWithParam<NameCase> {};

TEST_P(SysctlName, HasAPathAndMayHaveAnInterface) {
  const auto path = sysctl_path(GetParam().name_of_sysctl);

  EXPECT_EQ(path, GetParam().path);
  EXPECT_EQ(interface_of_sysctl(path).value_or("none"), GetParam().interface);
}

INSTANTIATE_TEST_SUITE_P(
    Names, SysctlName,
    Values(NameCase{{"Dots"}, "net.ipv4.ip_forward", "net/ipv4/ip_forward", "none"},
           NameCase{{"Slashes"}, "net/ipv4/ip_forward", "net/ipv4/ip_forward", "none"},
           NameCase{{"Interface"}, "net.ipv4.conf.eth0.x", "net/ipv4/conf/eth0/x", "eth0"},
           NameCase{{"DotAmongSlashes"}, "net/ipv6/conf/e.1/x", "net/ipv6/conf/e.1/x", "e.1"},
           NameCase{{"SlashAmongDots"}, "net.ipv6.neigh.e/1.x", "net/ipv6/neigh/e.1/x", "e.1"},
           NameCase{{"All"}, "net.ipv4.conf.all.x", "net/ipv4/conf/all/x", "none"},
           NameCase{{"Default"}, "net.ipv4.conf.default.x", "net/ipv4/conf/default/x", "none"},
           NameCase{{"OneWord"}, "net", "net", "none"}),
    case_name);

TEST(SysctlName, MayBeThatOfTheMachine) {
  EXPECT_TRUE(is_machine_wide("net/core/netdev_max_backlog"));
  EXPECT_TRUE(is_machine_wide("net/ipv4/neigh/default/gc_thresh3"));
  EXPECT_FALSE(is_machine_wide("net/ipv4/neigh/eth0/gc_stale_time"));
  EXPECT_FALSE(is_machine_wide("net/ipv4/ip_forward"));
}

TEST(SysctlSettings, CountOnceWhateverTheirSeparators) {
  const SysctlSetting other{"net.ipv6.bindv6only", "1"};

  EXPECT_THAT(effective({forwarding("1", "a"), other, {"net/ipv4/ip_forward", "0"}}),
              ElementsAre(other, SysctlSetting{"net/ipv4/ip_forward", "0"}));
}

// Those that a topology describes --------------------------------------------------------------

class DescribedSysctls : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId router = topology.add_router("router"), lan = topology.add_switch("lan");
  DescribedSysctls() { topology.connect({router, "eth0.100"}, lan); }
};

TEST_F(DescribedSysctls, ArePlannedWithoutTheirDuplicates) {
  topology.set_sysctl(router, "net.ipv4.ip_forward", "1");
  topology.set_sysctl(router, "net.ipv4.ip_forward", "0");

  EXPECT_THAT(plan(topology).node(router).sysctls, ElementsAre(forwarding("0", "")));
  EXPECT_THAT(plan(topology).node(lan).sysctls, IsEmpty());
}

TEST_F(DescribedSysctls, ArePrinted) {
  topology.set_sysctl(router, "net.ipv4.ip_forward", "0");

  EXPECT_EQ(to_string(topology),
            "router router (net.ipv4.ip_forward = 0)\n"
            "switch lan (br0)\n"
            "router eth0.100 -- lan port1");
}

TEST_F(DescribedSysctls, AreRefusedOutsideOfNet) {
  EXPECT_THAT([&] { topology.set_sysctl(router, "kernel.panic", "1"); },
              ThrowsMessage<DescriptionError>(
                  "cannot set sysctl kernel.panic to 1 in 'router': it is not below net, and no "
                  "network namespace has its own"));
  EXPECT_THAT(topology.node(router).sysctls, IsEmpty());
}

TEST_F(DescribedSysctls, AreRefusedWithAValueOfTwoLines) {
  EXPECT_THAT([&] { topology.set_sysctl(router, "net.ipv4.ip_forward", "1\n2"); },
              ThrowsMessage<DescriptionError>("cannot set sysctl net.ipv4.ip_forward to 1\n2 in "
                                              "'router': its value has more than one line"));
}

TEST_F(DescribedSysctls, MayBeOfInterfacesThatArePlanned) {
  topology.set_sysctl(router, "net.ipv4.conf.lo.rp_filter", "1");
  topology.set_sysctl(router, "net.ipv4.conf.eth0/100.rp_filter", "1");
  topology.set_sysctl(router, "net.ipv4.conf.all.rp_filter", "1");
  topology.set_sysctl(router, "net.ipv4.conf.eth7*.rp_filter", "1");
  topology.set_sysctl(lan, "net.ipv4.conf.br0.rp_filter", "1");
  topology.set_sysctl(lan, "net.ipv4.conf.port1.rp_filter", "1");

  EXPECT_NO_THROW(plan(topology));
}

TEST_F(DescribedSysctls, AreRefusedTogetherForInterfacesThatAreNotPlanned) {
  topology.set_sysctls(router, sysctl_text("net.ipv4.conf.eth7.rp_filter = 1\n"
                                           "net.ipv6.neigh.eth0.mcast_solicit = 1\n"
                                           "-net.ipv4.conf.eth8.rp_filter = 1\n"
                                           "-net.ipv4.conf.eth9.rp_filter\n"));

  EXPECT_THAT(
      [&] { plan(topology); },
      ThrowsMessage<DescriptionError>(
          "cannot set 2 sysctls in 'router':\n"
          "  line 1: net.ipv4.conf.eth7.rp_filter = 1: it has no interface 'eth7', but "
          "'lo', 'eth0.100'\n"
          "  line 2: net.ipv6.neigh.eth0.mcast_solicit = 1: it has no interface 'eth0', but "
          "'lo', 'eth0.100'"));
}

}  // namespace
}  // namespace netrig
