#include "as_written.hpp"

#include <netrig/nftables.hpp>

namespace netrig {

AsWritten::AsWritten() {
  topology.connect({isp, "customer", {"203.0.113.1/24"}}, {host, "eth0", {"203.0.113.2/24"}});
  topology.connect({isp, "backbone", {"8.8.8.1/24", "142.250.185.1/24"}},
                   {internet, "eth0", {"8.8.8.8/24", "142.250.185.46/24"}});
  topology.configure(isp, nftables_text(R"(
    table inet isp {
      chain forward {
        type filter hook forward priority filter; policy accept;
        iifname "customer" ip saddr { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 } drop
      }
    }
  )"));
}

void AsWritten::network_ready() {
  // --no-daemon: without it dnsmasq becomes another user, which takes root.
  dns_ =
      node(internet).start({"dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-hosts",
                            "--no-resolv", "--address=/google.com/142.250.185.46",
                            "--ptr-record=46.185.250.142.in-addr.arpa,lga34s32-in-f14.1e100.net"});
  dns_->wait_until_listening(udp(53));
  machine_.emplace(node(host));
}

}  // namespace netrig
