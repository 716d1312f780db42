// The files of a node, as described.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "case.hpp"
#include "netrig/core/error.hpp"
#include "netrig/topology/topology.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class NodeFiles : public ::testing::Test {
 protected:
  Topology topology;
  const NodeId client = topology.add_host("client");

  const auto& files() { return topology.node(client).files; }
};

TEST_F(NodeFiles, AreKeptByTheirPaths) {
  topology.set_file(client, "/etc/nginx//conf.d/../nginx.conf", "events {}\n");

  EXPECT_THAT(files(), ElementsAre(Pair("/etc/nginx/nginx.conf", "events {}\n")));
}

TEST_F(NodeFiles, CountAsTheyAreGivenLast) {
  topology.set_file(client, "/etc/hosts", "first\n");
  topology.set_file(client, "/etc/hosts", "second\n");

  EXPECT_THAT(files(), ElementsAre(Pair("/etc/hosts", "second\n")));
}

TEST_F(NodeFiles, MayBeNameservers) {
  topology.set_nameservers(client, {"192.0.2.53", "2001:db8::53", "fe80::1%16"});

  EXPECT_THAT(files(), ElementsAre(Pair("/etc/resolv.conf",
                                        "nameserver 192.0.2.53\nnameserver 2001:db8::53\n"
                                        "nameserver fe80::1%16\n")));
}

TEST_F(NodeFiles, MayBeNoNameservers) {
  topology.set_nameservers(client, {});

  EXPECT_THAT(files(), ElementsAre(Pair("/etc/resolv.conf", "")));
}

TEST_F(NodeFiles, ArePartOfTheTopology) {
  const auto without = topology;
  topology.set_file(client, "/etc/hosts", "\n192.0.2.80 www.example.com\n");

  EXPECT_NE(topology, without);
  EXPECT_EQ(to_string(topology), "host client (/etc/hosts '192.0.2.80 www.example.com')");
}

struct WrongPath : Case {
  std::string path;
  const char* message;
};

class WrongPaths : public NodeFiles, public ::testing::WithParamInterface<WrongPath> {};

TEST_P(WrongPaths, AreRefused) {
  EXPECT_THAT([&] { topology.set_file(client, GetParam().path, ""); },
              ::testing::ThrowsMessage<DescriptionError>(GetParam().message));
  EXPECT_THAT(files(), ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Paths, WrongPaths,
    ::testing::Values(
        WrongPath{{"Elsewhere"},
                  "/var/lib/app",
                  "'/var/lib/app' cannot be a file of 'client' alone: a node's own files are those "
                  "below /etc, and a program's Program::files"},
        WrongPath{{"OutOfEtc"},
                  "/etc/../etcetera",
                  "'/etc/../etcetera' cannot be a file of 'client' alone: a node's own files are "
                  "those below /etc, and a program's Program::files"},
        WrongPath{{"Relative"},
                  "etc/hosts",
                  "'etc/hosts' cannot be a file of 'client' alone: a node's own files are those "
                  "below /etc, and a program's Program::files"},
        WrongPath{{"EtcItself"},
                  "/etc",
                  "'/etc' cannot be a file of 'client' alone: a node's own files are those below "
                  "/etc, and a program's Program::files"},
        WrongPath{{"Empty"},
                  "",
                  "'' cannot be a file of 'client' alone: a node's own files are those below /etc, "
                  "and a program's Program::files"},
        WrongPath{{"Folder"},
                  "/etc/ssl/",
                  "'/etc/ssl/' cannot be a file of 'client' alone: it is a folder"},
        WrongPath{{"EtcWithASlash"},
                  "/etc/",
                  "'/etc/' cannot be a file of 'client' alone: a node's own files are those below "
                  "/etc, and a program's Program::files"},
        WrongPath{{"ZeroByte"},
                  std::string("/etc/a\0b", 8),
                  "'/etc/a?b' cannot be a file of 'client' alone: its name has a zero byte"}),
    case_name);

struct WrongServers : Case {
  std::vector<IpAddress> servers;
  const char* message;
};

class WrongNameservers : public NodeFiles, public ::testing::WithParamInterface<WrongServers> {};

TEST_P(WrongNameservers, AreRefused) {
  EXPECT_THAT([&] { topology.set_nameservers(client, GetParam().servers); },
              ::testing::ThrowsMessage<DescriptionError>(GetParam().message));
  EXPECT_THAT(files(), ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Servers, WrongNameservers,
    ::testing::Values(
        WrongServers{{"TooMany"},
                     {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"},
                     "cannot make 4 addresses the nameservers of 'client': the C library asks the "
                     "first 3"},
        WrongServers{{"Multicast"},
                     {"224.0.0.251"},
                     "cannot make 224.0.0.251 a nameserver of 'client': it is a multicast address"},
        WrongServers{{"Unspecified"},
                     {"::"},
                     "cannot make :: a nameserver of 'client': it is the unspecified address"}),
    case_name);

TEST_F(NodeFiles, AreNoNameserversWithoutAddresses) {
  EXPECT_THAT([&] { topology.set_nameservers(client, {"ns.example.com"}); },
              ::testing::ThrowsMessage<DescriptionError>("not an IP address: 'ns.example.com'"));
}

}  // namespace
}  // namespace netrig
