// All of netrig but its GoogleTest side: see netrig/gtest.hpp.
#pragma once

#include "netrig/config/iptables.hpp"
#include "netrig/config/ruleset_error.hpp"
#include "netrig/core/address.hpp"
#include "netrig/core/deadline.hpp"
#include "netrig/core/endpoint.hpp"
#include "netrig/core/error.hpp"
#include "netrig/netns/namespace.hpp"
#include "netrig/netns/sandbox.hpp"
#include "netrig/network/network.hpp"
#include "netrig/network/port_conflicts.hpp"
#include "netrig/probe/ask.hpp"
#include "netrig/probe/outcome.hpp"
#include "netrig/probe/probe.hpp"
#include "netrig/service/service.hpp"
#include "netrig/topology/plan.hpp"
#include "netrig/topology/topology.hpp"
