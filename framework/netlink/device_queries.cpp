// netdevice(7), which any socket of the namespace answers.
#include <fmt/format.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <cerrno>

#include "netlink/queries.hpp"
#include "netrig/core/error.hpp"

namespace netrig::netlink {
namespace {

// False when there is no such interface.
bool ask(const Socket& socket, unsigned long question, ifreq& request) {
  const auto result = ::ioctl(socket.fd(), question, &request);
  if (result < 0 && errno == ENODEV) return false;
  check(result, [] { return "cannot ask for an interface"; });
  return true;
}

// Of a name that is unknown the kernel looks for a module for root (dev_load() in
// net/core/dev_ioctl.c), so these are for names that it has just told.
ifreq about(const std::string& name) {
  ifreq request{};
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  return request;
}

}  // namespace

std::string name_at(const Socket& socket, int index) {
  ifreq request{};
  request.ifr_ifindex = index;
  return ask(socket, SIOCGIFNAME, request) ? request.ifr_name : "";
}

std::string name_or_number(const Socket& socket, int index) {
  const auto name = name_at(socket, index);
  return name.empty() ? fmt::format("interface {}", index) : name;
}

int index_of(const Socket& socket, const std::string& name) {
  auto request = about(name);
  return ask(socket, SIOCGIFINDEX, request) ? request.ifr_ifindex : 0;
}

bool is_running(const Socket& socket, const std::string& name) {
  constexpr int both = IFF_UP | IFF_RUNNING;
  auto request = about(name);
  return ask(socket, SIOCGIFFLAGS, request) && (request.ifr_flags & both) == both;
}

}  // namespace netrig::netlink
