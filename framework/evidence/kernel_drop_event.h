// What kernel_drops.bpf.c and kernel_drops.cpp say to each other.
#pragma once

#include <linux/types.h>

struct watched_flow {
  __u32 network;
  __u16 identifier;
  __u8 protocol;
  __u8 padding;
};
