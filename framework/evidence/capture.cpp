#include "evidence/capture.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <span>
#include <system_error>

#include "netns/maker.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

constexpr unsigned packets_a_call = 32;
constexpr std::size_t smallest_in_queue = 512;  // bytes of kernel memory for the shortest packet
constexpr std::size_t behind_addresses = 12;    // where a VLAN tag stands in an Ethernet frame

std::chrono::nanoseconds as_duration(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::chrono::nanoseconds now() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);  // the packets' clock
  return as_duration(time);
}

void switch_on(int socket, int level, int option, const char* name) {
  const int on = 1;
  check(::setsockopt(socket, level, option, &on, sizeof(on)),
        [&] { return fmt::format("cannot set {} for a capture", name); });
}

// The kernel patches its code when the first socket wants timestamps, and back when none does any
// more (netstamp_needed_key in net/core/dev.c), which takes up to 15 ms. So one wants them as long
// as the program runs. It is of the program's own namespace, which this keeps from no removal.
void want_timestamps_for_good() {
  static const auto socket = on_thrown_away_thread([] {
    const UniqueFd own(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    enter(own.get(), "the test program");
    UniqueFd wanting(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    check(wanting.get(), [] { return "cannot open a socket for a capture"; });
    switch_on(wanting.get(), SOL_SOCKET, SO_TIMESTAMPNS, "SO_TIMESTAMPNS");
    return wanting;
  });
}

// In the calling thread's namespace. Bound to all its interfaces as soon as it is there.
UniqueFd open_packet_socket(const std::string& node, bool only_inbound) {
  UniqueFd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL)));
  check(socket.get(), [&] { return fmt::format("cannot capture packets in '{}'", node); });
  switch_on(socket.get(), SOL_SOCKET, SO_TIMESTAMPNS, "SO_TIMESTAMPNS");
  switch_on(socket.get(), SOL_PACKET, PACKET_AUXDATA, "PACKET_AUXDATA");
  if (only_inbound)
    switch_on(socket.get(), SOL_PACKET, PACKET_IGNORE_OUTGOING, "PACKET_IGNORE_OUTGOING");
  const int wanted = Capture::queued;
  if (::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof(wanted)) != 0)
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &wanted, sizeof(wanted));  // as far as may be
  return socket;
}

// SO_MEMINFO: what is queued, in bytes of kernel memory, how much may be, what was not taken.
struct Queue {
  std::size_t used, room;
  std::uint64_t missed;
};
Queue queue_of(int socket) {
  std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
  socklen_t size = sizeof(memory);
  check(::getsockopt(socket, SOL_SOCKET, SO_MEMINFO, memory.data(), &size),
        [] { return "cannot ask a capture for its memory"; });
  return {memory[SK_MEMINFO_RMEM_ALLOC], memory[SK_MEMINFO_RCVBUF], memory[SK_MEMINFO_DROPS]};
}

// What recvmmsg(2) fills in about one packet.
struct Received {
  sockaddr_ll from{};
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(timespec)) +
                                             CMSG_SPACE(sizeof(tpacket_auxdata))> control{};
};

// The kernel takes VLAN tags out of frames that it receives, and tells them beside.
void put_back_tag(std::vector<std::byte>& frame, const tpacket_auxdata& told) {
  if ((told.tp_status & TP_STATUS_VLAN_VALID) == 0 || frame.size() < behind_addresses) return;
  const bool has_protocol = (told.tp_status & TP_STATUS_VLAN_TPID_VALID) != 0;
  const std::array<std::uint16_t, 2> tag{htons(has_protocol ? told.tp_vlan_tpid : ETH_P_8021Q),
                                         htons(told.tp_vlan_tci)};
  const auto bytes = std::as_bytes(std::span(tag));
  frame.insert(frame.begin() + behind_addresses, bytes.begin(), bytes.end());
}

CapturedPacket packet_from(msghdr& header, const Received& received, std::span<std::byte> bytes) {
  CapturedPacket packet{.time = {},
                        .interface = received.from.sll_ifindex,
                        .hardware = received.from.sll_hatype,
                        .outbound = received.from.sll_pkttype == PACKET_OUTGOING,
                        .original_size = bytes.size(),
                        .data = {bytes.begin(), bytes.end()}};
  for (auto* each = CMSG_FIRSTHDR(&header); each; each = CMSG_NXTHDR(&header, each)) {
    if (each->cmsg_level == SOL_SOCKET && each->cmsg_type == SCM_TIMESTAMPNS) {
      timespec time{};
      std::memcpy(&time, CMSG_DATA(each), sizeof(time));
      packet.time = as_duration(time);
    } else if (each->cmsg_level == SOL_PACKET && each->cmsg_type == PACKET_AUXDATA) {
      tpacket_auxdata told{};
      std::memcpy(&told, CMSG_DATA(each), sizeof(told));
      packet.original_size = told.tp_len;
      const auto untagged = packet.data.size();
      put_back_tag(packet.data, told);
      packet.original_size += packet.data.size() - untagged;
    }
  }
  return packet;
}

// Those with a position i, i + count, i + 2 * count, ...
void close_each(std::vector<UniqueFd>& sockets, std::size_t i, std::size_t count) {
  for (; i < sockets.size(); i += count) sockets[i] = UniqueFd();
}

// Nobody waits for these threads: they do nothing but close, and a Sandbox waits for the removal
// of the namespaces. Those that close at the same time wait for the same grace period.
void close_in_background(std::vector<UniqueFd> sockets) {
  std::thread([sockets = std::move(sockets)]() mutable {
    constexpr std::size_t most_threads = 32;
    const auto count = std::min(sockets.size(), most_threads);
    std::vector<std::jthread> closing;
    try {
      for (std::size_t i = 1; i < count; ++i)
        closing.emplace_back([&sockets, i, count] { close_each(sockets, i, count); });
    } catch (const std::system_error&) {  // no more threads: what is left goes with the vector
    }
    if (count != 0) close_each(sockets, 0, count);
  }).detach();
}

}  // namespace

Capture::Capture(const std::vector<CapturePlace>& nodes)
    : ending_(::eventfd(0, EFD_CLOEXEC)), taps_(nodes.size()), buffer_(packets_a_call * longest) {
  check(ending_.get(), [] { return "cannot make an eventfd for a capture"; });
  want_timestamps_for_good();
  on_thrown_away_thread([&] {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const auto& [where, only_inbound] = nodes[i];
      enter(*where);
      taps_[i].socket = open_packet_socket(where->name(), only_inbound);
      taps_[i].seen.only_inbound = only_inbound;
      taps_[i].room = queue_of(taps_[i].socket.get()).room;
    }
  });
  watcher_ = std::thread([this] { watch(); });
}

Capture::~Capture() {
  if (!process_.is_this()) {
    watcher_.detach();  // it is in the process from which this one was forked
    return;
  }
  ::eventfd_write(ending_.get(), 1);
  watcher_.join();
  std::vector<UniqueFd> sockets;
  for (auto& tap : taps_) sockets.push_back(std::move(tap.socket));
  try {
    close_in_background(std::move(sockets));
  } catch (const std::system_error&) {  // no thread is to be had: they were closed here
  }
}

void Capture::note(std::size_t node, std::string text) {
  const std::lock_guard lock(mutex_);
  taps_.at(node).seen.notes.push_back({now(), std::move(text)});
}

std::vector<NodeTraffic> Capture::traffic() {
  const std::lock_guard lock(mutex_);
  std::vector<NodeTraffic> all;
  for (auto& tap : taps_) {
    read(tap);
    tap.seen.missed = queue_of(tap.socket.get()).missed;
    all.push_back(tap.seen);
  }
  return all;
}

void Capture::watch() {
  pollfd ending{ending_.get(), POLLIN, 0};
  while (::poll(&ending, 1, pause.count()) <= 0) {
    const std::lock_guard lock(mutex_);
    for (auto& tap : taps_)
      if (queue_of(tap.socket.get()).used > tap.room / 4) read(tap);
  }
}

void Capture::read(Tap& tap) {
  std::array<Received, packets_a_call> received;
  std::array<iovec, packets_a_call> places;
  std::array<mmsghdr, packets_a_call> messages;
  // As much as a queue holds, and not until it is empty: a flood would never let go.
  const auto most_calls = tap.room / (smallest_in_queue * packets_a_call) + 1;
  for (std::size_t call = 0; call < most_calls; ++call) {
    for (std::size_t i = 0; i < messages.size(); ++i) {
      places[i] = {buffer_.data() + i * longest, longest};
      messages[i] = {};
      auto& header = messages[i].msg_hdr;
      header.msg_name = &received[i].from;
      header.msg_namelen = sizeof(received[i].from);
      header.msg_iov = &places[i];
      header.msg_iovlen = 1;
      header.msg_control = received[i].control.data();
      header.msg_controllen = received[i].control.size();
    }
    const int count =
        ::recvmmsg(tap.socket.get(), messages.data(), packets_a_call, MSG_DONTWAIT, nullptr);
    if (count <= 0) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
      keep(tap, packet_from(messages[i].msg_hdr, received[i],
                            {buffer_.data() + i * longest, messages[i].msg_len}));
    if (static_cast<unsigned>(count) < packets_a_call) return;
  }
}

void Capture::keep(Tap& tap, CapturedPacket packet) {
  const auto size_of = [](const CapturedPacket& each) { return sizeof(each) + each.data.size(); };
  auto& packets = tap.seen.packets;
  tap.bytes += size_of(packet);
  packets.push_back(std::move(packet));
  for (; tap.bytes > kept; ++tap.seen.forgotten) {
    tap.bytes -= size_of(packets.front());
    packets.pop_front();
  }
  auto& notes = tap.seen.notes;
  while (tap.seen.forgotten != 0 && !notes.empty() && notes.front().time < packets.front().time)
    notes.pop_front();
}

}  // namespace netrig
