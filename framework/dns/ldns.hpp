// What libldns hands out, owned.
#pragma once

// Else ldns/common.h makes macros of bool, true and false.
#include <stdbool.h>  // NOLINT(modernize-deprecated-headers)

#include <ldns/ldns.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

namespace netrig::ldns {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};

using Rdf = std::unique_ptr<ldns_rdf, Release<ldns_rdf_deep_free>>;
using Rr = std::unique_ptr<ldns_rr, Release<ldns_rr_free>>;
using Packet = std::unique_ptr<ldns_pkt, Release<ldns_pkt_free>>;

/// Takes a text that libldns has allocated; empty where it had no memory.
inline std::string take_text(char* text) {
  const std::unique_ptr<char, Release<std::free>> owned(text);
  return owned ? owned.get() : "";
}

/// To be given for a default TTL of 0, in whose place libldns takes an hour. The largest there is
/// (RFC 2181 section 8).
inline constexpr std::uint32_t no_ttl = 0x7fffffff;

/// "Syntax error, could not parse the RR's rdata"
inline std::string reason(ldns_status status) {
  const char* text = ldns_get_errorstr_by_id(status);
  return text ? text : "error " + std::to_string(status);
}

}  // namespace netrig::ldns
