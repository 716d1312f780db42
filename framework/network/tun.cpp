#include "network/tun.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>

#include "netlink/queries.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "netrig/network/node.hpp"
#include "network/ready.hpp"

namespace netrig {
namespace {

UniqueFd open_clone_device(const std::string& place) {
  return UniqueFd(check(::open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK),
                        [&] { return fmt::format("cannot open /dev/net/tun in '{}'", place); }));
}

ifreq request_for(const std::string& name, int kind) {
  ifreq request{};
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  request.ifr_flags = static_cast<short>(kind | IFF_NO_PI);
  return request;
}

}  // namespace

void make_tun(Namespace& where, const netlink::Device& device, bool is_tap) {
  on_thrown_away_thread(where, [&] {
    const auto attempt = [&] {
      return fmt::format("cannot add interface '{} {}' in '{}'", device.name,
                         is_tap ? "tap" : "tun", where.name());
    };
    const auto clone = open_clone_device(where.name());
    auto index = static_cast<unsigned>(device.index);
    check(::ioctl(clone.get(), TUNSETIFINDEX, &index), attempt);
    auto request = request_for(device.name, (is_tap ? IFF_TAP : IFF_TUN) | IFF_TUN_EXCL);
    check(::ioctl(clone.get(), TUNSETIFF, &request), attempt);
    check(::ioctl(clone.get(), TUNSETPERSIST, 1), attempt);
  });
}

UniqueFd open_tun(const Namespace& where, const std::string& name) {
  return on_thrown_away_thread(where, [&] {
    auto clone = open_clone_device(where.name());
    // The kernel refuses the kind that it is not.
    auto request = request_for(name, IFF_TUN);
    auto result = ::ioctl(clone.get(), TUNSETIFF, &request);
    if (result < 0 && errno == EINVAL) {
      request = request_for(name, IFF_TAP);
      result = ::ioctl(clone.get(), TUNSETIFF, &request);
    }
    check(result, [&] { return fmt::format("cannot open '{}' in '{}'", name, where.name()); });
    return clone;
  });
}

TunDevice Node::open_tun(std::string_view wanted, Deadline deadline) const {
  const auto tun = interface(wanted);
  if (tun.info().kind != "tun")
    throw DescriptionError(
        fmt::format("'{}' of '{}' is neither a tun nor a tap interface", wanted, name()));
  TunDevice device(netrig::open_tun(network_namespace(), tun.name()), tun.name());
  const auto now = tun.info();
  if (!now.is_up) return device;
  std::vector<netlink::Device> carried{{now.index, now.name}};
  wait_until_operational(network_namespace(), carried, deadline);
  if (now.master) carried.push_back({*now.master, fmt::format("the bridge of {}", now.name)});
  const auto is_up = [&](const InterfaceInfo& each) {
    return each.index == now.master && each.is_up;
  };
  const auto all = interfaces();
  if (std::ranges::any_of(all, is_up))
    wait_until_operational(network_namespace(), carried, deadline);
  wait_until_addresses_are_usable(network_namespace(), carried, deadline);
  return device;
}

std::vector<std::uint8_t> TunDevice::receive(Deadline deadline) const {
  constexpr std::size_t longest = 65536;
  std::vector<std::uint8_t> packet(longest);
  while (true) {
    const auto size = ::read(fd_.get(), packet.data(), packet.size());
    if (size >= 0) {
      packet.resize(static_cast<std::size_t>(size));
      return packet;
    }
    if (errno != EINTR && errno != EAGAIN)
      check(size, [this] { return fmt::format("cannot read from '{}'", name_); });
    pollfd readable{fd_.get(), POLLIN, 0};
    if (::poll(&readable, 1, deadline.poll_timeout()) == 0 && deadline.passed())
      throw DeadlineError(fmt::format("a packet from '{}'", name_));
  }
}

void TunDevice::send(std::span<const std::uint8_t> packet) const {
  const auto size = check(::write(fd_.get(), packet.data(), packet.size()), [&] {
    return fmt::format("cannot write a packet of {} bytes to '{}'", packet.size(), name_);
  });
  if (static_cast<std::size_t>(size) != packet.size())
    throw Error(error_code_from(EIO), fmt::format("cannot write a whole packet to '{}'", name_));
}

}  // namespace netrig
