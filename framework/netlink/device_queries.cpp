// netdevice(7), which any socket of the namespace answers.
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <array>
#include <cerrno>

#include "netlink/queries.hpp"
#include "netrig/core/error.hpp"

namespace netrig::netlink {
namespace {

// False when there is no such interface.
bool ask(const Socket& socket, unsigned long question, ifreq& request) {
  if (::ioctl(socket.fd(), question, &request) == 0) return true;
  if (errno == ENODEV) return false;
  check(-1, [] { return "cannot ask for an interface"; });
  return false;
}

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
