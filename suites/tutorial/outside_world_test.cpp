// "Building Containers from Scratch (Part 2)", the second half: a service that is confined to a
// root folder and a network, and the container's way to the internet.
#include <netrig/fixtures/container_host.hpp>

#include "narrated.hpp"
#include "netrig/gtest/ruleset_matchers.hpp"
#include "netrig/nftables.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

class ServiceInTheChroot : public Narrated<ContainerHost> {
 protected:
  // The article's own line: echo -e "..." | nc -l -p 8080
  Process serve_by_netcat() {
    auto program = in_my_container({"nc", "-l", "-p", "8080"});
    program.input = "HTTP/1.1 200 OK\r\n\r\nHello from the Container!\n";
    auto netcat = node(container_net).start(program);
    netcat.wait_until_listening(tcp(8080));
    return netcat;
  }
};

TEST_F(ServiceInTheChroot, SeesNeitherTheHostsFilesNorItsNetwork) {
  step("5", "Run a shell that is in my_container and in container_net at once");
  my_container().write("/srv/mine", "");
  const auto shell =
      node(container_net).run_program(in_my_container({"sh", "-c", "ls / /srv; ip -o link"}));

  claim("it sees the files of my_container", shell, Prints(HasSubstr("mine")));
  claim("and none of the machine's", shell, Prints(Not(HasSubstr("home"))));
  claim("it sees the container's end of the cable", shell, Prints(HasSubstr("veth-container")));
  claim("and no interface of the host", shell,
        AllOf(Prints(Not(HasSubstr("veth-host:"))), Prints(Not(HasSubstr("wan0")))));
}

TEST_F(ServiceInTheChroot, IsReachedByCurlAndNotInTheHostsListOfSockets) {
  step("5", "Listen on port 8080 in there");
  const auto netcat = serve_by_netcat();

  claim("ss on the host shows nothing on port 8080", node(host).run_program({"ss", "-tlnp"}),
        AllOf(Succeeded(), Prints(Not(HasSubstr("8080")))));
  claim("ss in the container does", node(container_net).run_program({"ss", "-tlnp"}),
        Prints(HasSubstr("8080")));
  claim("curl on the host gets the answer",
        node(host).run_program({"curl", "-sS", "http://192.168.10.2:8080"}),
        AllOf(Succeeded(), Prints("Hello from the Container!\n")));
  claim("for one caller: then netcat has ended", netcat.wait(), Succeeded());
}

TEST_F(ServiceInTheChroot, LeavesPort8080OfTheHostFree) {
  const auto netcat = serve_by_netcat();

  step("5", "Listen on port 8080 of the host as well");
  const auto of_host = node(host).serve(tcp(8080), {.answer = "host"});

  claim("the host's address answers for the host",
        node(container_net).ask(TcpProbe{.target = "192.168.10.1:8080/tcp", .expect = "host"}),
        Reached());
  claim("the container's address answers for the container",
        node(host).ask(TcpProbe{.target = "192.168.10.2:8080/tcp", .expect = "HTTP/1.1 200 OK"}),
        Reached());
}

// The optional part, a step a test: each begins where the one before has ended.
class OutsideWorld : public Narrated<ContainerHost> {
 protected:
  static Route by_way_of(const IpAddress& gateway) {
    auto route = Route::default_via(gateway);
    route.interface = "veth-container";
    return route;
  }
  void add_default_route() {
    node(container_net).add_route(by_way_of("192.168.10.1"));
    node(container_net).add_route(by_way_of("fd00:10::1"));
  }
  void forward() {
    add_default_route();
    node(host).set_sysctl("net.ipv4.ip_forward", "1");
    node(host).set_sysctl("net.ipv6.conf.all.forwarding", "1");
  }
  // What the article's `firewall-cmd --add-masquerade` does, for both families.
  void masquerade() {
    forward();
    node(host).configure(nftables_text(R"(
      table inet firewalld {
        chain postrouting {
          type nat hook postrouting priority srcnat;
          oifname "wan0" masquerade
        }
      })"));
  }
  void write_resolv_conf() { my_container().write("/etc/resolv.conf", "nameserver 8.8.8.8\n"); }

  std::vector<Outcome> ping_resolver(std::chrono::milliseconds patience = default_probe_patience) {
    return {node(container_net).ping("8.8.8.8", 1, patience),
            node(container_net).ping("2001:4860:4860::8888", 1, patience)};
  }
  ProgramResult ping_google() {
    return node(container_net).run_program(in_my_container({"ping", "-c", "3", "google.com"}));
  }
};

TEST_F(OutsideWorld, TheHostIsOnlineAndTheContainerHasNoRoute) {
  step("6", "Before anything is done");
  claim("the host reaches 8.8.8.8", node(host).ping("8.8.8.8"), Reached());
  claim("the container reaches the host", node(container_net).ping("192.168.10.1"), Reached());
  claim("but has no route to the internet", ping_resolver(), Each(NoRoute()));
}

TEST_F(OutsideWorld, ADefaultRouteAloneLeadsToAHostThatDoesNotForward) {
  step("route", "Add a default route by way of the host");
  add_default_route();

  claim("the container's table has it and the route of the cable", node(container_net).routes(),
        AllOf(HasRoute(by_way_of("192.168.10.1")), HasRoute({.destination = "192.168.10.0/24",
                                                             .interface = "veth-container",
                                                             .preferred_source = "192.168.10.2"})));
  claim("the host does not forward", node(host).sysctl("net.ipv4.ip_forward"), "0");
  claim("so nothing comes back", ping_resolver(short_patience), Each(Silent()));
}

TEST_F(OutsideWorld, ForwardingAloneSendsAPrivateSourceWhichTheProviderDrops) {
  step("forward", "Let the host forward");
  forward();

  claim("still nothing comes back", ping_resolver(short_patience), Each(Silent()));
  const auto ruleset = nftables_ruleset(node(isp));
  claim("because the provider drops private sources", ruleset.rule("private source address"),
        HasCounted(1));
  claim("those of IPv6 as well", ruleset.rule("private IPv6 source address"), HasCounted(1));
}

TEST_F(OutsideWorld, MasqueradingGivesItThePublicAddressOfTheHost) {
  step("masquerade", "Masquerade on the host");
  masquerade();
  const auto server = node(google).serve(tcp(443));

  claim("8.8.8.8 answers three pings", node(container_net).ping("8.8.8.8", 3),
        AllOf(Reached(), LosesNothing()));
  claim("in both families", ping_resolver(), Each(Reached()));
  claim("a connection to google.com is made", node(container_net).connect(server, Family::ipv4),
        Reached());
  claim("which sees the host's public address", server.callers().at(0), CalledFrom("203.0.113.2"));
}

TEST_F(OutsideWorld, ANameCannotBeResolvedWithoutAResolver) {
  masquerade();

  step("names", "Ping google.com in the chroot");
  claim("the name is not known", ping_google(),
        AllOf(Not(Succeeded()), PrintsErrors("ping: bad address 'google.com'\n")));
}

TEST_F(OutsideWorld, AResolverInTheHostsEtcDoesNotHelpTheChroot) {
  masquerade();

  step("names", "Name 8.8.8.8 in /etc/resolv.conf, as the article has it first");
  node(container_net).set_nameservers({"8.8.8.8"});

  claim("a program outside of the chroot knows the name now",
        node(container_net).run_program({"getent", "hosts", "google.com"}), Succeeded());
  claim("in the chroot nothing has changed", ping_google(), Not(Succeeded()));
}

TEST_F(OutsideWorld, AResolverInTheChrootsOwnEtcDoes) {
  masquerade();

  step("names", "Name 8.8.8.8 in my_container/etc/resolv.conf, as the last footnote has it");
  write_resolv_conf();

  claim("google.com answers three pings", ping_google(),
        AllOf(Succeeded(), Prints(HasSubstr("PING google.com (142.250.185.46)")),
              Prints(HasSubstr("3 packets transmitted, 3 packets received"))));
  claim(
      "and serves its page",
      node(container_net).run_program(in_my_container({"wget", "-q", "-O-", "http://google.com/"})),
      AllOf(Succeeded(), Prints(HasSubstr("google.com"))));
}

}  // namespace
}  // namespace netrig
