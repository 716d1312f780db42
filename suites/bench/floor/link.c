#include "link.h"

#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/veth.h>

#include "netlink.h"

static const uint16_t create = NLM_F_CREATE | NLM_F_EXCL;
static const uint64_t retransmit_ms = 20;

void add_loopback(const char* alias) {
  struct nlmsghdr* message = add_link_message(RTM_NEWLINK, 0, loopback_index, IFF_UP);
  mnl_attr_put_strz(message, IFLA_IFALIAS, alias);
}

void add_bridge(void) {
  struct nlmsghdr* message = add_link_message(RTM_NEWLINK, create, bridge_index, IFF_UP);
  mnl_attr_put_strz(message, IFLA_IFNAME, "br0");
  struct nlattr* information = mnl_attr_nest_start(message, IFLA_LINKINFO);
  mnl_attr_put_strz(message, IFLA_INFO_KIND, "bridge");
  mnl_attr_nest_end(message, information);
}

static void put_name_and_queues(struct nlmsghdr* message, const char* name) {
  mnl_attr_put_strz(message, IFLA_IFNAME, name);
  mnl_attr_put_u32(message, IFLA_NUM_TX_QUEUES, 1);
  mnl_attr_put_u32(message, IFLA_NUM_RX_QUEUES, 1);
}

void add_veth(int index, const char* name, int master, int peer_netns, int peer_index,
              const char* peer_name) {
  struct nlmsghdr* message = add_link_message(RTM_NEWLINK, create, index, IFF_UP);
  put_name_and_queues(message, name);
  if (master != 0) mnl_attr_put_u32(message, IFLA_MASTER, (uint32_t)master);
  struct nlattr* information = mnl_attr_nest_start(message, IFLA_LINKINFO);
  mnl_attr_put_strz(message, IFLA_INFO_KIND, "veth");
  struct nlattr* details = mnl_attr_nest_start(message, IFLA_INFO_DATA);
  struct nlattr* peer = mnl_attr_nest_start(message, VETH_INFO_PEER);
  struct ifinfomsg* peer_header = mnl_nlmsg_put_extra_header(message, sizeof *peer_header);
  peer_header->ifi_index = peer_index;
  put_name_and_queues(message, peer_name);
  mnl_attr_put_u32(message, IFLA_NET_NS_FD, (uint32_t)peer_netns);
  mnl_attr_nest_end(message, peer);
  mnl_attr_nest_end(message, details);
  mnl_attr_nest_end(message, information);
}

static void add_retransmission(int index, const char* table, uint8_t family) {
  struct nlmsghdr* message = add_message(RTM_SETNEIGHTBL, 0);
  struct ndtmsg* header = mnl_nlmsg_put_extra_header(message, sizeof *header);
  header->ndtm_family = family;
  mnl_attr_put_strz(message, NDTA_NAME, table);
  struct nlattr* parameters = mnl_attr_nest_start(message, NDTA_PARMS);
  mnl_attr_put_u32(message, NDTPA_IFINDEX, (uint32_t)index);
  mnl_attr_put_u64(message, NDTPA_RETRANS_TIME, retransmit_ms);
  mnl_attr_nest_end(message, parameters);
}

void add_address(int index, uint32_t address) {
  struct nlmsghdr* message = add_message(RTM_NEWADDR, create);
  struct ifaddrmsg* header = mnl_nlmsg_put_extra_header(message, sizeof *header);
  header->ifa_family = AF_INET;
  header->ifa_prefixlen = 16;
  header->ifa_index = (uint32_t)index;
  mnl_attr_put_u32(message, IFA_LOCAL, htonl(address));
  mnl_attr_put_u32(message, IFA_ADDRESS, htonl(address));
  add_retransmission(index, "arp_cache", AF_INET);
  add_retransmission(index, "ndisc_cache", AF_INET6);
}

void add_forgetting(int index, uint32_t address) {
  struct nlmsghdr* message = add_message(RTM_DELNEIGH, 0);
  struct ndmsg* header = mnl_nlmsg_put_extra_header(message, sizeof *header);
  header->ndm_family = AF_INET;
  header->ndm_ifindex = index;
  mnl_attr_put_u32(message, NDA_DST, htonl(address));
}

void add_up(int index) {
  add_link_message(RTM_NEWLINK, 0, index, IFF_UP);
}
