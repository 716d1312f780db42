// The kernel's word that a namespace is gone.
//
// Namespaces are removed asynchronously, in groups, by one kernel worker. One that has an id
// (`name_nodes`) is announced by RTM_DELNSID when the worker *begins* with its group: from then on
// nothing can find it, but its links are still being removed, some 10 ms long, and the kernel's
// locks with them.
#pragma once

#include "network.h"

// Listens from now on.
void expect_removals(void);

// Waits until `count` removals have been announced, and stops listening.
void wait_for_removals(int count);

// Waits until the worker has finished with all that was announced, by sending one more namespace,
// an empty one, after it: the worker begins with that only when the group before is done.
void wait_for_worker(void);

// Closes a network and waits for all this, so that what comes next finds a quiet kernel.
void remove_network(struct network* network);
