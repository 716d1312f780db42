#define _GNU_SOURCE
#include "node.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/net_namespace.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct node home_node;

static void write_file(const char* path, const char* text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0 || write(file, text, strlen(text)) < 0) fail("write '%s' to %s", text, path);
  close(file);
}

struct sysctl {
  const char *path, *value;
};

// What framework/netns/hermetic.cpp sets in each node, and why.
static const struct sysctl of_nodes[] = {
    {"ipv6/conf/all/accept_dad", "0"},
    {"ipv6/conf/default/accept_dad", "0"},
    {"ipv6/conf/all/keep_addr_on_down", "1"},
    {"ipv4/icmp_ratemask", "0"},
    {"ipv6/icmp/ratemask", "\n"},  // no type; a write of no bytes would change nothing
    {"ipv4/tcp_orphan_retries", "1"},
    {NULL, NULL},
};

// And in a switch, which has no IPv6 of its own.
static const struct sysctl of_switches[] = {
    {"bridge/bridge-nf-call-iptables", "0"},
    {"bridge/bridge-nf-call-ip6tables", "0"},
    {"bridge/bridge-nf-call-arptables", "0"},
    {"ipv6/conf/default/disable_ipv6", "1"},
    {NULL, NULL},
};

// Where the kernel has them: those of bridges come with a module.
static void write_sysctls(const struct sysctl* sysctl) {
  const int net = open("/proc/sys/net", O_PATH | O_CLOEXEC);
  if (net < 0) fail("open /proc/sys/net");
  for (; sysctl->path != NULL; ++sysctl) {
    const int file = openat(net, sysctl->path, O_WRONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) continue;
    if (file < 0 || write(file, sysctl->value, strlen(sysctl->value)) < 0)
      fail("set %s to %s", sysctl->path, sysctl->value);
    close(file);
  }
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
    write_file("/proc/self/uid_map", line);
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
  write_sysctls(of_nodes);
}

void open_switch(struct node* node) {
  open_node(node);
  write_sysctls(of_switches);
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
