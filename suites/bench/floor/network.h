// A network of the benchmark, from nothing to ready and back.
#pragma once

#include "node.h"

// Two hosts and a cable; or, with more hosts, a star around one switch, which is its last node.
struct network {
  struct node* nodes;
  int hosts;
  int count;  // of nodes: the hosts and, in a star, the switch
};

void allocate_network(struct network* network, int hosts);
void free_network(struct network* network);

// Returns when every link is up at both ends. The thread is then in the home namespace.
void build_network(struct network* network);

// Closes all descriptors.
void close_network(struct network* network);

// An IPv4 address in host order.
uint32_t host_address(int host);
