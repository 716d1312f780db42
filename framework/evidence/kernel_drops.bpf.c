// Tells a test program of the packets that its kernel frees as dropped, by flow.
//
// Only what is asked for: packets in the test program's namespaces that belong to a flow that is
// watched. All others cost a look-up.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "evidence/kernel_drop_event.h"

char terms[] SEC("license") = "Dual MIT/GPL";

// What is read of the kernel's structures, by name: libbpf finds it in the running kernel's.
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct ns_common {
  unsigned int inum;
};
struct net {
  struct ns_common ns;
};
typedef struct {
  struct net* net;
} possible_net_t;
struct net_device {
  int ifindex;
  possible_net_t nd_net;
};
struct sock_common {
  possible_net_t skc_net;
};
struct sock {
  struct sock_common __sk_common;
};
struct sk_buff {
  struct net_device* dev;
  struct sock* sk;
  unsigned char* head;
  __be16 protocol;
  __u16 network_header;
  int skb_iif;
};
#pragma clang attribute pop

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, __u32);  // the namespace's inode number
  __type(value, __u32);
} networks SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 65536);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, struct watched_flow);
  __type(value, __u32);  // the watch
} watches SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 256 * 1024);
} events SEC(".maps");

SEC("tp_btf/kfree_skb")
int BPF_PROG(on_kfree_skb, struct sk_buff* skb, void* location, unsigned int reason) {
  __u32 inode = skb->dev ? skb->dev->nd_net.net->ns.inum : 0;
  __u32* network = bpf_map_lookup_elem(&networks, &inode);
  if (!network) return 0;
  return 0;
}
