// A client and a server, each with an address of both families.
#pragma once

#include <cstdint>
#include <string>

#include "families.hpp"
#include "netrig/fixtures/two_hosts.hpp"
#include "netrig/gtest.hpp"

namespace netrig {

class ProgramsOnTwoHosts : public TwoHosts, public OfEachFamily {
 protected:
  const IpAddress address_of_server = either("192.0.2.2", "2001:db8::2");
  const std::string url =
      either<std::string>("http://192.0.2.2:8080/", "http://[2001:db8::2]:8080/");
};

}  // namespace netrig
