// A transparent proxy: what is for the server's port 80 ends in a socket of the firewall, which
// knows whom the client meant, and can call on the server in the client's name.
#include <netinet/in.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "firewalled.hpp"
#include "translated.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Socket = boost::asio::ip::tcp::socket;
using Acceptor = boost::asio::ip::tcp::acceptor;

template <class AnySocket>
void make_transparent(AnySocket& socket, Family family) {
  using boost::asio::detail::socket_option::boolean;
  if (family == Family::ipv4)
    socket.set_option(boolean<IPPROTO_IP, IP_TRANSPARENT>(true));
  else
    socket.set_option(boolean<IPPROTO_IPV6, IPV6_TRANSPARENT>(true));
}

// Takes one connection and says who wants what of whom.
class Proxy {
 public:
  Proxy(const Node& node, Family family, std::uint16_t port)
      : node_(node), acceptor_(node.run([&] { return listen(node, family, port); })) {
    acceptor_.async_accept([this](const boost::system::error_code& failed, Socket client) {
      if (failed) return;
      local_ = Endpoint(client.local_endpoint().address(), tcp(client.local_endpoint().port()));
      remote_ = client.remote_endpoint().address();
      boost::asio::write(client, boost::asio::buffer("proxy", 5));
    });
  }
  ~Proxy() {
    node_.run([this] { acceptor_.close(); });
  }
  /// Of the connection: what the client has called, and the client.
  Endpoint wanted() const {
    return node_.run([this] { return local_; });
  }
  IpAddress client() const {
    return node_.run([this] { return remote_; });
  }

 private:
  static Acceptor listen(const Node& node, Family family, std::uint16_t port) {
    const auto protocol = either(family, boost::asio::ip::tcp::v4(), boost::asio::ip::tcp::v6());
    Acceptor acceptor(node.io_context(), protocol);
    make_transparent(acceptor, family);
    acceptor.bind({protocol, port});
    acceptor.listen();
    return acceptor;
  }

  Node node_;
  Endpoint local_;
  IpAddress remote_;
  Acceptor acceptor_;
};

class TransparentProxy : public FirewalledInBothFamilies {
 protected:
  const Family family = GetParam();
  const IpAddress address_of_client = either("10.0.1.2", "2001:db8:1::2");
  const Endpoint web_of_server{server_address(family), tcp(80)};
  static constexpr std::uint32_t to_the_proxy = 1;  // the mark, and the table's number

  TransparentProxy() {
    topology.configure(firewall, nftables_text(R"(
      table inet divert {
        chain prerouting {
          type filter hook prerouting priority mangle; policy accept;
          meta l4proto tcp socket transparent 1 meta mark set 1 accept comment "the proxy's own"
          iifname "lan" tcp dport 80 tproxy to :3129 meta mark set 1 counter accept comment "caught"
        }
        chain forward {
          type filter hook forward priority filter; policy accept;
          tcp dport 80 counter comment "passed by"
        }
      }
    )"));
    deliver_marked("0.0.0.0/0", Family::ipv4);
    deliver_marked("::/0", Family::ipv6);
  }
  Ruleset rules() { return nftables_ruleset(node(firewall)); }
  Outcome ask_for(const char* answer, std::uint16_t port = 80) {
    return node(client).ask(TcpProbe{.target = {server_address(family), tcp(port)},
                                     .expect = answer,
                                     .patience = short_patience});
  }

 private:
  void deliver_marked(const Prefix& everything, Family of) {
    topology.add_rule(firewall, {.mark = to_the_proxy, .table = to_the_proxy, .family = of});
    topology.add_route(firewall, {.destination = everything,
                                  .interface = "lo",
                                  .type = RouteType::local,
                                  .table = to_the_proxy});
  }
};
INSTANTIATE_TEST_SUITE_P(Families, TransparentProxy, both_families, family_name);

TEST_P(TransparentProxy, AnswersInTheServersName) {
  const Proxy proxy(node(firewall), family, 3129);
  auto web = node(server).serve(tcp(80), {.answer = "server"});

  EXPECT_THAT(ask_for("proxy"), Reached());

  EXPECT_EQ(proxy.wanted(), web_of_server);
  EXPECT_EQ(proxy.client(), address_of_client);
  EXPECT_THAT(web.callers(), IsEmpty());
  EXPECT_THAT(rules(), HasRule("passed by", HasCounted(0)));
}

TEST_P(TransparentProxy, LeavesOtherPortsToTheServer) {
  const Proxy proxy(node(firewall), family, 3129);
  auto other = node(server).serve(tcp(81), {.answer = "server"});

  EXPECT_THAT(ask_for("server", 81), Reached());

  EXPECT_THAT(other.callers(), ElementsAre(CalledFrom(address_of_client)));
  EXPECT_THAT(rules(), HasRule("caught", HasCounted(0)));
}

TEST_P(TransparentProxy, ThatIsNotThereLetsTheConnectionPass) {
  auto web = node(server).serve(tcp(80), {.answer = "server"});

  EXPECT_THAT(ask_for("server"), Reached());

  EXPECT_THAT(rules(), HasRule("caught", HasCounted(0)));
}

TEST_P(TransparentProxy, NeedsTheRuleThatDeliversWhatIsMarked) {
  const Proxy proxy(node(firewall), family, 3129);
  auto web = node(server).serve(tcp(80), {.answer = "server"});

  node(firewall).remove_rule({.mark = to_the_proxy, .table = to_the_proxy, .family = family});

  EXPECT_THAT(ask_for("proxy"), Silent());
  EXPECT_THAT(rules(), HasRule("caught", HasCounted(1)));
  EXPECT_THAT(web.callers(), IsEmpty());
}

TEST_P(TransparentProxy, CallsOnTheServerInTheClientsName) {
  auto web = node(server).serve(tcp(80));

  node(firewall).run([&] {
    const boost::asio::ip::tcp::endpoint in_the_clients_name(address_of_client, 0);
    Socket outgoing(node(firewall).io_context(), in_the_clients_name.protocol());
    make_transparent(outgoing, family);
    outgoing.bind(in_the_clients_name);
    outgoing.connect({web_of_server.address, web_of_server.port.number});
  });

  EXPECT_THAT(web.wait_for_callers(1, Deadline::in(kernel_patience)),
              ElementsAre(CalledFrom(address_of_client)));
}

}  // namespace
}  // namespace netrig
