#include "netrig/dns/name.hpp"

#include <algorithm>
#include <string>

#include "dns/names.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

std::string reason_of(ldns_status status) {
  switch (status) {
    case LDNS_STATUS_LABEL_OVERFLOW: return "a label has at most 63 bytes";
    case LDNS_STATUS_DOMAINNAME_OVERFLOW: return "it has at most 255 bytes";
    case LDNS_STATUS_DOMAINNAME_UNDERFLOW: return "the root is written '.'";
    case LDNS_STATUS_EMPTY_LABEL: return "a label is empty";
    default: return ldns::reason(status);
  }
}

ldns::Rdf parse(std::string_view text) {
  const auto refuse = [text](const std::string& reason) {
    throw DescriptionError(fmt::format("not a domain name: '{}': {}", text, reason));
  };
  if (text.find('\0') != std::string_view::npos)
    throw DescriptionError("not a domain name: a byte 0 is written \\000");
  ldns_rdf* name = nullptr;
  const auto status = ldns_str2rdf_dname(&name, std::string(text).c_str());
  if (status != LDNS_STATUS_OK) refuse(reason_of(status));
  return ldns::Rdf(name);
}

unsigned char lower(char each) {
  return static_cast<unsigned char>('A' <= each && each <= 'Z' ? each - 'A' + 'a' : each);
}

}  // namespace

DnsName::DnsName(std::string_view text) {
  text_ = ldns::take_text(ldns_rdf2str(parse(text).get()));
  if (text_.size() > 1) text_.pop_back();  // libldns writes the final dot
}

DnsName DnsName::reverse(const IpAddress& address) {
  const auto text =
      (address.is_v4() ? address
                       : IpAddress(boost::asio::ip::address_v6(address.to_v6().to_bytes())))
          .to_string();
  const ldns::Rdf forward(
      ldns_rdf_new_frm_str(address.is_v4() ? LDNS_RDF_TYPE_A : LDNS_RDF_TYPE_AAAA, text.c_str()));
  return name_of(*ldns::Rdf(ldns_rdf_address_reverse(forward.get())));
}

std::weak_ordering DnsName::operator<=>(const DnsName& other) const {
  return std::lexicographical_compare_three_way(
      text_.begin(), text_.end(), other.text_.begin(), other.text_.end(),
      [](char left, char right) -> std::weak_ordering { return lower(left) <=> lower(right); });
}

std::string to_string(const DnsName& name) {
  return name.text();
}

ldns::Rdf rdf_of(const DnsName& name) {
  return parse(name.text());
}

DnsName name_of(const ldns_rdf& name) {
  return ldns::take_text(ldns_rdf2str(&name));
}

}  // namespace netrig
