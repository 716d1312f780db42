#include <netrig/gtest.hpp>

#include <boost/asio/ip/tcp.hpp>

using namespace netrig;
using boost::asio::ip::tcp;

// A machine that knows one name by itself, and asks a name server for the others.
class Names : public NetworkTest {
 protected:
  const NodeId client = topology.add_host("client"), server = topology.add_host("server");

  Names() {
    topology.connect(client, server, "192.0.2.0/24");
    topology.set_file(client, "/etc/hosts", "192.0.2.2 www.example.com\n");
  }

  // By the C library, on the node's own thread.
  IpAddress find(const std::string& name) {
    return node(client).run([&] {
      return tcp::resolver(node(client).io_context()).resolve(name, "80")->endpoint().address();
    });
  }
};

TEST_F(Names, AreFoundInTheNodesHosts) {
  EXPECT_EQ(find("www.example.com"), "192.0.2.2");
  EXPECT_THAT(node(client).run_program({"getent", "hosts", "www.example.com"}), Succeeded());
}

TEST_F(Names, AreFoundOnceThereIsANameserver) {
  const auto dns = node(server).start({"dnsmasq", "--no-daemon", "--conf-file=/dev/null",
                                       "--host-record=mail.example.com,192.0.2.25"});
  dns.wait_until_listening(udp(53));
  EXPECT_THROW(find("mail.example.com"), boost::system::system_error);

  node(client).set_nameservers({"192.0.2.2"});

  EXPECT_EQ(find("mail.example.com"), "192.0.2.25");
}
