#include <netrig/gtest.hpp>

using namespace netrig;
using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

// A client, and a name server that has its bad days.
class NameServer : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");

  NameServer() {
    topology.connect(client, server, "192.0.2.0/24");
    topology.set_nameservers(client, {"192.0.2.2"});
  }

  DnsService serve() {
    return node(server).serve_dns(
        {.zone = R"(
           $ORIGIN example.com.
           www    60 A     192.0.2.80
                     AAAA  2001:db8::80
           ftp       CNAME www
           slow      A     192.0.2.81
           80.2.0.192.in-addr.arpa. PTR www
         )",
         .behaviours = {{"slow.example.com", {.delay = 50ms}},
                        {"broken.example.com", {.rcode = Rcode::server_failure}}}});
  }
};

TEST_F(NameServer, KnowsItsNames) {
  const auto dns = serve();

  EXPECT_THAT(node(client).resolve("ftp.example.com"), ResolvesTo("192.0.2.80"));
  EXPECT_THAT(node(client).resolve("192.0.2.80", RecordType::ptr),
              HasRecord(RecordType::ptr, "www.example.com"));
  EXPECT_THAT(node(client).resolve("nobody.example.com"), HasRcode(Rcode::nxdomain));
  EXPECT_THAT(node(client).resolve("broken.example.com"), HasRcode(Rcode::server_failure));
}

TEST_F(NameServer, IsAskedByPrograms) {
  const auto dns = serve();

  const auto result = node(client).run_program({"getent", "ahosts", "slow.example.com"});

  EXPECT_THAT(result, Prints(HasSubstr("192.0.2.81")));
  EXPECT_THAT(dns.questions(), Contains(AsksFor("slow.example.com", RecordType::aaaa)));
}

TEST_F(NameServer, MayBeClosed) {
  EXPECT_THAT(node(client).resolve("www.example.com"), Refused());
}
