#define _GNU_SOURCE
#include "netlink.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { messages_per_batch = 12, batch_limit = 4096, largest_message = 512 };

static _Alignas(struct nlmsghdr) char batch[batch_limit];
static struct nlmsghdr* newest;
static unsigned int waiting;
static uint32_t sequence;

void fail(const char* format, ...) {
  const int error = errno;
  va_list arguments;
  va_start(arguments, format);
  fputs("floor: cannot ", stderr);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fprintf(stderr, ": %s\n", strerror(error));
  exit(1);
}

struct mnl_socket* open_route_socket(void) {
  struct mnl_socket* socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
  if (socket == NULL) fail("open a netlink socket");
  int on = 1;
  if (mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof on) != 0 ||
      mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof on) != 0)
    fail("set up a netlink socket");
  return socket;
}

// Bound, because a socket without a port number counts as the kernel's own and is left out of what
// the kernel broadcasts.
struct mnl_socket* open_event_socket(int group) {
  struct mnl_socket* socket = open_route_socket();
  if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) != 0 ||
      mnl_socket_setsockopt(socket, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) != 0)
    fail("listen to netlink group %d", group);
  return socket;
}

struct nlmsghdr* add_message(uint16_t type, uint16_t flags) {
  char* place = newest == NULL ? batch : (char*)newest + NLMSG_ALIGN(newest->nlmsg_len);
  if (place + largest_message > batch + batch_limit) {
    errno = ENOBUFS;
    fail("add a message to a batch of %u", waiting);
  }
  newest = mnl_nlmsg_put_header(place);
  newest->nlmsg_type = type;
  newest->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
  newest->nlmsg_seq = ++sequence;
  ++waiting;
  return newest;
}

struct nlmsghdr* add_link_message(uint16_t type, uint16_t flags, int index, unsigned int up) {
  struct nlmsghdr* message = add_message(type, flags);
  struct ifinfomsg* link = mnl_nlmsg_put_extra_header(message, sizeof *link);
  link->ifi_index = index;
  link->ifi_flags = up;
  link->ifi_change = up;
  return message;
}

bool batch_is_full(void) {
  return waiting >= messages_per_batch;
}

// RTM_NEWxxx, RTM_DELxxx, RTM_GETxxx and RTM_SETxxx follow one another; a GET is answered anyway.
static bool asks_a_question(const struct nlmsghdr* message) {
  return (message->nlmsg_type & 3) == 2;
}

static int find_text(const struct nlattr* attribute, void* text) {
  if (mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG)
    *(const char**)text = mnl_attr_get_str(attribute);
  return MNL_CB_OK;
}

static void check_acknowledgement(const struct nlmsghdr* answer, const char* purpose) {
  const struct nlmsgerr* verdict = mnl_nlmsg_get_payload(answer);
  if (verdict->error == 0) return;
  const char* text = "the kernel says no more";
  if ((answer->nlmsg_flags & NLM_F_ACK_TLVS) != 0)
    mnl_attr_parse(answer, sizeof *verdict, find_text, &text);
  errno = -verdict->error;
  fail("%s (%s)", purpose, text);
}

void run_batch(struct mnl_socket* socket, const char* purpose, answer_handler handler, void* data) {
  if (newest == NULL) return;
  if (!asks_a_question(newest)) newest->nlmsg_flags |= NLM_F_ACK;
  const size_t size = (size_t)((char*)newest - batch) + newest->nlmsg_len;
  newest = NULL;
  waiting = 0;
  if (mnl_socket_sendto(socket, batch, size) < 0) fail("send: %s", purpose);

  _Alignas(struct nlmsghdr) char answers[8192];
  uint32_t last = 0;
  while (last != sequence) {
    const ssize_t received = mnl_socket_recvfrom(socket, answers, sizeof answers);
    if (received < 0) fail("read the answer: %s", purpose);
    int left = (int)received;
    for (const struct nlmsghdr* answer = (const void*)answers; mnl_nlmsg_ok(answer, left);
         answer = mnl_nlmsg_next(answer, &left)) {
      last = answer->nlmsg_seq;
      if (answer->nlmsg_type == NLMSG_ERROR)
        check_acknowledgement(answer, purpose);
      else if (handler != NULL)
        handler(answer, data);
    }
  }
}
