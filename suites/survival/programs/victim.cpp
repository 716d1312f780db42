// A test program that meets its end in the middle of a network of 20 nodes, in several ways.
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>
#include <netrig/gtest.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <vector>

namespace netrig {
namespace {

// The descriptor in ABOUT_TO_BUILD is told when building begins; whoever kills counts from then.
void say_that_building_begins() {
  const char* reports_to = std::getenv("ABOUT_TO_BUILD");
  if (reports_to && ::write(std::atoi(reports_to), "!", 1) != 1) std::abort();
}

void say(const char* stage) {
  std::puts(stage);
  std::fflush(stdout);
}

// Nine hosts at a switch, two routers in a row, seven hosts at another switch: 20 nodes, 19 links.
class Victim : public NetworkTest {
 protected:
  const NodeId office = topology.add_switch("office"),
               datacenter = topology.add_switch("datacenter");
  const NodeId gateway = topology.add_router("gateway"), border = topology.add_router("border");
  std::vector<NodeId> clients, servers;
  std::vector<Service> services;
  std::vector<boost::asio::ip::tcp::socket> connections;

  Victim() {
    const Prefixes here{"10.0.1.0/24", "2001:db8:1::/64"}, there{"10.0.2.0/24", "2001:db8:2::/64"};
    topology.connect(gateway, office, here);
    topology.connect(gateway, border, {"10.0.0.0/30", "2001:db8::/64"});
    topology.connect(border, datacenter, there);
    for (int i = 1; i <= 9; ++i) {
      clients.push_back(topology.add_host("client" + std::to_string(i)));
      topology.connect(clients.back(), office, here);
    }
    for (int i = 1; i <= 7; ++i) {
      servers.push_back(topology.add_host("server" + std::to_string(i)));
      topology.connect(servers.back(), datacenter, there);
    }
    say_that_building_begins();
  }

  void network_ready() override {
    say("built");
    for (const auto server : servers) {
      services.push_back(node(server).serve(tcp(80)));
      services.push_back(node(server).serve(udp(53)));
    }
    say("serving");
    for (const auto client : clients) connect_for_good(client);
    say("connected");
  }

  // A connection of the user's own, with data on its way, that nobody closes.
  void connect_for_good(NodeId client) {
    const auto server = node(client).address_of(servers.front());
    node(client).run([&] {
      auto& connection = connections.emplace_back(node(client).io_context());
      connection.connect({server, 80});
      boost::asio::write(connection, boost::asio::buffer("hello"));
    });
  }

  void ask_everyone() {
    std::vector<Question> questions;
    for (const auto client : clients)
      for (const auto server : servers) {
        const auto address = node(client).address_of(server);
        questions.push_back({client, EchoProbe{.target = address}});
        questions.push_back({client, TcpProbe{.target = {address, tcp(80)}}});
        questions.push_back({client, UdpProbe{.target = {address, udp(53)}}});
      }
    EXPECT_THAT(network().ask(questions, Deadline::in(kernel_patience)),
                ::testing::Each(Reached()));
  }
};

TEST_F(Victim, ProbesUntilItIsKilled) {
  for (;;) ask_everyone();
}

TEST_F(Victim, Passes) {
  ask_everyone();
}

TEST_F(Victim, Fails) {
  ask_everyone();
  FAIL() << "on purpose";
}

TEST_F(Victim, Aborts) {
  ask_everyone();
  std::abort();
}

TEST_F(Victim, Throws) {
  ask_everyone();
  throw std::runtime_error("out of the test's body");
}

TEST_F(Victim, Exits) {
  ask_everyone();
  std::exit(0);
}

TEST_F(Victim, ForgetsADescriptor) {
  ask_everyone();
  EXPECT_GE(::dup(node("server3").network_namespace().fd()), 0);
}

// The kernel keeps a closed connection until its last data has been acknowledged, or it gives up.
TEST_F(Victim, IsKilledWhileAConnectionHangs) {
  node("server1").interface("eth0").down();
  boost::asio::write(connections.front(), boost::asio::buffer("are you there?"));
  ::raise(SIGKILL);
}

// Real programs, each of which leaves a daemon in a session of its own.
class ProgramVictim : public NetworkTest {
 protected:
  const NodeId host = topology.add_host("host");
};

TEST_F(ProgramVictim, StartsProgramsUntilItIsKilled) {
  const auto root = RootFileSystem();
  std::vector<Process> processes;
  std::optional<Process> beside;
  say_that_building_begins();
  for (std::size_t next = 0;; next = (next + 1) % 10) {
    auto process = node(host).start(
        {.arguments = {"sh", "-c", "setsid sh -c 'setsid sleep 600 &' & exec sleep 600"},
         .files = {{"/etc/hosts", ""}},
         .empty_folders = {"/run"}});
    beside = process.start({"sh", "-c", "setsid sh -c 'setsid sleep 600 &' & exec sleep 600"});
    if (processes.size() < 10)
      processes.push_back(std::move(process));
    else
      processes[next] = std::move(process);
  }
}

// What nobody should: the killer must see all of it.
TEST_F(Victim, LeavesTraces) {
  ::close(::open("/tmp/forgotten", O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  ::mount("netrig", "/run", "tmpfs", 0, nullptr);
  if (::fork() == 0)
    for (;;) ::pause();
  ::raise(SIGKILL);
}

}  // namespace
}  // namespace netrig
