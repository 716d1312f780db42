// A network namespace of the program, held by a descriptor and never bound to a path.
#pragma once

#include "netlink.h"

struct node {
  int netns;                 // what keeps the namespace alive
  struct mnl_socket* route;  // opened inside, used from anywhere
};

// Moves the thread into a new namespace, so that the one it was started in is never touched. Needs
// no root: an ordinary user gets a user namespace as well. Call it once, first.
void enter_home(void);

// The namespace that `enter_home` made.
const struct node* home(void);

// Moves the thread.
void enter(const struct node* node);

// Makes a namespace and leaves the thread in it.
void open_node(struct node* node);

// The same for a switch, whose links have no IPv6.
void open_switch(struct node* node);

// Gives namespaces the ids (nsid) 0, 1, ... in the home namespace, so that their end is announced
// there.
void name_nodes(const struct node* nodes, int count);

// The kernel starts to remove the namespace, and everything in it, when it has been closed.
void close_node(struct node* node);
