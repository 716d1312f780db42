#include "look_up.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

namespace netrig {

std::ostream& operator<<(std::ostream& os, const Found& found) {
  return os << (found.error.empty() ? fmt::format("{}", fmt::join(found.addresses, " "))
                                    : found.error);
}

Found look_up(const std::string& name, Family family) {
  addrinfo hints{};
  hints.ai_family = family == Family::ipv4 ? AF_INET : AF_INET6;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int error = ::getaddrinfo(name.c_str(), nullptr, &hints, &list); error != 0)
    return {.error = ::gai_strerror(error)};
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(list, ::freeaddrinfo);
  Found found;
  for (const auto* each = list; each; each = each->ai_next) {
    boost::asio::ip::tcp::endpoint endpoint;
    std::memcpy(endpoint.data(), each->ai_addr, each->ai_addrlen);
    endpoint.resize(each->ai_addrlen);
    found.addresses.emplace_back(endpoint.address());
  }
  return found;
}

std::string name_of(const IpAddress& address) {
  const boost::asio::ip::tcp::endpoint endpoint(address, 0);
  std::array<char, NI_MAXHOST> name{};
  const int error =
      ::getnameinfo(endpoint.data(), static_cast<socklen_t>(endpoint.size()), name.data(),
                    static_cast<socklen_t>(name.size()), nullptr, 0, NI_NAMEREQD);
  return error == 0 ? name.data() : ::gai_strerror(error);
}

}  // namespace netrig
