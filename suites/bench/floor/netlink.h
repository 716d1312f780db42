// Batches of rtnetlink messages: many messages, one sendmsg.
//
//   struct nlmsghdr *message = add_link_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 2, IFF_UP);
//   mnl_attr_put_strz(message, IFLA_IFNAME, "eth0");
//   run_batch(socket, "make eth0", NULL, NULL);
//
// There is one batch in the program, because it has one thread. Only the last message asks for an
// acknowledgement; the kernel reports errors in any case. An error ends the program.
#pragma once

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdint.h>

// Prints "floor: cannot ...: <text of errno>" and exits with 1.
_Noreturn void fail(const char* format, ...) __attribute__((format(printf, 1, 2)));

// A route socket in the namespace of the calling thread, in which it stays.
struct mnl_socket* open_route_socket(void);

// The same, which hears the events of a group (RTNLGRP_...).
struct mnl_socket* open_event_socket(int group);

// Adds a message to the batch. It may be filled until the next one is added.
struct nlmsghdr* add_message(uint16_t type, uint16_t flags);

// The same for link messages, whose `ifinfomsg` it fills; `up` is IFF_UP or 0.
struct nlmsghdr* add_link_message(uint16_t type, uint16_t flags, int index, unsigned int up);

// True when about ten messages are waiting: a larger batch is not faster.
bool batch_is_full(void);

// Called for each answer that is not an acknowledgement.
typedef void (*answer_handler)(const struct nlmsghdr* answer, void* data);

// Sends the batch, reads until its last message is answered and leaves the batch empty. Does
// nothing with an empty batch. `purpose` completes "cannot ..." in an error.
void run_batch(struct mnl_socket* socket, const char* purpose, answer_handler handler, void* data);
