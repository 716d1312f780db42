// All of netrig, for GoogleTest programs.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "netrig/gtest/caller_matchers.hpp"
#include "netrig/gtest/conntrack_matchers.hpp"
#include "netrig/gtest/coverage_matchers.hpp"
#include "netrig/gtest/dns_matchers.hpp"
#include "netrig/gtest/drop_matchers.hpp"
#include "netrig/gtest/http_matchers.hpp"
#include "netrig/gtest/list_matchers.hpp"
#include "netrig/gtest/network_test.hpp"
#include "netrig/gtest/path_matchers.hpp"
#include "netrig/gtest/policy_matchers.hpp"
#include "netrig/gtest/port_matchers.hpp"
#include "netrig/gtest/printers.hpp"
#include "netrig/gtest/program_matchers.hpp"
#include "netrig/gtest/verdict_matchers.hpp"
#include "netrig/netrig.hpp"
