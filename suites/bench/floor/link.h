// The messages that configure links. Each adds to the batch and sends nothing.
#pragma once

#include <stdint.h>

enum { loopback_index = 1, bridge_index = 2, host_index = 2, first_port_index = 10 };

// `lo` up, with the node's name as its alias.
void add_loopback(const char* alias);

// A bridge named br0, up.
void add_bridge(void);

// A veth pair, both ends born in place: one (up) in the namespace in which the batch is sent, a
// port of `master` if that is not 0, and its peer (down: it cannot be up before the first) in
// `peer_netns`.
void add_veth(int index, const char* name, int master, int peer_netns, int peer_index,
              const char* peer_name);

// An IPv4 address (in host order) of 10.0.0.0/16, and neighbours asked for again after 20 ms.
void add_address(int index, uint32_t address);

// A neighbour no longer known.
void add_forgetting(int index, uint32_t address);

// A link up.
void add_up(int index);
