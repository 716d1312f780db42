// The component netrig::nftables: rulesets put in force and listed, by libnftables.
#pragma once

#include "netrig/nftables/configuration.hpp"
#include "netrig/nftables/listing.hpp"
#include "netrig/nftables/ruleset.hpp"
