// A fault in a network: packets of a node that are lost or marked, the same ones on every run.
//
//   Fault{.protocol = IpProtocol::tcp, .tcp_flags = TcpFlags::syn(), .hits = Hits::nth(1)}
//   Fault{.destination = "10.0.2.2/32", .hits = Hits::random(0.1, 42)}
//
// A value: to put it in force is Node::inject()'s business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "netrig/core/address.hpp"
#include "netrig/core/print.hpp"
#include "netrig/netlink/ip_protocol.hpp"

namespace netrig {

/// Which of the packets that match, by their position among them. The first is number 1.
class Hits {
 public:
  static constexpr Hits all() { return {Kind::every, 1}; }
  /// One only. Throws DescriptionError for 0, as the next two do.
  static Hits nth(std::uint64_t position);
  /// The `step`-th, and from there on one in `step`.
  static Hits every(std::uint64_t step);
  static Hits first(std::uint64_t count);
  /// Each with this probability, 0 to 1, decided by its position and the seed alone: the same seed
  /// gives the same positions on every run, with either backend, on every machine. Throws
  /// DescriptionError for what is no probability. In steps of 2^-32.
  static Hits random(double probability, std::uint32_t seed);

  /// What a fault does to the packet at a position: a test can know it beforehand. Never of 0.
  bool include(std::uint64_t position) const;

  enum class Kind { nth, every, first, random };
  Kind kind() const noexcept { return kind_; }
  /// Of `random`: how many of 2^32 - 1 hashes; else the number that it was made with.
  std::uint64_t number() const noexcept { return number_; }
  std::uint32_t seed() const noexcept { return seed_; }
  /// It does not matter where a packet stands.
  bool are_all() const noexcept;

  bool operator==(const Hits&) const = default;

 private:
  constexpr Hits(Kind kind, std::uint64_t number, std::uint32_t seed = 0)
      : kind_(kind), number_(number), seed_(seed) {}
  Kind kind_;
  std::uint64_t number_;
  std::uint32_t seed_;
};
/// "all", "number 2", "one in 3", "the first 5", "each with probability 0.1, seed 42"
std::string to_string(const Hits& hits);
template <>
inline constexpr bool is_printable<Hits> = true;

/// A condition on the flags of a TCP header (RFC 9293), as nft's `tcp flags syn / syn,ack`: of
/// those in `mask`, those in `value` are set and no others.
struct TcpFlags {
  std::uint8_t mask = 0, value = 0;

  static constexpr TcpFlags syn() { return {.mask = 0x12, .value = 0x02}; }  ///< and no ACK
  static constexpr TcpFlags syn_ack() { return {.mask = 0x12, .value = 0x12}; }
  static constexpr TcpFlags fin() { return {.mask = 0x01, .value = 0x01}; }
  static constexpr TcpFlags rst() { return {.mask = 0x04, .value = 0x04}; }

  bool operator==(const TcpFlags&) const = default;
};
/// "syn / syn,ack"
std::string to_string(const TcpFlags& flags);
template <>
inline constexpr bool is_printable<TcpFlags> = true;

/// As a node sees its own interfaces.
enum class Direction {
  /// What comes in, before the node's own rulesets: as if the wire had lost it.
  ingress,
  /// What is sent, behind the node's own rulesets. The sender's kernel knows of a loss, as of one
  /// in a queue: a UDP socket with IP_RECVERR (ip(7)) hears ENOBUFS.
  egress,
};
/// "ingress", "egress"
std::string to_string(Direction direction);
template <>
inline constexpr bool is_printable<Direction> = true;

/// What carries a fault out.
enum class FaultBackend {
  /// A table of netrig's own in the node's nf_tables, of the family netdev; also without root.
  /// `egress` needs Linux 5.16. Counts up to 2^32 - 1, and then begins anew at 1.
  nftables,
  /// A program of tc's, in a clsact that stays when the fault goes. Needs root in the initial user
  /// namespace, and a netrig built with libbpf. Counts up to 2^64 - 1.
  ebpf,
};
/// "nftables", "eBPF"
std::string to_string(FaultBackend backend);
template <>
inline constexpr bool is_printable<FaultBackend> = true;

/// What is not said matches anything; nothing but IP packets ever does, so ARP is never lost. What
/// is counted is what the kernel handles as one (a socket buffer): large sends of TCP pass as one
/// packet of up to 64 KiB, and several received ones may have become one (GSO and GRO).
struct Fault {
  std::optional<Family> family{};
  std::optional<IpProtocol> protocol{};
  std::optional<Prefix> source{}, destination{};  ///< as they are there, which NAT may change
  std::optional<std::uint16_t> source_port{}, destination_port{};  ///< of TCP and UDP
  std::optional<TcpFlags> tcp_flags{};
  std::optional<std::uint8_t> icmp_type{};  ///< of ICMP or ICMPv6: 8 and 128 are echo requests
  Direction direction = Direction::ingress;
  /// All that the node has at that moment, `lo` as well, when empty. A packet that comes by two of
  /// them, such as a bridge and its port, is then met twice.
  std::string interface {};
  Hits hits = Hits::all();
  /// Given to the packet (`meta mark`, `ip rule fwmark`), which is dropped when this is empty. It
  /// stays with the packet within the node, at `egress` for tc's filters only.
  std::optional<std::uint32_t> set_mark{};
  /// eBPF where it is allowed, else nftables, when empty.
  std::optional<FaultBackend> backend{};

  bool operator==(const Fault&) const = default;
};
/// "drop number 1 of: tcp to 10.0.2.2/32 port 80, flags syn / syn,ack, ingress of eth0"
std::string to_string(const Fault& fault);
template <>
inline constexpr bool is_printable<Fault> = true;

}  // namespace netrig
