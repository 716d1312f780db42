#include "network.h"

#include <stdio.h>
#include <stdlib.h>

#include "link.h"
#include "ready.h"

void allocate_network(struct network* network, int hosts) {
  network->hosts = hosts;
  network->count = hosts > 2 ? hosts + 1 : hosts;
  network->nodes = calloc((size_t)network->count, sizeof *network->nodes);
  if (network->nodes == NULL) fail("allocate %d nodes", network->count);
}

void free_network(struct network* network) {
  free(network->nodes);
}

uint32_t host_address(int host) {
  return 0x0a000001U + (uint32_t)host;
}

static void add_named_loopback(char kind, int number) {
  char name[16];
  snprintf(name, sizeof name, "%c%d", kind, number);
  add_loopback(name);
}

static void link_pair(const struct node* left, const struct node* right) {
  const int left_index = host_index;
  const int right_index = host_index + 1;  // equal ones would make the carrier event a slow one

  add_named_loopback('h', 1);
  add_veth(left_index, "eth0", 0, right->netns, right_index, "eth0");
  add_address(left_index, host_address(0));
  run_batch(left->route, "configure the first host", NULL, NULL);

  add_named_loopback('h', 2);
  add_address(right_index, host_address(1));
  add_up(right_index);
  run_batch(right->route, "configure the second host", NULL, NULL);

  wait_until_up(left, left_index, 1);
  wait_until_up(right, right_index, 1);
}

static void make_switch(const struct network* network, const struct node* hub) {
  add_named_loopback('s', 1);
  add_bridge();
  for (int host = 0; host < network->hosts; ++host) {
    char port[16];
    snprintf(port, sizeof port, "h%d", host + 1);
    add_veth(first_port_index + host, port, bridge_index, network->nodes[host].netns, host_index,
             "eth0");
    if (batch_is_full()) run_batch(hub->route, "make the switch", NULL, NULL);
  }
  run_batch(hub->route, "make the switch", NULL, NULL);
}

static void link_star(const struct network* network) {
  const struct node* hub = &network->nodes[network->hosts];
  make_switch(network, hub);
  for (int host = 0; host < network->hosts; ++host) {
    add_named_loopback('h', host + 1);
    add_address(host_index, host_address(host));
    add_up(host_index);
    run_batch(network->nodes[host].route, "configure a host", NULL, NULL);
  }
  wait_until_up(hub, first_port_index, network->hosts);
  wait_until_up(hub, bridge_index, 1);
  for (int host = 0; host < network->hosts; ++host)
    wait_until_up(&network->nodes[host], host_index, 1);
}

void build_network(struct network* network) {
  for (int i = 0; i < network->hosts; ++i) open_node(&network->nodes[i]);
  if (network->count > network->hosts) open_switch(&network->nodes[network->hosts]);
  name_nodes(network->nodes, network->count);
  if (network->hosts == 2)
    link_pair(&network->nodes[0], &network->nodes[1]);
  else
    link_star(network);
  enter(home());
}

void close_network(struct network* network) {
  for (int i = 0; i < network->count; ++i) close_node(&network->nodes[i]);
}
