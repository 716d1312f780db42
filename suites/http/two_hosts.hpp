// A client and a server, each with an address of both families.
#pragma once

#include <netrig/fixtures/two_hosts.hpp>
#include <netrig/gtest.hpp>
#include <string>

#include "families.hpp"
#include "patience.hpp"

namespace netrig {

class HttpOnTwoHosts : public TwoHosts, public OfEachFamily {
 protected:
  const IpAddress address_of_client = either("192.0.2.1", "2001:db8::1");
  const IpAddress address_of_server = either("192.0.2.2", "2001:db8::2");
  const Endpoint web_port{address_of_server, tcp(80)};
  /// Without a path.
  const std::string site = either<std::string>("http://192.0.2.2", "http://[2001:db8::2]");

  /// By the probe.
  Outcome get(const std::string& path) { return node(client).get(site + path, patience); }
};

/// What a machine that sends files would have to send.
inline std::string long_text(std::size_t size) {
  std::string text;
  text.reserve(size + 8);
  for (std::size_t i = 0; text.size() < size; ++i) text += fmt::format("{:08x}", i * 2654435761U);
  text.resize(size);
  return text;
}

}  // namespace netrig
