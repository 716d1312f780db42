#include "ready.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <poll.h>
#include <sys/socket.h>

enum { deadline_ms = 5000 };

static int find_state(const struct nlattr* attribute, void* state) {
  if (mnl_attr_get_type(attribute) == IFLA_OPERSTATE) *(uint8_t*)state = mnl_attr_get_u8(attribute);
  return MNL_CB_OK;
}

static void count_if_up(const struct nlmsghdr* answer, void* count) {
  uint8_t state = IF_OPER_UNKNOWN;
  mnl_attr_parse(answer, sizeof(struct ifinfomsg), find_state, &state);
  if (state == IF_OPER_UP) ++*(int*)count;
}

static bool all_are_up(const struct node* node, int first_index, int count) {
  int up = 0;
  for (int index = first_index; index < first_index + count; ++index) {
    struct nlmsghdr* question = add_link_message(RTM_GETLINK, 0, index, 0);
    mnl_attr_put_u32(question, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    if (batch_is_full()) run_batch(node->route, "ask for a link", count_if_up, &up);
  }
  run_batch(node->route, "ask for a link", count_if_up, &up);
  return up == count;
}

// Events have a socket of their own, so that they never mix with answers. It listens before the
// state is asked for again, so that none is missed.
static void wait_for_events(const struct node* node, int first_index, int count) {
  enter(node);
  struct mnl_socket* events = open_event_socket(RTNLGRP_LINK);
  while (!all_are_up(node, first_index, count)) {
    struct pollfd readable = {.fd = mnl_socket_get_fd(events), .events = POLLIN};
    if (poll(&readable, 1, deadline_ms) != 1) {
      errno = ETIMEDOUT;
      fail("see %d links up", count);
    }
    char event[8192];
    while (recv(readable.fd, event, sizeof event, MSG_DONTWAIT) > 0) continue;
  }
  mnl_socket_close(events);
}

void wait_until_up(const struct node* node, int first_index, int count) {
  if (!all_are_up(node, first_index, count)) wait_for_events(node, first_index, count);
}
