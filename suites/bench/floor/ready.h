// Knowing that a link carries packets: IFLA_OPERSTATE is UP. IFF_RUNNING is not enough.
#pragma once

#include "node.h"

// Returns when the kernel says that `count` links of a node, from `first_index` on, are up. Since
// Linux 6.8 the question itself makes the kernel process a pending carrier event, so that the first
// answer is the right one; before, it waits for the event. May leave the thread in the node.
void wait_until_up(const struct node* node, int first_index, int count);
