#include "dns/resolv_conf.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "dns/ldns.hpp"
#include "netrig/core/error.hpp"

namespace netrig {

std::optional<IpAddress> nameserver_in(const std::string& resolv_conf) {
  if (resolv_conf.empty()) return std::nullopt;
  const std::unique_ptr<std::FILE, ldns::Release<std::fclose>> file(
      ::fmemopen(const_cast<char*>(resolv_conf.data()), resolv_conf.size(), "r"));
  ldns_resolver* read = nullptr;
  const auto status = ldns_resolver_new_frm_fp(&read, file.get());
  if (status != LDNS_STATUS_OK)
    throw DescriptionError(fmt::format("not a resolv.conf: {}", ldns::reason(status)));
  const ldns::Resolver resolver(read);
  if (ldns_resolver_nameserver_count(resolver.get()) == 0) return std::nullopt;
  return IpAddress(ldns::take_text(ldns_rdf2str(ldns_resolver_nameservers(resolver.get())[0])));
}

}  // namespace netrig
