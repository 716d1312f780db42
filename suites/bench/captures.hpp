// What captures cost: networks with and without them, in one run.
#pragma once

#include <netrig/netns/sandbox.hpp>

#include <cstddef>
#include <string>

/// {"work": "captures", "nodes": 2, "build": 1.02, "ping": 1.04, "tcp": 1.05, ...}: each a ratio of
/// the time with captures to that without, measured in turns, of the tenth percentiles;
/// `us_per_node` is what a build takes longer.
std::string measure_captures(std::size_t nodes, std::size_t repeat, netrig::Sandbox& sandbox);
