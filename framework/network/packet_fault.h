/* What packet_fault.bpf.c and ebpf_fault.cpp tell each other, by names that are usual in C. */
#pragma once

#include <linux/bpf.h>
#include <linux/types.h>

/* NOLINTBEGIN(readability-identifier-naming) */

/* An address, of which IPv4 has the first four bytes, and which of its bits count. */
struct fault_network {
  __u8 address[16], mask[16];
};

enum fault_hits { fault_hits_nth, fault_hits_every, fault_hits_first, fault_hits_random };

/* Numbers of packets are in network byte order. */
struct packet_fault {
  struct fault_network source, destination;
  __u64 number;
  __u32 hits, seed, mark;
  __u16 source_port, destination_port;
  __u8 is_of_ipv4, is_of_ipv6, has_protocol, protocol;
  __u8 has_source_port, has_destination_port, has_icmp_type, icmp_type;
  __u8 flags_mask, flags_value, marks, padding;
};

struct fault_counts {
  struct bpf_spin_lock lock;
  __u32 padding;
  __u64 matched, hit;
};

/* In network byte order: a port at either end, or an echo id. */
struct fault_watch {
  __u16 identifier;
  __u8 protocol, padding;
};

struct lost_packet {
  __u32 interface;
  __u8 network[40], transport[8];
};
/* NOLINTEND(readability-identifier-naming) */
