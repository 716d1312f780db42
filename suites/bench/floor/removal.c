#define _GNU_SOURCE
#include "removal.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

enum { deadline_ms = 20000 };

static struct mnl_socket* announcements;

void expect_removals(void) {
  enter(home());
  announcements = open_event_socket(RTNLGRP_NSID);
  const int size = 4 << 20;
  if (setsockopt(mnl_socket_get_fd(announcements), SOL_SOCKET, SO_RCVBUF, &size, sizeof size) != 0)
    fail("make room for announcements");
}

void wait_for_removals(int count) {
  while (count > 0) {
    struct pollfd readable = {.fd = mnl_socket_get_fd(announcements), .events = POLLIN};
    if (poll(&readable, 1, deadline_ms) != 1) {
      errno = ETIMEDOUT;
      fail("hear of the removal of %d namespaces", count);
    }
    _Alignas(struct nlmsghdr) char announcement[4096];
    if (mnl_socket_recvfrom(announcements, announcement, sizeof announcement) < 0)
      fail("hear of the removal of %d namespaces", count);
    const struct nlmsghdr* message = (const void*)announcement;
    if (message->nlmsg_type == RTM_DELNSID) --count;
  }
  mnl_socket_close(announcements);
}

void wait_for_worker(void) {
  struct node last;
  open_node(&last);
  name_nodes(&last, 1);
  expect_removals();
  close_node(&last);
  wait_for_removals(1);
}

void remove_network(struct network* network) {
  expect_removals();
  close_network(network);
  wait_for_removals(network->count);
  wait_for_worker();
}
