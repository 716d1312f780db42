// TCP connects between the hosts of a network.
#pragma once

#include "network.h"

// A listening socket in a host.
int open_listener(const struct network* network, int host);

// One in each host, on one port.
int* open_listeners(const struct network* network);
void close_listeners(const struct network* network, int* listeners);

// Every ordered pair of hosts connects once; each connection is accepted and closed. Returns when
// the last one has been.
void connect_all_pairs(const struct network* network, const int* listeners);

// The second host of a network connects to the listener of the first, which accepts; both close.
void connect_once(const struct network* network, int listener);
