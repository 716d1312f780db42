// The floor: how long the kernel needs for the work that netrig does.
//
//   floor WORK NODES REPEAT      prints {"work": "build", "nodes": 2, "us": [1834.2, ...]}
//
// A plain program: one thread, libmnl, batched messages, and nothing that a framework adds.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "connect.h"
#include "memory.h"
#include "removal.h"

static double now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double measure_build(struct network* network) {
  const double start = now_us();
  build_network(network);
  const double end = now_us();
  remove_network(network);
  return end - start;
}

static double measure_teardown_closed(struct network* network) {
  build_network(network);
  expect_removals();
  const double start = now_us();
  close_network(network);
  const double end = now_us();
  wait_for_removals(network->count);
  wait_for_worker();
  return end - start;
}

static double measure_teardown_confirmed(struct network* network) {
  build_network(network);
  expect_removals();
  const double start = now_us();
  close_network(network);
  wait_for_removals(network->count);
  const double end = now_us();
  wait_for_worker();
  return end - start;
}

static double measure_all_pairs(struct network* network) {
  build_network(network);
  int* listeners = open_listeners(network);
  const double start = now_us();
  connect_all_pairs(network, listeners);
  const double end = now_us();
  close_listeners(network, listeners);
  remove_network(network);
  return end - start;
}

static double measure_test(struct network* network) {
  expect_removals();
  const double start = now_us();
  build_network(network);
  const int listener = open_listener(network, 0);
  connect_once(network, listener);
  close(listener);
  close_network(network);
  const double end = now_us();
  wait_for_removals(network->count);
  wait_for_worker();
  return end - start;
}

// Measures nothing: keeps the network until standard input ends, for suites/bench/same_network.
static double hold(struct network* network) {
  build_network(network);
  for (int i = 0; i < network->count; ++i)
    fprintf(stderr, "nsenter --net=/proc/%d/fd/%d\n", getpid(), network->nodes[i].netns);
  while (getchar() != EOF) continue;
  remove_network(network);
  return 0;
}

// Measures nothing either: waits until the kernel has removed the namespaces that other programs
// left.
static double settle(struct network* network) {
  (void)network;
  wait_for_worker();
  return 0;
}

static const struct work {
  const char* name;
  double (*measure)(struct network* network);  // one repetition, in microseconds
} works[] = {
    {"build", measure_build},
    {"teardown_closed", measure_teardown_closed},
    {"teardown_confirmed", measure_teardown_confirmed},
    {"all_pairs_tcp", measure_all_pairs},
    {"test", measure_test},
    {"hold", hold},
    {"settle", settle},
};

static const struct work* find_work(const char* name) {
  for (size_t i = 0; i < sizeof works / sizeof *works; ++i)
    if (strcmp(works[i].name, name) == 0) return &works[i];
  return NULL;
}

static int print_usage(void) {
  fputs("usage: floor WORK NODES REPEAT\nWORK is memory", stderr);
  for (size_t i = 0; i < sizeof works / sizeof *works; ++i) fprintf(stderr, ", %s", works[i].name);
  fputs("\nNODES is 2 (a pair) or more (a star)\n", stderr);
  return 2;
}

static void allow_many_descriptors(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

int main(int argc, char** argv) {
  if (argc != 4) return print_usage();
  const struct work* work = find_work(argv[1]);
  const bool memory = strcmp(argv[1], "memory") == 0;
  const int hosts = atoi(argv[2]), repeat = atoi(argv[3]);
  if ((work == NULL && !memory) || hosts < 2 || hosts > 5000 || repeat < 1) return print_usage();

  allow_many_descriptors();
  enter_home();
  struct network network;
  allocate_network(&network, hosts);
  if (memory) {
    print_memory(&network, repeat);
  } else {
    printf("{\"work\": \"%s\", \"nodes\": %d, \"us\": [", work->name, hosts);
    for (int i = 0; i < repeat; ++i) printf("%s%.1f", i == 0 ? "" : ", ", work->measure(&network));
    puts("]}");
  }
  free_network(&network);
  return 0;
}
