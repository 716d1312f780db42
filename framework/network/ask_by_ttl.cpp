#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <span>

#include "core/socket_address.hpp"
#include "netrig/core/error.hpp"
#include "network/trace.hpp"
#include "probe/echo_packet.hpp"
#include "probe/icmp_error.hpp"
#include "probe/local_refusal.hpp"
#include "probe/probe_socket.hpp"

namespace netrig {
namespace {

using Kind = TtlAnswer::Kind;
using Bytes = std::span<const std::uint8_t>;

// Whatever the probe's own TTL: the socket is opened for the first packet.
SocketOptions first_hop(SocketOptions options) {
  options.ttl = std::uint8_t{1};
  return options;
}

// Datagrams that say in their payload with which TTL they were sent.
class Datagrams {
 public:
  explicit Datagrams(const UdpProbe& probe) : probe_(probe) {}

  static constexpr ProbeKind kind = ProbeKind::udp;
  Endpoint target() const { return probe_.target; }
  std::chrono::milliseconds patience() const { return probe_.patience; }
  SocketOptions options() const { return first_hop(socket_options(probe_)); }
  UniqueFd open(const std::string& place) const {
    return open_probe_socket(SOCK_DGRAM, 0, options(), place);
  }
  std::vector<std::uint8_t> packet(unsigned ttl) const {
    return {'n', 'e', 't', 'r', 'i', 'g', 0, static_cast<std::uint8_t>(ttl)};
  }
  // Of the answer to a datagram or of the datagram itself; empty for one of another content.
  std::optional<unsigned> ttl_of(Bytes data) const {
    if (data.size() < 8 || !std::ranges::equal(data.first(7), Bytes(packet(0)).first(7)))
      return std::nullopt;
    return data[7];
  }
  std::optional<unsigned> ttl_of_reply(Bytes data) const { return ttl_of(data); }

 private:
  const UdpProbe& probe_;
};

// Echo requests whose sequence number is their TTL.
class Echoes {
 public:
  explicit Echoes(const EchoProbe& probe) : probe_(probe), identifier_(next_identifier()) {}

  static constexpr ProbeKind kind = ProbeKind::echo;
  Endpoint target() const { return {probe_.target, {Protocol::udp, 0}}; }
  std::chrono::milliseconds patience() const { return probe_.patience; }
  SocketOptions options() const { return first_hop(socket_options(probe_)); }
  UniqueFd open(const std::string& place) const {
    const bool v4 = probe_.target.is_v4();
    auto socket =
        open_probe_socket(SOCK_RAW, v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6}, options(), place);
    hear_only_replies(socket.get(), v4, identifier_);
    return socket;
  }
  std::vector<std::uint8_t> packet(unsigned ttl) const {
    return echo_request(probe_.target.is_v4(), {identifier_, static_cast<std::uint16_t>(ttl)},
                        probe_.payload_size);
  }
  std::optional<unsigned> ttl_of(Bytes data) const {
    const auto id = echo_id(data);
    return id && id->identifier == identifier_ ? std::optional<unsigned>(id->sequence)
                                               : std::nullopt;
  }
  std::optional<unsigned> ttl_of_reply(Bytes data) const {
    return ttl_of(probe_.target.is_v4() ? without_ip_header(data) : data);
  }

 private:
  // Apart from those of echo probes, which count from 1.
  static std::uint16_t next_identifier() {
    static std::atomic<std::uint16_t> next = 0x8000;
    return next++;
  }

  const EchoProbe& probe_;
  const std::uint16_t identifier_;
};

// One socket for all TTLs: two with the same ports would take each other's errors. It is not
// connected: connect() draws a hash for the socket which its packets carry across veth links, and
// routers that choose by ports would choose by that instead (skb->l4_hash in fib_multipath_hash(),
// net/ipv4/route.c).
template <class Packets>
class ByTtl {
 public:
  ByTtl(const Node& node, const Packets& packets, const TtlRange& range)
      : node_(node),
        packets_(packets),
        to_(packets.target().address, packets.target().port.number),
        range_(range),
        answers_(range.last - range.first + 1) {}

  std::vector<TtlAnswer> ask() {
    socket_ = packets_.open(node_.name());
    const auto deadline = Deadline::in(packets_.patience());
    for (auto ttl = range_.first; ttl <= range_.last && !is_refused_; ++ttl) send(ttl);
    bool is_late = false;
    while (open_ > 0 && !is_refused_ && !is_late && wait(deadline)) {
      is_late = deadline.passed();  // what came before counts all the same
      take_all();
    }
    // What has arrived with a TTL arrives with a larger one.
    for (auto silent = answers_.rbegin(); silent != answers_.rend() && unknown_replies_ > 0;
         ++silent)
      if (silent->kind == Kind::silent) {
        *silent = arrived();
        --unknown_replies_;
      }
    return std::move(answers_);
  }

 private:
  TtlAnswer arrived() const { return {Kind::arrived, packets_.target().address, ""}; }

  void send(unsigned ttl) {
    const bool v4 = packets_.target().address.is_v4();
    set_option(socket_.get(), v4 ? SOL_IP : SOL_IPV6, v4 ? IP_TTL : IPV6_UNICAST_HOPS,
               static_cast<int>(ttl), "the TTL");
    const auto packet = packets_.packet(ttl);
    ++open_;
    // sendto() also fails with the error of an earlier packet, and then has not sent.
    while (::sendto(socket_.get(), packet.data(), packet.size(), 0, to_.data(),
                    static_cast<socklen_t>(to_.size())) < 0) {
      const auto error = errno;
      if (error == EPERM || take_errors() == 0) return refuse(ttl, error);
    }
  }

  // This node's own opinion, which is the same of all TTLs.
  void refuse(unsigned ttl, int error) {
    const auto& target = packets_.target().address;
    const auto finding = classify_refusal({Packets::kind, node_.name(), target}, error,
                                          {node_.network_namespace(), packets_.options()});
    is_refused_ = true;
    answers_[ttl - range_.first] = {
        Kind::stopped, std::nullopt,
        finding.explanation.empty() ? to_string(finding.verdict) : finding.explanation};
  }

  bool wait(Deadline deadline) const {
    pollfd readable{socket_.get(), POLLIN, 0};
    const auto ready = ::poll(&readable, 1, deadline.poll_timeout());
    return ready > 0 || (ready < 0 && errno == EINTR);
  }

  // All that is there, and not for ever what comes meanwhile: a receive buffer holds fewer
  // (net.core.rmem_default).
  void take_all() {
    constexpr int most = 1024;
    take_errors();
    std::array<std::uint8_t, 256> reply;
    for (int taken = 0; taken < most; ++taken) {
      SocketAddress sender;
      auto sender_size = static_cast<socklen_t>(sender.capacity());
      const auto size =
          ::recvfrom(socket_.get(), reply.data(), reply.size(), 0, sender.data(), &sender_size);
      if (size < 0 && (errno == EAGAIN || take_errors() == 0)) return;
      if (size < 0) continue;
      sender.resize(sender_size);
      if (is_target(sender)) take_reply(Bytes(reply).first(static_cast<std::size_t>(size)));
    }
  }

  // What anybody may send to an unconnected socket is no answer.
  bool is_target(const SocketAddress& sender) const {
    const auto target = packets_.target();
    return endpoint_of(sender, target.port.protocol) == target;
  }

  void take_reply(Bytes data) {
    const auto ttl = packets_.ttl_of_reply(data);
    if (ttl) return settle(*ttl, arrived());
    if (Packets::kind != ProbeKind::udp) return;
    ++unknown_replies_;
    --open_;
  }

  int take_errors() {
    int count = 0;
    while (const auto queued = take_queued_error(socket_.get())) {
      ++count;
      const auto ttl = packets_.ttl_of(Bytes(queued->packet).first(queued->packet_size));
      if (queued->icmp && ttl) settle(*ttl, answer_of(*queued->icmp, packets_.target().address));
    }
    return count;
  }

  void settle(unsigned ttl, TtlAnswer answer) {
    if (ttl < range_.first || ttl > range_.last) return;
    auto& settled = answers_[ttl - range_.first];
    if (settled.kind != Kind::silent) return;
    settled = std::move(answer);
    --open_;
  }

  const Node& node_;
  const Packets& packets_;
  SocketAddress to_;
  TtlRange range_;
  UniqueFd socket_;
  std::vector<TtlAnswer> answers_;
  std::size_t open_ = 0, unknown_replies_ = 0;
  bool is_refused_ = false;
};

}  // namespace

std::vector<TtlAnswer> ask_by_ttl(const Node& node, const UdpProbe& probe, const TtlRange& range) {
  const Datagrams datagrams(probe);
  return node.run([&] { return ByTtl(node, datagrams, range).ask(); });
}

std::vector<TtlAnswer> ask_by_ttl(const Node& node, const EchoProbe& probe, const TtlRange& range) {
  const Echoes echoes(probe);
  return node.run([&] { return ByTtl(node, echoes, range).ask(); });
}

}  // namespace netrig
