#include <netrig/gtest.hpp>
#include <netrig/nftables.hpp>

using namespace netrig;

// desk1, desk2 -- firewall -- web and db: what may pass is written down, and no more passes
class Company : public NetworkTest {
 protected:
  const NodeId firewall = topology.add_router("firewall");
  const NodeId desk1 = topology.add_host("desk1"), desk2 = topology.add_host("desk2");
  const NodeId web = topology.add_host("web"), db = topology.add_host("db");
  std::vector<Service> services;

  Company() {
    topology.connect({firewall, "desk1"}, desk1, {"10.0.1.0/24", "2001:db8:1::/64"});
    topology.connect({firewall, "desk2"}, desk2, {"10.0.2.0/24", "2001:db8:2::/64"});
    topology.connect({firewall, "web"}, web, {"10.0.3.0/24", "2001:db8:3::/64"});
    topology.connect({firewall, "db"}, db, {"10.0.4.0/24", "2001:db8:4::/64"});
    topology.configure(firewall, nftables_text(R"(
      table inet filter {
        chain forward {
          type filter hook forward priority filter; policy accept;
          ct state established,related accept
          iifname { desk1, desk2 } oifname web tcp dport { 80, 443 } accept
          iifname web oifname db tcp dport 5432 accept
          reject with icmpx admin-prohibited
        }
      })"));
  }
  void network_ready() override {  // in production these are real programs
    for (const auto port : {tcp(22), tcp(80)}) services.push_back(node(web).serve(port));
    for (const auto port : {tcp(22), tcp(5432)}) services.push_back(node(db).serve(port));
  }
};

TEST_F(Company, AllowsWhatItsPolicySaysAndNothingElse) {
  EXPECT_THAT(measure(network()), Satisfies(Policy::parse(R"(
    group desks: desk1 desk2
    group servers: web db

    no one reaches anyone                # in general
    firewall reaches everyone            # and the exceptions
    everyone reaches firewall

                web:80/tcp  db:5432/tcp
    desks       reach       block
    web         -           reach
  )")));
}

TEST_F(Company, KeepsTheDesksFromTheDatabase) {
  EXPECT_THAT(measure(network(), {.destinations = {"db:22/tcp", "db:5432/tcp", "db:icmp"}}),
              Satisfies(Policy::parse("desk1 reaches no one in db")));
}

// The review of a change: what it does is what was announced.
TEST_F(Company, IsOpenedForTheDatabasesAdministrator) {
  const auto before = measure(network());

  node(firewall).configure(nftables_text(
      "insert rule inet filter forward iifname desk2 oifname db tcp dport 22 accept"));

  EXPECT_THAT(difference(before, measure(network())),
              OnlyChanges({"desk2 -> db:22/tcp: reject -> reach"}));
}

// In a project this is a file in version control: matrix_file("company.matrix").
const auto approved = ReachabilityMatrix::parse(R"(
IPv4/IPv6  web:22/tcp  web:80/tcp  db:22/tcp  db:5432/tcp
firewall   reach       reach       reach      reach
desk1      reject      reach       reject     reject
desk2      reject      reach       reject     reject
web        -           -           reject     reach
db         reject      reject      -          -
)");

TEST_F(Company, IsAsItWasApproved) {
  const auto now = measure(network(), {.destinations = approved.columns()});

  EXPECT_THAT(difference(approved, now), ChangesNothing());
}
