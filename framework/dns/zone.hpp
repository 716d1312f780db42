// The records that a server has, from a text in master-file format.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dns/ldns.hpp"
#include "netrig/dns/record.hpp"

namespace netrig {

/// Its server knows the whole tree of names: what is not here does not exist. Neither cuts nor
/// delegates anything: NS and DNAME records are records like others.
class Zone {
 public:
  /// RFC 1035 section 5.1, with $ORIGIN (the root until there is one) and $TTL (60 s until there is
  /// one), without $INCLUDE. An indentation of all lines is none. Throws DescriptionError, which
  /// names the line.
  explicit Zone(const std::string& text);

  struct Answer {
    Rcode rcode = Rcode::no_error;
    std::vector<ldns::Rr> records{};
    std::vector<ldns::Rr> authority{};  ///< the SOA above a name or type that is not there
  };
  /// Follows CNAMEs (the rcode is the last name's, RFC 6604) and knows wildcards (RFC 4592). A name
  /// that has no records itself, but others below it, exists (RFC 8020). Aliases that go round in
  /// circles are a server_failure.
  Answer look_up(const DnsName& name, RecordType type) const;

 private:
  using Records = std::vector<ldns::Rr>;

  void add(ldns::Rr record);
  void check_aliases() const;
  /// Of the name itself, or of the wildcard that stands for it; null when there is none.
  const Records* find(const DnsName& name) const;
  void add_soa(Answer& answer, const DnsName& name) const;

  std::map<DnsName, Records> names_;  ///< with all names above each
};

/// The name without its first label; empty for the root.
std::optional<DnsName> parent_of(const DnsName& name);

}  // namespace netrig
