/* What kernel_drops.bpf.c and kernel_drops.cpp tell each other. */
#pragma once

#include <linux/types.h>

/* Where the running kernel keeps what is read, in bytes. */
struct KernelOffsets {
  __u32 skb_device, skb_socket, skb_head, skb_network_header, skb_incoming;
  __u32 device_index, device_net, socket_net, net_inode;
};

/* In network byte order: a port at either end, or an echo id. */
struct WatchedFlow {
  __u32 network;
  __u16 identifier;
  __u8 protocol;
  __u8 padding;
};

struct PacketHeaders {
  __u8 network[40];  /* IPv4's without its options, or IPv6's */
  __u8 transport[8]; /* what it begins with */
  __u8 protocol;
  __u8 padding[7];
};

struct DropEvent {
  __u64 location;
  struct WatchedFlow flow;
  __u32 inode; /* of the network namespace */
  __u32 reason;
  __s32 interface;          /* 0: none */
  __s32 incoming_interface; /* 0: the node sent it itself, or it is not that far */
  struct PacketHeaders headers;
  char function[64];
};
