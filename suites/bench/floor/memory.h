// What a node costs in memory and descriptors.
#pragma once

#include "network.h"

// Builds and removes the network `repeat` times and prints one line of JSON with the medians: the
// kernel's memory and the process's, both in KiB, and descriptors, each divided by the number of
// nodes (a star's switch included).
void print_memory(struct network* network, int repeat);
