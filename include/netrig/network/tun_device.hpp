// The program's end of a tun or tap interface: what the node sends there is read here, what is
// written here comes in there.
//
//   topology.add_interface(host, {"tun0", Tun(), {"10.9.0.1/24"}});
//   auto tun0 = node(host).open_tun("tun0");
//   tun0.send(packet);
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "netrig/core/deadline.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig {

/// Move-only. While it lives the interface has a carrier. It may outlive the Network, whose
/// namespace it does not keep.
class TunDevice {
 public:
  /// Takes over a descriptor of /dev/net/tun that is attached to the interface (IFF_NO_PI): see
  /// Node::open_tun().
  TunDevice(UniqueFd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}

  /// Non-blocking, for one's own read(2), write(2), poll(2) and io_context: an IP packet a call, of
  /// a tap an Ethernet frame.
  int fd() const noexcept { return fd_.get(); }
  const std::string& name() const noexcept { return name_; }

  /// The next packet; the kernel's own are among them, such as those of neighbour and multicast
  /// listener discovery. Throws DeadlineError.
  std::vector<std::uint8_t> receive(Deadline deadline = Deadline::in(kernel_patience)) const;
  /// Throws Error for what the kernel does not take, such as a packet of no IP version.
  void send(std::span<const std::uint8_t> packet) const;

 private:
  UniqueFd fd_;
  std::string name_;
};

}  // namespace netrig
