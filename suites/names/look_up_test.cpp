// getaddrinfo() and getnameinfo() on a node's thread: by the node's own files, whatever the machine
// or another node has in its.
#include <netrig/gtest.hpp>

#include <thread>

#include "families.hpp"
#include "look_up.hpp"
#include "name_server.hpp"

namespace netrig {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

// client --+-- lan --+-- first.example's name server
//   other --+         +-- another one
class LookUp : public NetworkTest, public OfEachFamily {
 protected:
  const NodeId lan = topology.add_switch("lan"), client = topology.add_host("client"),
               other = topology.add_host("other"), first = topology.add_host("first"),
               second = topology.add_host("second");

  LookUp() {
    for (const auto host : {client, other, first, second})
      topology.connect(host, lan, {"192.0.2.0/24", "2001:db8::/64"});
  }

  const IpAddress first_server = either("192.0.2.3", "2001:db8::3"),
                  second_server = either("192.0.2.4", "2001:db8::4"),
                  first_address = either("203.0.113.1", "2001:db8:1::1"),
                  second_address = either("203.0.113.2", "2001:db8:1::2");

  Process start_first() {
    return start_name_server(node(first),
                             {"--host-record=www.example.com,203.0.113.1,2001:db8:1::1",
                              "--host-record=deep.lab.example.com,203.0.113.9,2001:db8:1::9"});
  }
  Process start_second() {
    return start_name_server(node(second),
                             {"--host-record=www.example.com,203.0.113.2,2001:db8:1::2"});
  }
  Found find(const std::string& name) {
    return node(client).run([&] { return look_up(name, family); });
  }
  std::string name_of(const IpAddress& address) {
    return node(client).run([&] { return netrig::name_of(address); });
  }
};

TEST_P(LookUp, FindsTheNodeItself) {
  EXPECT_THAT(find("client").addresses, Contains(either("127.0.1.1", "::1")));
  EXPECT_THAT(find("localhost").addresses, Contains(either("127.0.0.1", "::1")));
  EXPECT_EQ(name_of(either("127.0.1.1", "::1")), either<std::string>("client", "localhost"));
}

TEST_P(LookUp, FindsWhatHostsHas) {
  node(client).set_file("/etc/hosts", to_string(first_address) + " www.example.com\n");

  EXPECT_THAT(find("www.example.com").addresses, ElementsAre(first_address));
  EXPECT_EQ(name_of(first_address), "www.example.com");
}

TEST_P(LookUp, FailsUntilThereIsANameserver) {
  const auto server = start_first();
  EXPECT_EQ(find("www.example.com").error, "Temporary failure in name resolution");

  node(client).set_nameservers({first_server});

  EXPECT_THAT(find("www.example.com").addresses, ElementsAre(first_address));
  EXPECT_EQ(name_of(first_address), "www.example.com");
  EXPECT_EQ(find("no-such-name.example.com").error, "Name or service not known");
}

TEST_P(LookUp, AsksTheNameserverThatIsSetNow) {
  const auto one = start_first(), two = start_second();

  for (int i = 0; i < 10; ++i) {
    node(client).set_nameservers({first_server});
    EXPECT_THAT(find("www.example.com").addresses, ElementsAre(first_address));
    node(client).set_nameservers({second_server});
    EXPECT_THAT(find("www.example.com").addresses, ElementsAre(second_address));
  }
}

TEST_P(LookUp, AsksTheNameserverThatAProgramWroteDown) {
  const auto one = start_first(), two = start_second();
  node(client).set_nameservers({first_server});
  find("www.example.com");

  // Never into the machine's own, whatever is wrong.
  node(client).run_program({"sh", "-c",
                            "grep -q ' /etc ' /proc/self/mounts && "
                            "echo \"nameserver $0\" >/etc/resolv.conf",
                            to_string(second_server)});

  EXPECT_THAT(find("www.example.com").addresses, ElementsAre(second_address));
}

TEST_P(LookUp, AsksTheNextNameserverWhereOneRefuses) {
  const auto server = start_first();
  node(client).set_nameservers({second_server, first_server});

  EXPECT_THAT(find("www.example.com").addresses, ElementsAre(first_address));
}

TEST_P(LookUp, CompletesNamesByTheSearchList) {
  const auto server = start_first();
  const auto configuration = "nameserver " + to_string(first_server) + "\nsearch example.com\n";

  node(client).set_file("/etc/resolv.conf", configuration);
  EXPECT_THAT(find("www").addresses, ElementsAre(first_address));
  EXPECT_THAT(find("deep.lab").addresses.size(), 1U) << "after deep.lab itself";

  node(client).set_file("/etc/resolv.conf", configuration + "options ndots:3\n");
  EXPECT_THAT(find("deep.lab").addresses, ElementsAre(either("203.0.113.9", "2001:db8:1::9")));
}

// glibc keeps one configuration for the whole process, and tells another one by the file's inode
// number, size and times.
TEST_P(LookUp, OfTwoNodesAtOnceAsksTheNameserverOfEach) {
  const auto one = start_first(), two = start_second();
  node(client).set_nameservers({first_server});
  node(other).set_nameservers({second_server});
  const auto hammer = [&](NodeId where) {
    std::set<IpAddress> found;
    for (int i = 0; i < 300; ++i)
      node(where).run([&] {
        const auto answer = look_up("www.example.com", family);
        found.insert(answer.addresses.begin(), answer.addresses.end());
        if (!answer.error.empty()) found.insert("0.0.0.0");
      });
    return found;
  };

  std::set<IpAddress> of_client, of_other;
  std::thread beside([&] { of_other = hammer(other); });
  of_client = hammer(client);
  beside.join();

  EXPECT_THAT(of_client, ElementsAre(first_address));
  EXPECT_THAT(of_other, ElementsAre(second_address));
}

INSTANTIATE_TEST_SUITE_P(Families, LookUp, both_families, family_name);

}  // namespace
}  // namespace netrig
