// A netlink request under construction, and a batch of them that is sent in as few system calls as
// possible. Thin over libmnl.
#pragma once

#include <libmnl/libmnl.h>
#include <linux/netlink.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "netrig/core/address.hpp"

namespace netrig::netlink {

/// The tail of one message: its fixed header first, then attributes. Valid until the batch's next
/// add().
class Message {
 public:
  explicit Message(nlmsghdr* header) : header_(header) {}

  /// Appends a fixed header (ifinfomsg, rtmsg, ...), zeroed.
  template <class Header>
  Header& put_header() {
    return *static_cast<Header*>(mnl_nlmsg_put_extra_header(header_, sizeof(Header)));
  }
  /// Appends a fixed header with its attributes, as a message of the kernel's has them.
  void put_payload(const void* data, std::size_t size) {
    std::memcpy(mnl_nlmsg_put_extra_header(header_, size), data, size);
  }
  void put(std::uint16_t type, std::uint32_t value) { mnl_attr_put_u32(header_, type, value); }
  void put(std::uint16_t type, std::uint64_t value) { mnl_attr_put_u64(header_, type, value); }
  void put_index(std::uint16_t type, int value) { put(type, static_cast<std::uint32_t>(value)); }
  void put_string(std::uint16_t type, const std::string& text) {
    mnl_attr_put_strz(header_, type, text.c_str());
  }
  void put(std::uint16_t type, const IpAddress& address);
  void put_bytes(std::uint16_t type, const void* data, std::size_t size) {
    mnl_attr_put(header_, type, size, data);
  }
  void put_u8(std::uint16_t type, std::uint8_t value) { mnl_attr_put_u8(header_, type, value); }
  void put_u16(std::uint16_t type, std::uint16_t value) { mnl_attr_put_u16(header_, type, value); }
  /// In network byte order.
  void put_port(std::uint16_t type, std::uint16_t port);
  /// Appends what an array of entries within an attribute consists of (rtnexthop): a header, the
  /// attributes that `fill(header)` appends, and gives the length of both.
  template <class Header, class Fill>
  std::size_t put_entry(Fill&& fill) {
    auto& header = put_header<Header>();
    fill(header);
    const auto* end = static_cast<const char*>(mnl_nlmsg_get_payload_tail(header_));
    return static_cast<std::size_t>(end - reinterpret_cast<const char*>(&header));
  }
  /// Appends an attribute that holds what `fill` appends.
  template <class Fill>
  void nest(std::uint16_t type, Fill&& fill) {
    auto* outer = mnl_attr_nest_start(header_, type);
    fill();
    mnl_attr_nest_end(header_, outer);
  }

 private:
  nlmsghdr* header_;
};

/// Requests for one namespace. Each says what it attempts, in a sentence that is only made when the
/// kernel refuses it.
class Batch {
 public:
  /// `place` names the namespace in error messages.
  explicit Batch(std::string place) : place_(std::move(place)) {}

  /// `attempt()` gives "cannot VERB OBJECT"; " in 'PLACE'" is added. At most `room` bytes
  /// may be put in.
  Message add(std::uint16_t type, int flags, std::function<std::string()> attempt,
              std::size_t room = 4096);
  /// In place of `attempt` for what begins and ends a transaction (NFNL_MSG_BATCH_BEGIN): the
  /// kernel answers it only to refuse all that stands between.
  static constexpr std::nullptr_t bracket = nullptr;
  bool empty() const { return requests_.empty(); }

 private:
  friend class Socket;
  struct Request {
    std::size_t offset;
    std::function<std::string()> attempt;
  };
  nlmsghdr& header(const Request& request);
  /// Drops the unused space behind the newest message.
  void seal();
  /// Gives the requests consecutive sequence numbers.
  void number(std::uint32_t first);

  std::string place_;
  std::vector<char> buffer_;
  std::size_t used_ = 0;
  std::vector<Request> requests_;
};

}  // namespace netrig::netlink
