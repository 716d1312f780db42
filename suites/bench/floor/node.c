#define _GNU_SOURCE
#include "node.h"

#include <fcntl.h>
#include <linux/net_namespace.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct node home_node;

static void write_file(int folder, const char* path, const char* text) {
  const int file = openat(folder, path, O_WRONLY | O_CLOEXEC);
  if (file < 0 || write(file, text, strlen(text)) < 0) fail("write '%s' to %s", text, path);
  close(file);
}

// Duplicate address detection off (it costs seconds), IPv6 addresses kept when a link goes down,
// and ICMP errors never rate limited. All differ from the kernel's defaults.
static void write_sysctls(void) {
  const int net = open("/proc/sys/net", O_PATH | O_CLOEXEC);
  if (net < 0) fail("open /proc/sys/net");
  write_file(net, "ipv6/conf/all/accept_dad", "0");
  write_file(net, "ipv6/conf/default/accept_dad", "0");
  write_file(net, "ipv6/conf/all/keep_addr_on_down", "1");
  write_file(net, "ipv4/icmp_ratemask", "0");
  write_file(net, "ipv6/icmp/ratelimit", "0");
  close(net);
}

static void hold_namespace(struct node* node) {
  node->netns = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (node->netns < 0) fail("open /proc/thread-self/ns/net");
  node->route = open_route_socket();
}

void enter_home(void) {
  const uid_t user = geteuid();
  if (unshare(CLONE_NEWNET | (user == 0 ? 0 : CLONE_NEWUSER)) != 0)
    fail("make a namespace for the program itself");
  if (user != 0) {
    char line[32];
    snprintf(line, sizeof line, "0 %u 1", user);
    write_file(AT_FDCWD, "/proc/self/uid_map", line);
  }
  hold_namespace(&home_node);
}

const struct node* home(void) {
  return &home_node;
}

void enter(const struct node* node) {
  if (setns(node->netns, CLONE_NEWNET) != 0) fail("enter a namespace");
}

void open_node(struct node* node) {
  if (unshare(CLONE_NEWNET) != 0) fail("make a namespace");
  hold_namespace(node);
  write_sysctls();
}

void name_nodes(const struct node* nodes, int count) {
  for (int id = 0; id < count; ++id) {
    struct nlmsghdr* message = add_message(RTM_NEWNSID, 0);
    mnl_nlmsg_put_extra_header(message, sizeof(struct rtgenmsg));
    mnl_attr_put_u32(message, NETNSA_FD, (uint32_t)nodes[id].netns);
    mnl_attr_put_u32(message, NETNSA_NSID, (uint32_t)id);
    if (batch_is_full()) run_batch(home_node.route, "give a namespace an id", NULL, NULL);
  }
  run_batch(home_node.route, "give a namespace an id", NULL, NULL);
}

void close_node(struct node* node) {
  mnl_socket_close(node->route);
  close(node->netns);
}
