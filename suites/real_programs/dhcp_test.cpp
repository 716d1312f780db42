// dnsmasq gives leases (DHCP, RFC 2131) to busybox's udhcpc, and advertises itself as a router
// (RFC 4861) to the kernel, at a switch.
#include <gmock/gmock.h>

#include <algorithm>
#include <netrig/gtest.hpp>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Matches;
using ::testing::Not;
using ::testing::StartsWith;

// gateway ── switch ── laptop and phone, whose cables are out at first
class Leases : public NetworkTest {
 protected:
  const NodeId gateway = topology.add_router("gateway");
  const NodeId laptop = topology.add_host("laptop", {.routing = Routing::given});
  const NodeId phone = topology.add_host("phone", {.routing = Routing::given});
  const NodeId lan = topology.add_switch("lan");
  LinkId laptop_cable, phone_cable;

  Leases() {
    topology.connect({gateway, "lan0", {"192.0.2.1/24", "2001:db8::1/64"}}, lan);
    laptop_cable = topology.connect(laptop, lan, {}, {.up = false});
    phone_cable = topology.connect(phone, lan, {}, {.up = false});
  }

  /// --no-daemon: without it dnsmasq sets its groups, which takes root.
  Process serve(const std::vector<std::string>& options) {
    Program dnsmasq{.arguments = {"dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0",
                                  "--pid-file=", "--interface=lan0", "--bind-interfaces",
                                  "--no-ping", "--dhcp-leasefile=/run/leases"},
                    .empty_folders = {"/run"}};
    dnsmasq.arguments.insert(dnsmasq.arguments.end(), options.begin(), options.end());
    return node(gateway).start(dnsmasq);
  }
  Process serve_leases() {
    auto dnsmasq = serve({"--dhcp-range=192.0.2.100,192.0.2.150,1h",
                          "--dhcp-host=laptop,192.0.2.123", "--dhcp-option=option:router,192.0.2.1",
                          "--dhcp-option=option:dns-server,192.0.2.53",
                          "--dhcp-option=option:domain-name,example.com"});
    dnsmasq.wait_until_listening(udp(67));
    return dnsmasq;
  }

  /// udhcpc(8) calls a script for what comes of its questions.
  Program udhcpc(NodeId client, const std::string& options) {
    return {.arguments = {"sh", "-c",
                          "chmod 755 /run/udhcpc.script && exec busybox udhcpc -f -s "
                          "/run/udhcpc.script -x hostname:" +
                              node(client).name() + " " + options},
            .errors_into_output = true,
            .files = {{"/run/udhcpc.script", script}},
            .empty_folders = {"/run"}};
  }
  ProgramResult ask_for_lease(NodeId client, const std::string& options = "-q -n") {
    return node(client).run_program(udhcpc(client, options));
  }

  static constexpr const char* script = R"(#!/bin/busybox sh
ip() { busybox ip "$@"; }
case $1 in
  deconfig)
    ip address flush dev $interface
    ip link set $interface up ;;
  bound | renew)
    ip address replace $ip/$mask dev $interface
    ip route replace default via $router
    # The node's own, and never the machine's, whatever is broken.
    mountpoint -q /etc || exit 1
    printf 'search %s\nnameserver %s\n' $domain $dns >/etc/resolv.conf ;;
esac
echo "udhcpc.script: $1"
)";
};

TEST_F(Leases, GiveAddressRouteAndNameserver) {
  const auto dnsmasq = serve_leases();
  link(laptop_cable).up();

  const auto result = ask_for_lease(laptop);

  EXPECT_THAT(result, Succeeded());
  EXPECT_EQ(node(laptop).file("/etc/resolv.conf"), "search example.com\nnameserver 192.0.2.53\n");
  EXPECT_THAT(node(laptop).addresses(), HasAddress("192.0.2.123/24", "eth0"));
  EXPECT_THAT(node(laptop).routes(), HasRoute(Route::default_via("192.0.2.1")));
  EXPECT_THAT(node(laptop).ping("192.0.2.1"), Reached());
  EXPECT_NO_THROW(dnsmasq.wait_for_output("DHCPACK(lan0) 192.0.2.123 "));
}

TEST_F(Leases, AreOneForEach) {
  const auto dnsmasq = serve_leases();
  link(laptop_cable).up();
  link(phone_cable).up();
  const auto first = node(laptop).start(udhcpc(laptop, "-q -n"));
  const auto second = node(phone).start(udhcpc(phone, "-q -n"));

  ASSERT_THAT(first.wait(), Succeeded());
  ASSERT_THAT(second.wait(), Succeeded());

  const auto with_phone = node(phone).interface("eth0").addresses();
  EXPECT_THAT(node(phone).ping("192.0.2.123"), Reached());
  EXPECT_THAT(with_phone, Not(HasAddress("192.0.2.123/24")));
}

TEST_F(Leases, AreGivenBack) {
  const auto dnsmasq = serve_leases();
  link(laptop_cable).up();
  const auto udhcpc = node(laptop).start(this->udhcpc(laptop, "-R"));
  node(laptop).wait_for_route(Route::default_via("192.0.2.1"));

  const auto result = udhcpc.stop();

  EXPECT_THAT(result, Prints(HasSubstr("udhcpc.script: deconfig\n")));
  EXPECT_NO_THROW(dnsmasq.wait_for_output("DHCPRELEASE(lan0) 192.0.2.123 "));
  EXPECT_THAT(node(laptop).routes(), Not(HasRoute(Route::default_via("192.0.2.1"))));
}

TEST_F(Leases, AreNotGivenWhereNobodyServes) {
  link(laptop_cable).up();

  const auto result = ask_for_lease(laptop, "-q -n -t 1 -T 1");

  EXPECT_THAT(result, AllOf(ExitedWith(1), Prints(HasSubstr("no lease, failing"))));
  EXPECT_THAT(node(laptop).ping("192.0.2.1"), NoRoute());
}

class RouterAdvertisements : public Leases {
 protected:
  Process advertise() {
    auto dnsmasq = serve({"--enable-ra", "--dhcp-range=2001:db8::,slaac,64,1h"});
    dnsmasq.wait_for_output("IPv6 router advertisement enabled");
    return dnsmasq;
  }
  static bool has_address_of_its_own(const std::vector<Route>& local) {
    return std::ranges::any_of(local, [](const Route& each) {
      return each.type == RouteType::local && each.interface == "eth0" &&
             Prefix("2001:db8::/64").contains(each.destination.address());
    });
  }
  const Route default_route{.destination = "::/0", .interface = "eth0"};
};

TEST_F(RouterAdvertisements, GiveAddressAndRoute) {
  const auto dnsmasq = advertise();

  link(laptop_cable).up();  // the kernel solicits an advertisement
  node(laptop).wait_for_route(default_route);
  // The kernel makes the address behind the route, and this route when the address can be used.
  node(laptop).wait_for_routes(has_address_of_its_own, Deadline::in(program_patience), local_table);

  EXPECT_THAT(node(laptop).ping("2001:db8::1"), Reached());
}

TEST_F(RouterAdvertisements, AreNotTakenByAHostThatIsTold) {
  node(laptop).set_sysctl("net.ipv6.conf.eth0.accept_ra", "0");
  const auto dnsmasq = advertise();

  link(laptop_cable).up();
  link(phone_cable).up();
  node(phone).wait_for_route(default_route);

  EXPECT_THAT(node(laptop).routes(), Not(HasRoute(default_route)));
}

TEST_F(RouterAdvertisements, ComeAgainWithTheCable) {
  const auto dnsmasq = advertise();
  link(laptop_cable).up();
  node(laptop).wait_for_route(default_route);

  link(laptop_cable).down();
  node(laptop).wait_for_routes(Matches(Not(HasRoute(default_route))));
  link(laptop_cable).up();

  EXPECT_NO_THROW(node(laptop).wait_for_route(default_route));
}

}  // namespace
}  // namespace netrig
