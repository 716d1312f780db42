#include "evidence/ruleset_listener.hpp"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/netfilter/nfnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "evidence/node_ruleset.hpp"
#include "netlink/nftables_message.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

// Four characters, as a filter loads them.
consteval std::uint32_t word_at(std::size_t offset) {
  std::uint32_t word = 0;
  for (std::size_t i = offset; i < offset + 4; ++i)
    word = word << 8 | static_cast<std::uint8_t>(trace_table_prefix[i]);
  return word;
}
static_assert(trace_table_prefix.size() >= 12);

// Each packet comes by our own rules first, so these would take most of the buffer.
void leave_out_our_own(int socket) {
  constexpr std::uint32_t attributes = sizeof(nlmsghdr) + sizeof(nfgenmsg);
  const std::uint16_t trace = htons(netlink::nftables_message(NFT_MSG_TRACE));
  std::array<sock_filter, 15> code{{
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(nlmsghdr, nlmsg_type)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, trace, 0, 11),
      BPF_STMT(BPF_LDX | BPF_IMM, NFTA_TRACE_TABLE),
      BPF_STMT(BPF_LD | BPF_IMM, attributes),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_NLATTR)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 7, 0),
      BPF_STMT(BPF_MISC | BPF_TAX, 0),
      BPF_STMT(BPF_LD | BPF_W | BPF_IND, sizeof(nlattr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, word_at(0), 0, 4),
      BPF_STMT(BPF_LD | BPF_W | BPF_IND, sizeof(nlattr) + 4),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, word_at(4), 0, 2),
      BPF_STMT(BPF_LD | BPF_W | BPF_IND, sizeof(nlattr) + 8),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, word_at(8), 1, 0),
      BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
      BPF_STMT(BPF_RET | BPF_K, 0),
  }};
  const sock_fprog program{.len = code.size(), .filter = code.data()};
  check(::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)),
        [] { return "cannot leave out netrig's own rules where packets are traced"; });
}

// Beyond net.core.rmem_max for root; without root up to that.
void enlarge_buffer(int socket) {
  const int size = 32 * 1024 * 1024;
  if (::setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) != 0)
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

}  // namespace

std::unique_ptr<netlink::Socket> open_ruleset_listener() {
  auto listener = std::make_unique<netlink::Socket>(NETLINK_NETFILTER);
  enlarge_buffer(listener->fd());
  leave_out_our_own(listener->fd());
  listener->join(NFNLGRP_NFTABLES);
  listener->join(NFNLGRP_NFTRACE);
  return listener;
}

}  // namespace netrig
