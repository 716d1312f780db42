// Loses or marks packets at an interface (tc). The same as nftables_fault_requests.cpp.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "network/packet_fault.h"

char licence[] SEC("license") = "Dual MIT/GPL";

SEC(".rodata.constants") const volatile struct packet_fault fault = {};

// Of one element.
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, __u32);
  __type(value, struct fault_counts);
} counts SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 1 << 12);
  __type(key, struct fault_watch);
  __type(value, __u8);  // of no interest
} watches SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 16);
} events SEC(".maps");

#define INLINE static __attribute__((always_inline))

#define next_program TC_ACT_UNSPEC  // as if this one were not there

struct headers {
  __u32 transport_at;  // from the network header on; 0 for a fragment that has none
  __u8 protocol;
  struct lost_packet packet;
};

INLINE int load(struct __sk_buff* skb, __u32 at, void* to, __u32 size) {
  return bpf_skb_load_bytes_relative(skb, at, to, size, BPF_HDR_START_NET) == 0;
}

INLINE int read_ipv4(struct __sk_buff* skb, struct headers* headers) {
  const struct iphdr* v4 = (const struct iphdr*)headers->packet.network;
  if (!load(skb, 0, headers->packet.network, sizeof(*v4))) return 0;
  headers->protocol = v4->protocol;
  if ((v4->frag_off & bpf_htons(0x1fff)) == 0)
    headers->transport_at = (headers->packet.network[0] & 0xf) * 4;
  return 1;
}

// RFC 8200: what may stand before the transport header, as far as anybody makes it.
INLINE int read_ipv6(struct __sk_buff* skb, struct headers* headers) {
  const struct ipv6hdr* v6 = (const struct ipv6hdr*)headers->packet.network;
  if (!load(skb, 0, headers->packet.network, sizeof(*v6))) return 0;
  headers->protocol = v6->nexthdr;
  __u32 at = sizeof(*v6);
  int is_later_fragment = 0;
#pragma unroll
  for (int i = 0; i < 6; ++i) {
    __u8 extension[4];
    const int is_fragment = headers->protocol == IPPROTO_FRAGMENT;
    if (headers->protocol != IPPROTO_HOPOPTS && headers->protocol != IPPROTO_ROUTING &&
        headers->protocol != IPPROTO_DSTOPTS && !is_fragment)
      break;
    if (is_later_fragment || !load(skb, at, extension, sizeof(extension))) break;
    if (is_fragment && ((extension[2] << 8 | extension[3]) & 0xfff8) != 0) is_later_fragment = 1;
    headers->protocol = extension[0];
    at += is_fragment ? 8 : (extension[1] + 1) * 8;
  }
  if (!is_later_fragment) headers->transport_at = at;
  return 1;
}

INLINE int is_in(const __u8* address, const volatile struct fault_network* network, int size) {
  for (int i = 0; i < size; ++i)
    if ((address[i] ^ network->address[i]) & network->mask[i]) return 0;
  return 1;
}

INLINE int matches_addresses(const __u8* network, int is_v4) {
  if (is_v4)
    return is_in(network + 12, &fault.source, 4) && is_in(network + 16, &fault.destination, 4);
  return is_in(network + 8, &fault.source, 16) && is_in(network + 24, &fault.destination, 16);
}

INLINE int matches_transport(struct __sk_buff* skb, struct headers* headers) {
  if (fault.has_protocol && headers->protocol != fault.protocol) return 0;
  const int has_first =
      headers->transport_at != 0 && load(skb, headers->transport_at, headers->packet.transport,
                                         sizeof(headers->packet.transport));
  if (fault.has_icmp_type || fault.has_source_port || fault.has_destination_port) {
    const __u16* ports = (const __u16*)headers->packet.transport;
    if (!has_first) return 0;
    if (fault.has_icmp_type && headers->packet.transport[0] != fault.icmp_type) return 0;
    if (fault.has_source_port && ports[0] != fault.source_port) return 0;
    if (fault.has_destination_port && ports[1] != fault.destination_port) return 0;
  }
  if (fault.flags_mask) {
    __u8 flags = 0;
    if (headers->transport_at == 0 || !load(skb, headers->transport_at + 13, &flags, 1)) return 0;
    if ((flags & fault.flags_mask) != fault.flags_value) return 0;
  }
  return 1;
}

// fault_hash() of fault_hash.hpp, which explains it.
INLINE __u32 rotated(__u32 word, __u32 by) {
  return word << by | word >> (32 - by);
}
INLINE __u32 hash(__u32 position, __u32 seed) {
  __u32 a = 0xdeadbeef + 4 + seed, b = a, c = a;
  a += __builtin_bswap32(position);
  c = (c ^ b) - rotated(b, 14);
  a = (a ^ c) - rotated(c, 11);
  b = (b ^ a) - rotated(a, 25);
  c = (c ^ b) - rotated(b, 16);
  a = (a ^ c) - rotated(c, 4);
  b = (b ^ a) - rotated(a, 14);
  c = (c ^ b) - rotated(b, 24);
  return (__u64)c * 0xffffffff >> 32;
}

// Hits::include()
INLINE int hits(__u64 position) {
  switch (fault.hits) {
    case fault_hits_nth: return position == fault.number;
    case fault_hits_every: return fault.number != 0 && position % fault.number == 0;
    case fault_hits_first: return position <= fault.number;
    default: return hash(position - 1, fault.seed) < fault.number;
  }
}

// Gives the packet its position, and whether that is one that is hit.
INLINE int is_hit() {
  const __u32 only = 0;
  struct fault_counts* now = bpf_map_lookup_elem(&counts, &only);
  if (!now) return 0;
  bpf_spin_lock(&now->lock);
  const int is_one = hits(++now->matched);
  now->hit += is_one;
  bpf_spin_unlock(&now->lock);
  return is_one;
}

INLINE int is_watched(__u8 protocol, __u16 identifier) {
  const struct fault_watch watch = {.identifier = identifier, .protocol = protocol};
  return bpf_map_lookup_elem(&watches, &watch) != 0;
}

INLINE void tell(struct headers* headers, __u32 interface) {
  const __u16* numbers = (const __u16*)headers->packet.transport;
  if (headers->transport_at == 0) return;
  // An echo id is behind type, code and checksum.
  const int is_icmp = headers->protocol == IPPROTO_ICMP || headers->protocol == IPPROTO_ICMPV6;
  if (is_icmp ? !is_watched(headers->protocol, numbers[2])
              : !is_watched(headers->protocol, numbers[0]) &&
                    !is_watched(headers->protocol, numbers[1]))
    return;
  headers->packet.interface = interface;
  bpf_ringbuf_output(&events, &headers->packet, sizeof(headers->packet), 0);
}

SEC("tc")
int on_packet(struct __sk_buff* skb) {
  struct headers headers = {};
  const int is_v4 = skb->protocol == bpf_htons(ETH_P_IP);
  if (is_v4) {
    if (!fault.is_of_ipv4 || !read_ipv4(skb, &headers)) return next_program;
  } else {
    if (skb->protocol != bpf_htons(ETH_P_IPV6)) return next_program;
    if (!fault.is_of_ipv6 || !read_ipv6(skb, &headers)) return next_program;
  }
  if (!matches_addresses(headers.packet.network, is_v4) || !matches_transport(skb, &headers))
    return next_program;
  if (!is_hit()) return next_program;
  if (fault.marks) {
    skb->mark = fault.mark;
    return next_program;
  }
  tell(&headers, skb->ifindex);
  return TC_ACT_SHOT;
}
