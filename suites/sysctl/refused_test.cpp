// Sysctls that no node can have, that the kernel does not know, and values that it refuses.
#include <netrig/gtest.hpp>

#include "case.hpp"
#include "namespace_test.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Property;
using ::testing::Throws;
using ::testing::ThrowsMessage;

class RouterAndHost : public NamespaceTest {
 protected:
  Topology topology;
  const NodeId router = topology.add_router("router"), host = topology.add_host("host");
  RouterAndHost() { topology.connect(router, host, {"10.0.0.0/24", "2001:db8::/64"}); }

  void build() const { Network{topology}; }
};

struct RefusalCase : Case {
  const char *name_of_sysctl, *value, *reason;
  std::errc code = std::errc::no_such_file_or_directory;
};

class RefusedSysctlName : public RouterAndHost, public ::testing::WithParamInterface<RefusalCase> {
 protected:
  std::string sentence() const {
    return fmt::format("cannot set sysctl {} to {} in 'router': {}", GetParam().name_of_sysctl,
                       GetParam().value, GetParam().reason);
  }
  auto is_expected() const {
    return Throws<Error>(AllOf(Property(&Error::what, ::testing::StrEq(sentence())),
                               Property(&Error::code, GetParam().code)));
  }
};

TEST_P(RefusedSysctlName, IsRefusedInARunningNode) {
  Network network(topology);

  EXPECT_THAT([&] { network[router].set_sysctl(GetParam().name_of_sysctl, GetParam().value); },
              is_expected());
}

TEST_P(RefusedSysctlName, IsRefusedWhenTheNetworkIsBuilt) {
  topology.set_sysctl(router, GetParam().name_of_sysctl, GetParam().value);

  EXPECT_THAT([&] { build(); }, is_expected());
}

constexpr auto of_the_machine = "the whole machine has one, and no network namespace its own";

INSTANTIATE_TEST_SUITE_P(
    Names, RefusedSysctlName,
    ::testing::Values(
        RefusalCase{{"Unknown"}, "net.ipv4.ip_fordward", "1", "this kernel has no such sysctl"},
        RefusalCase{
            {"UnknownIpv6"}, "net.ipv6.conf.eth0.forward", "1", "this kernel has no such sysctl"},
        RefusalCase{{"UnknownPattern"},
                    "net.ipv4.conf.*.forward",
                    "1",
                    "this node has no sysctl that it matches"},
        RefusalCase{{"PatternThatLeadsOutOfNet"},
                    "net/.?/kernel/printk_ratelimit_burst",
                    "many",
                    "this node has no sysctl that it matches"},
        RefusalCase{{"OfTheMachine"}, "net.core.netdev_max_backlog", "1000", of_the_machine},
        RefusalCase{{"OfTheMachinesTcp"}, "net.ipv4.tcp_mem", "1 2 3", of_the_machine},
        RefusalCase{
            {"OfTheMachinesNeighbours"}, "net.ipv6.neigh.default.gc_thresh1", "1", of_the_machine},
        RefusalCase{{"OfTheMachineToBeRead"},
                    "net.netfilter.nf_conntrack_max",
                    "100",
                    of_the_machine,
                    std::errc::permission_denied},
        RefusalCase{{"ToBeRead"},
                    "net.ipv4.conf.eth0.mc_forwarding",
                    "1",
                    "it can only be read",
                    std::errc::permission_denied},
        RefusalCase{{"ValueForIpv4"},
                    "net.ipv4.ip_forward",
                    "many",
                    "Invalid argument",
                    std::errc::invalid_argument},
        RefusalCase{{"ValueOfTooManyNumbers"},
                    "net.ipv4.tcp_rmem",
                    "4096 87380 6291456 4 5 6",
                    "Invalid argument",
                    std::errc::invalid_argument},
        RefusalCase{{"ValueForIpv6"},
                    "net.ipv6.conf.eth0.addr_gen_mode",
                    "9",
                    "Invalid argument",
                    std::errc::invalid_argument}),
    case_name);

TEST_F(RouterAndHost, HaveNothingOfAValueThatIsTakenInPart) {
  Network network(topology);

  const auto before = network[router].sysctl("net.ipv4.tcp_rmem");
  EXPECT_THROW(network[router].set_sysctl("net.ipv4.tcp_rmem", "5000 87380 6291456 4"), Error);

  EXPECT_EQ(network[router].sysctl("net.ipv4.tcp_rmem"), before);
}

TEST_F(RouterAndHost, NamesAllThatIsWrongWithAFileAtOnce) {
  topology.set_sysctls(router, sysctl_text("net.ipv4.ip_forward = 0\n"
                                           "net.ipv4.conf.eth0.forwarding = many\n"
                                           "net.ipv4.tcp_mem = 1 2 3\n"
                                           "net.ipv6.no_such_thing = 1\n"));

  EXPECT_THAT([&] { build(); },
              ThrowsMessage<Error>(
                  "cannot set 3 sysctls in 'router':\n"
                  "  line 3: net.ipv4.tcp_mem = 1 2 3: the whole machine has one, and no network "
                  "namespace its own\n"
                  "  line 4: net.ipv6.no_such_thing = 1: this kernel has no such sysctl\n"
                  "  line 2: net.ipv4.conf.eth0.forwarding = many: Invalid argument"));
}

TEST_F(RouterAndHost, NamesTheLineOfTheOneThatIsWrong) {
  topology.set_sysctls(router, sysctl_text("\nnet.ipv4.ip_forward = many"));

  EXPECT_THAT([&] { build(); },
              ThrowsMessage<Error>("cannot set sysctl net.ipv4.ip_forward to many in 'router' "
                                   "(line 2): Invalid argument"));
}

TEST_F(RouterAndHost, HaveTheirOldSysctlsWhenOneOfTheNewIsRefused) {
  Network network(topology);
  const auto node = network[router];

  EXPECT_THROW(node.set_sysctls(sysctl_text("net.ipv4.ip_default_ttl = 7\n"
                                            "net.ipv6.bindv6only = 1\n"
                                            "net.ipv4.ip_forward = many\n"
                                            "net.ipv4.tcp_fin_timeout = 9\n")),
               Error);

  EXPECT_EQ(node.sysctl("net.ipv4.ip_default_ttl"), "64");
  EXPECT_EQ(node.sysctl("net.ipv6.bindv6only"), "0");
  EXPECT_EQ(node.sysctl("net.ipv4.tcp_fin_timeout"), "60");
}

TEST_F(RouterAndHost, PassOverWhatMayFail) {
  topology.set_sysctls(router, sysctl_text("-net.ipv4.ip_forward = many\n"
                                           "-net.ipv4.no_such_thing = 1\n"
                                           "-net.ipv4.conf.eth7.forwarding = 1\n"
                                           "-net.ipv4.conf.*.no_such_thing = 1\n"
                                           "-kernel.hostname = mine\n"
                                           "net.ipv4.ip_default_ttl = 7\n"));

  Network network(topology);

  EXPECT_EQ(network[router].sysctl("net.ipv4.ip_forward"), "1");
  EXPECT_EQ(network[router].sysctl("net.ipv4.ip_default_ttl"), "7");
}

TEST_F(RouterAndHost, TakeTheFileOfAWholeMachine) {
  topology.set_sysctls(router, sysctl_text("kernel.panic = 10\n"
                                           "vm.swappiness = 1\n"
                                           "net.core.rmem_max = 212992\n"
                                           "net.core.netdev_max_backlog = 1000\n"
                                           "net.ipv4.neigh.default.gc_thresh1 = 1024\n"
                                           "net.netfilter.nf_conntrack_max = 65536\n"
                                           "net.ipv4.tcp_rmem = 4096  16384\t65536\n"
                                           "net.ipv4.ip_forward = 0\n",
                                           {.skip_machine_wide = true}));

  Network network(topology);

  EXPECT_EQ(network[router].sysctl("net.ipv4.ip_forward"), "0");
  EXPECT_EQ(network[router].sysctl("net.ipv4.tcp_rmem"), "4096\t16384\t65536");
}

TEST_F(RouterAndHost, DoNotTakeTheFileOfAnotherMachine) {
  topology.set_sysctls(router,
                       sysctl_text("net.ipv4.no_such_thing = 1", {.skip_machine_wide = true}));

  EXPECT_THAT([&] { build(); },
              ThrowsMessage<Error>("cannot set sysctl net.ipv4.no_such_thing to 1 in 'router' "
                                   "(line 1): this kernel has no such sysctl"));
}

TEST_F(RouterAndHost, SayWhichSysctlCannotBeRead) {
  Network network(topology);
  const auto node = network[host];

  EXPECT_THAT([&] { node.sysctl("net.ipv4.tcp_mem"); },
              ThrowsMessage<Error>(
                  "cannot read sysctl net.ipv4.tcp_mem in 'host': No such file or directory; the "
                  "whole machine has one, and no network namespace its own"));
  EXPECT_THAT([&] { node.sysctl("net.ipv4.conf.eth7.forwarding"); },
              ThrowsMessage<Error>("cannot read sysctl net.ipv4.conf.eth7.forwarding in 'host': No "
                                   "such file or directory; there is no interface 'eth7'"));
  EXPECT_THAT([&] { node.sysctl("kernel.hostname"); },
              ThrowsMessage<DescriptionError>(
                  "cannot read sysctl kernel.hostname in 'host': it is not below net, and no "
                  "network namespace has its own"));
}

}  // namespace
}  // namespace netrig
