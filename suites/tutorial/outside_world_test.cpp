// "Building Containers from Scratch (Part 2)", the second half: a service that is confined to a
// root folder and a network, and the container's way to the internet. The article is about IPv4;
// with IPv6 all of it is the same.
#include <netrig/fixtures/container_host.hpp>

#include "families.hpp"
#include "narrated.hpp"
#include "netrig/gtest/ruleset_matchers.hpp"
#include "netrig/nftables.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ServiceInTheChroot : public Narrated<ContainerHost>, public OfEachFamily {
 protected:
  const Either host_address = either("192.168.10.1", "fd00:10::1");
  const std::string container_address = either<const char*>("192.168.10.2", "fd00:10::2");
  const std::string url =
      either<const char*>("http://192.168.10.2:8080", "http://[fd00:10::2]:8080");

  // The article's own line: echo -e "..." | nc -l -p 8080
  Process serve_by_netcat() {
    auto program = in_my_container({"nc", "-l", "-p", "8080"});
    program.input = "HTTP/1.1 200 OK\r\n\r\nHello from the Container!\n";
    auto netcat = node(container_net).start(program);
    netcat.wait_until_listening(tcp(8080));
    return netcat;
  }
};
INSTANTIATE_TEST_SUITE_P(Families, ServiceInTheChroot, both_families, family_name);

TEST_P(ServiceInTheChroot, SeesNeitherTheHostsFilesNorItsNetwork) {
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

TEST_P(ServiceInTheChroot, IsReachedByCurlAndNotInTheHostsListOfSockets) {
  step("5", "Listen on port 8080 in there");
  const auto netcat = serve_by_netcat();

  claim("ss on the host shows nothing on port 8080", node(host).run_program({"ss", "-tlnp"}),
        AllOf(Succeeded(), Prints(Not(HasSubstr("8080")))));
  claim("ss in the container does", node(container_net).run_program({"ss", "-tlnp"}),
        Prints(HasSubstr("8080")));
  claim("curl on the host gets the answer", node(host).run_program({"curl", "-sS", url}),
        AllOf(Succeeded(), Prints("Hello from the Container!\n")));
  claim("for one caller: then netcat has ended", netcat.wait(), Succeeded());
}

TEST_P(ServiceInTheChroot, LeavesPort8080OfTheHostFree) {
  const auto netcat = serve_by_netcat();

  step("5", "Listen on port 8080 of the host as well");
  const auto of_host = node(host).serve(tcp(8080), {.answer = "host"});

  claim("the host's address answers for the host",
        node(container_net).ask(TcpProbe{.target = {host_address, tcp(8080)}, .expect = "host"}),
        Reached());
  claim("the container's address answers for the container",
        node(host).ask(TcpProbe{.target = {IpAddress(container_address), tcp(8080)},
                                .expect = "HTTP/1.1 200 OK"}),
        Reached());
}

// The optional part, a step a test: each begins where the one before has ended.
class OutsideWorld : public Narrated<ContainerHost>, public OfEachFamily {
 protected:
  const Either gateway = either("192.168.10.1", "fd00:10::1");
  const Either resolver = either("8.8.8.8", "2001:4860:4860::8888");

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

  Outcome ping_resolver(std::chrono::milliseconds patience = default_probe_patience) {
    return node(container_net).ping(resolver, 1, patience);
  }
  ProgramResult ping_google() {
    return node(container_net)
        .run_program(
            in_my_container({"ping", either<const char*>("-4", "-6"), "-c", "3", "google.com"}));
  }
};
INSTANTIATE_TEST_SUITE_P(Families, OutsideWorld, both_families, family_name);

TEST_P(OutsideWorld, TheHostIsOnlineAndTheContainerHasNoRoute) {
  step("6", "Before anything is done");
  claim("the host reaches 8.8.8.8", node(host).ping(resolver), Reached());
  claim("the container reaches the host", node(container_net).ping(gateway), Reached());
  claim("but has no route to the internet", ping_resolver(), NoRoute());
}

TEST_P(OutsideWorld, ADefaultRouteAloneLeadsToAHostThatDoesNotForward) {
  step("route", "Add a default route by way of the host");
  add_default_route();

  claim("the container's table has it and the route of the cable", node(container_net).routes(),
        AllOf(HasRoute(by_way_of(gateway)),
              HasRouteTo(either<Prefix>("192.168.10.0/24", "fd00:10::/64"))));
  claim(
      "the host does not forward",
      node(host).sysctl(either<const char*>("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding")),
      "0");
  claim("so nothing comes back", ping_resolver(), DroppedAt(host, DropCause::route));
}

TEST_P(OutsideWorld, ForwardingAloneSendsAPrivateSourceWhichTheProviderDrops) {
  step("forward", "Let the host forward");
  forward();

  const auto* comment =
      either<const char*>("private source address", "private IPv6 source address");
  claim("still nothing comes back, because the provider drops private sources", ping_resolver(),
        DroppedAt(isp, Rule(comment)));
  claim("and counts them", nftables_ruleset(node(isp)).rule(comment), HasCounted(1));
}

TEST_P(OutsideWorld, MasqueradingGivesItThePublicAddressOfTheHost) {
  step("masquerade", "Masquerade on the host");
  masquerade();
  const auto server = node(google).serve(tcp(443));

  claim("8.8.8.8 answers three pings", node(container_net).ping(resolver, 3),
        AllOf(Reached(), LosesNothing()));
  claim("a connection to google.com is made", node(container_net).connect(server, family),
        Reached());
  claim("which sees the host's public address", server.callers().at(0),
        CalledFrom(either("203.0.113.2", "2001:db8::2")));
}

TEST_P(OutsideWorld, ANameCannotBeResolvedWithoutAResolver) {
  masquerade();

  step("names", "Ping google.com in the chroot");
  claim("the name is not known", ping_google(),
        AllOf(Not(Succeeded()), PrintsErrors("ping: bad address 'google.com'\n")));
}

TEST_P(OutsideWorld, AResolverInTheHostsEtcDoesNotHelpTheChroot) {
  masquerade();

  step("names", "Name 8.8.8.8 in /etc/resolv.conf, as the article has it first");
  node(container_net).set_nameservers({resolver});

  claim("a program outside of the chroot knows the name now",
        node(container_net).run_program({"getent", "hosts", "google.com"}), Succeeded());
  claim("in the chroot nothing has changed", ping_google(), Not(Succeeded()));
}

TEST_P(OutsideWorld, AResolverInTheChrootsOwnEtcDoes) {
  masquerade();

  step("names", "Name 8.8.8.8 in my_container/etc/resolv.conf, as the last footnote has it");
  my_container().write("/etc/resolv.conf", fmt::format("nameserver {}\n", IpAddress(resolver)));

  claim("google.com answers three pings", ping_google(),
        AllOf(Succeeded(),
              Prints(HasSubstr(either<const char*>("PING google.com (142.250.185.46)",
                                                   "PING google.com (2607:f8b0:4006:81c::200e)"))),
              Prints(HasSubstr("3 packets transmitted, 3 packets received"))));
  claim(
      "and serves its page",
      node(container_net).run_program(in_my_container({"wget", "-q", "-O-", "http://google.com/"})),
      AllOf(Succeeded(), Prints(HasSubstr("google.com"))));
}

}  // namespace
}  // namespace netrig
