// Tells a test program which packets of the flows that it watches the kernel frees as dropped, why
// and where (the tracepoint skb:kfree_skb).
//
// All others cost the kernel a look-up by their network namespace.
#include <linux/bpf.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "evidence/kernel_drop_event.h"

// The kernel lets no others read its memory.
char licence[] SEC("license") = "Dual MIT/GPL";

SEC(".rodata.constants") const volatile struct KernelOffsets offsets = {};

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 1 << 14);
  __type(key, __u32);    // a namespace's inode number
  __type(value, __u32);  // its network's number
} networks SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 1 << 14);
  __type(key, struct WatchedFlow);
  __type(value, __u8);  // of no interest
} watches SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 1 << 18);
} events SEC(".maps");

#define READ(to, from) (bpf_probe_read_kernel(&(to), sizeof(to), (const void*)(from)) == 0)

static unsigned long pointer_at(unsigned long address) {
  unsigned long value = 0;
  return READ(value, address) ? value : 0;
}

// The number of a network; null where this is the namespace of none.
static __u32* network_of(unsigned long net, __u32* inode) {
  if (net == 0 || !READ(*inode, net + offsets.net_inode)) return 0;
  return bpf_map_lookup_elem(&networks, inode);
}

// Protocol and ports, or echo id, of a packet: where the kernel's network header is, or where an
// ICMP error quotes it. Gives the length of the network header; 0 for what is of no interest.
static int read_headers(unsigned long at, struct PacketHeaders* headers) {
  __u8 first = 0;
  if (!READ(first, at)) return 0;
  int length = 0;
  if (first >> 4 == 4) {
    struct iphdr* v4 = (struct iphdr*)headers->network;
    if (!READ(*v4, at) || v4->frag_off & bpf_htons(0x1fff)) return 0;
    headers->protocol = v4->protocol;
    length = (first & 0xf) * 4;
  } else if (first >> 4 == 6) {
    struct ipv6hdr* v6 = (struct ipv6hdr*)headers->network;
    if (!READ(*v6, at)) return 0;
    headers->protocol = v6->nexthdr;
    length = sizeof(*v6);
  }
  return length != 0 && READ(headers->transport, at + length) ? length : 0;
}

// RFC 792 and RFC 4443. A redirect is none: its packet went on. (linux/icmp.h wants a libc.)
static int is_icmp_error(const struct PacketHeaders* headers) {
  const __u8 type = headers->transport[0];
  if (headers->protocol == IPPROTO_ICMPV6) return type < 128;
  return headers->protocol == IPPROTO_ICMP && (type == 3 || type == 11 || type == 12);
}

// Whether the flow that these are headers of is watched, and which it is.
static int is_watched(const struct PacketHeaders* headers, struct WatchedFlow* flow) {
  const __u16* numbers = (const __u16*)headers->transport;
  flow->protocol = headers->protocol;
  if (headers->protocol == IPPROTO_ICMP || headers->protocol == IPPROTO_ICMPV6) {
    flow->identifier = numbers[2];  // behind type, code and checksum
    return bpf_map_lookup_elem(&watches, flow) != 0;
  }
  flow->identifier = numbers[0];
  if (bpf_map_lookup_elem(&watches, flow)) return 1;
  flow->identifier = numbers[1];
  return bpf_map_lookup_elem(&watches, flow) != 0;
}

SEC("raw_tp/kfree_skb")
int on_kfree_skb(struct bpf_raw_tracepoint_args* arguments) {
  const unsigned long skb = arguments->args[0];
  struct DropEvent event = {.location = arguments->args[1], .reason = arguments->args[2]};

  // In a socket's queue the kernel uses the place of the device for something else, and a packet
  // that is being sent may have none yet.
  unsigned long device = pointer_at(skb + offsets.skb_device);
  __u32* network = 0;
  if (device) network = network_of(pointer_at(device + offsets.device_net), &event.inode);
  if (!network) {
    const unsigned long socket = pointer_at(skb + offsets.skb_socket);
    device = 0;
    if (socket) network = network_of(pointer_at(socket + offsets.socket_net), &event.inode);
  }
  if (!network) return 0;

  __u16 network_header = 0;
  if (!READ(network_header, skb + offsets.skb_network_header)) return 0;
  const unsigned long at = pointer_at(skb + offsets.skb_head) + network_header;
  const int length = read_headers(at, &event.headers);
  if (length == 0) return 0;
  struct PacketHeaders quoted = {};
  const struct PacketHeaders* asked = &event.headers;
  if (is_icmp_error(asked)) {
    if (read_headers(at + length + 8, &quoted) == 0) return 0;
    asked = &quoted;
  }
  event.flow.network = *network;
  if (!is_watched(asked, &event.flow)) return 0;

  if (device) READ(event.interface, device + offsets.device_index);
  READ(event.incoming_interface, skb + offsets.skb_incoming);
  static const char symbol[] = "%ps";
  bpf_snprintf(event.function, sizeof(event.function), symbol, &event.location,
               sizeof(event.location));
  bpf_ringbuf_output(&events, &event, sizeof(event), 0);
  return 0;
}
