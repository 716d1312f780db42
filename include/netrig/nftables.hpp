// The component netrig::nftables: rulesets put in force and listed, by libnftables.
#pragma once

#include "netrig/nftables/configuration.hpp"
