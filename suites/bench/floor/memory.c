#include "memory.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "removal.h"

// The kernel's share is Slab + Percpu + VmallocUsed of /proc/meminfo: these hold nearly everything
// that a namespace and its links consist of. MemAvailable would hold all of it, but also what every
// other process of the machine does in the meantime, which is more.
static double kernel_kib(void) {
  FILE* file = fopen("/proc/meminfo", "r");
  if (file == NULL) fail("open /proc/meminfo");
  char line[128], name[32];
  double value, sum = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    if (sscanf(line, "%31[^:]: %lf", name, &value) != 2) continue;
    if (strcmp(name, "Slab") == 0 || strcmp(name, "Percpu") == 0 ||
        strcmp(name, "VmallocUsed") == 0)
      sum += value;
  }
  fclose(file);
  return sum;
}

static double process_kib(void) {
  FILE* file = fopen("/proc/self/status", "r");
  if (file == NULL) fail("open /proc/self/status");
  char line[128];
  double value = 0;
  while (fgets(line, sizeof line, file) != NULL && sscanf(line, "VmRSS: %lf", &value) != 1)
    continue;
  fclose(file);
  return value;
}

static double open_descriptors(void) {
  DIR* folder = opendir("/proc/self/fd");
  if (folder == NULL) fail("open /proc/self/fd");
  double count = 0;
  while (readdir(folder) != NULL) ++count;
  closedir(folder);
  return count;
}

enum { kernel, process, descriptors, kinds };

static void read_usage(double usage[kinds]) {
  usage[kernel] = kernel_kib();
  usage[process] = process_kib();
  usage[descriptors] = open_descriptors();
}

static int ascending(const void* left, const void* right) {
  const double a = *(const double*)left, b = *(const double*)right;
  return (a > b) - (a < b);
}

void print_memory(struct network* network, int repeat) {
  double* samples = calloc((size_t)(kinds * repeat), sizeof *samples);
  if (samples == NULL) fail("allocate %d samples", repeat);
  for (int i = 0; i < repeat; ++i) {
    double before[kinds], after[kinds];
    read_usage(before);
    build_network(network);
    read_usage(after);
    remove_network(network);
    for (int kind = 0; kind < kinds; ++kind)
      samples[kind * repeat + i] = (after[kind] - before[kind]) / network->count;
  }
  double median[kinds];
  for (int kind = 0; kind < kinds; ++kind) {
    qsort(samples + kind * repeat, (size_t)repeat, sizeof *samples, ascending);
    median[kind] = samples[kind * repeat + repeat / 2];
  }
  free(samples);
  printf(
      "{\"work\": \"memory\", \"nodes\": %d, \"kib_per_node\": %.1f, \"process_kib_per_node\": "
      "%.2f, "
      "\"descriptors_per_node\": %.2f}\n",
      network->hosts, median[kernel], median[process], median[descriptors]);
}
