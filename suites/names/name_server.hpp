// A name server: dnsmasq(8), which knows a few names and asks nobody.
#pragma once

#include <netrig/gtest.hpp>
#include <string>
#include <vector>

namespace netrig {

/// Of example.com. `records` are its options: "--host-record=www.example.com,192.0.2.80". Listening
/// when the call returns.
inline Process start_name_server(const Node& node, const std::vector<std::string>& records) {
  Program dnsmasq{.arguments = {"dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--no-hosts",
                                "--no-resolv", "--local=/example.com/"}};
  dnsmasq.arguments.insert(dnsmasq.arguments.end(), records.begin(), records.end());
  auto process = node.start(dnsmasq);
  process.wait_until_listening(udp(53));
  process.wait_until_listening(tcp(53));
  return process;
}

}  // namespace netrig
