// Domain names and records between netrig's values and libldns.
#pragma once

#include <string>
#include <vector>

#include "dns/ldns.hpp"
#include "netrig/dns/record.hpp"

namespace netrig {

ldns::Rdf rdf_of(const DnsName& name);
DnsName name_of(const ldns_rdf& name);
DnsRecord record_of(const ldns_rr& record);
std::vector<DnsRecord> records_of(const ldns_rr_list* records);

/// What libldns takes in a record and netrig does not; empty when there is nothing.
std::string fault_of(const ldns_rr& record);

}  // namespace netrig
