#define _GNU_SOURCE
#include "connect.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link.h"

enum { port = 8080, most_in_flight = 256, backlog = 4096, deadline_ms = 5000 };

// The kernel keeps at most 1024 neighbours (net.ipv4.neigh.default.gc_thresh3) for all namespaces
// of the machine together, and a connect beyond that stalls. So the pairs are taken group by group,
// and the neighbours that a pair of groups has made, at most 288, are forgotten before the next.
enum { group_size = 12 };

struct group {
  int first, end;
};

struct pair {
  int from, to;
};

static struct sockaddr_in service_of(int host) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(host_address(host))};
}

static int open_tcp(void) {
  const int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) fail("open a TCP socket");
  return socket_fd;
}

int open_listener(const struct network* network, int host) {
  enter(&network->nodes[host]);
  const int listener = open_tcp();
  const struct sockaddr_in address = service_of(host);
  if (bind(listener, (const void*)&address, sizeof address) != 0 || listen(listener, backlog) != 0)
    fail("listen in host %d", host + 1);
  enter(home());
  return listener;
}

int* open_listeners(const struct network* network) {
  int* listeners = calloc((size_t)network->hosts, sizeof *listeners);
  if (listeners == NULL) fail("allocate %d listeners", network->hosts);
  for (int host = 0; host < network->hosts; ++host) listeners[host] = open_listener(network, host);
  return listeners;
}

void close_listeners(const struct network* network, int* listeners) {
  for (int host = 0; host < network->hosts; ++host) close(listeners[host]);
  free(listeners);
}

static int start_connect(int to) {
  const int client = open_tcp();
  const struct sockaddr_in address = service_of(to);
  if (connect(client, (const void*)&address, sizeof address) != 0 && errno != EINPROGRESS)
    fail("connect to host %d", to + 1);
  return client;
}

static void finish_connect(int client) {
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  errno = error;
  if (error != 0) fail("connect");
  close(client);
}

static int accept_waiting(int listener) {
  int accepted = 0;
  int peer;
  while ((peer = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
    close(peer);
    ++accepted;
  }
  if (errno != EAGAIN) fail("accept");
  return accepted;
}

static void watch(int epoll, int fd, uint32_t events, bool is_listener) {
  struct epoll_event event = {.events = events,
                              .data.u64 = (uint64_t)fd << 1 | (is_listener ? 1 : 0)};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) fail("watch a socket");
}

// One event loop: starts the connects in order, entering each source when its turn comes, and
// returns when all have been connected and accepted.
static void connect_pairs(const struct network* network, int epoll, const struct pair* pairs,
                          int count) {
  int started = 0, connected = 0, accepted = 0;
  while (connected < count || accepted < count) {
    for (; started < count && started - connected < most_in_flight; ++started) {
      if (started == 0 || pairs[started].from != pairs[started - 1].from)
        enter(&network->nodes[pairs[started].from]);
      watch(epoll, start_connect(pairs[started].to), EPOLLOUT, false);
    }
    struct epoll_event events[most_in_flight];
    const int ready = epoll_wait(epoll, events, most_in_flight, deadline_ms);
    if (ready == 0) errno = ETIMEDOUT;
    if (ready <= 0) fail("finish %d of %d connects", count - connected, count);
    for (int i = 0; i < ready; ++i) {
      const int fd = (int)(events[i].data.u64 >> 1);
      if ((events[i].data.u64 & 1) != 0) {
        accepted += accept_waiting(fd);
      } else {
        finish_connect(fd);
        ++connected;
      }
    }
  }
}

static void forget_neighbours(const struct network* network, const struct pair* pairs, int count) {
  for (int i = 0; i < count; ++i) {
    add_forgetting(host_index, host_address(pairs[i].to));
    if (batch_is_full() || i + 1 == count || pairs[i + 1].from != pairs[i].from)
      run_batch(network->nodes[pairs[i].from].route, "forget a neighbour", NULL, NULL);
  }
}

// Lists all connects from one group of hosts to another. Returns the new number of pairs.
static int list_pairs(struct pair* pairs, int count, const struct group* from,
                      const struct group* to) {
  for (int source = from->first; source < from->end; ++source)
    for (int target = to->first; target < to->end; ++target)
      if (source != target) pairs[count++] = (struct pair){source, target};
  return count;
}

static struct group group_at(const struct network* network, int first) {
  const int end = first + group_size;
  return (struct group){first, end < network->hosts ? end : network->hosts};
}

void connect_all_pairs(const struct network* network, const int* listeners) {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int host = 0; host < network->hosts; ++host) watch(epoll, listeners[host], EPOLLIN, true);
  for (int a = 0; a < network->hosts; a += group_size) {
    for (int b = a; b < network->hosts; b += group_size) {
      const struct group left = group_at(network, a), right = group_at(network, b);
      struct pair pairs[2 * group_size * group_size];
      int count = list_pairs(pairs, 0, &left, &right);
      if (a != b) count = list_pairs(pairs, count, &right, &left);
      connect_pairs(network, epoll, pairs, count);
      if (network->hosts > group_size) forget_neighbours(network, pairs, count);
    }
  }
  close(epoll);
  enter(home());
}

static void wait_for(int fd, short events) {
  struct pollfd waited = {.fd = fd, .events = events};
  if (poll(&waited, 1, deadline_ms) != 1) fail("connect in time");
}

void connect_once(const struct network* network, int listener) {
  enter(&network->nodes[1]);
  const int client = start_connect(0);
  wait_for(client, POLLOUT);
  wait_for(listener, POLLIN);
  finish_connect(client);
  accept_waiting(listener);
  enter(home());
}
