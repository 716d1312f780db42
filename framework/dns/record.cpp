#include "netrig/dns/record.hpp"

#include <fmt/format.h>

#include "dns/names.hpp"
#include "netrig/core/error.hpp"

namespace netrig {

std::string to_string(RecordType type) {
  return ldns::take_text(ldns_rr_type2str(static_cast<ldns_rr_type>(type)));
}

std::string to_string(Rcode rcode) {
  switch (rcode) {
    case Rcode::no_error: return "NOERROR";
    case Rcode::format_error: return "FORMERR";
    case Rcode::server_failure: return "SERVFAIL";
    case Rcode::nxdomain: return "NXDOMAIN";
    case Rcode::not_implemented: return "NOTIMP";
    case Rcode::refused: return "REFUSED";
    case Rcode::bad_version: return "BADVERS";
  }
  return fmt::format("RCODE{}", static_cast<unsigned>(rcode));
}

DnsRecord DnsRecord::parse(std::string_view line) {
  const auto root = rdf_of(DnsName());
  ldns_rr* parsed = nullptr;
  const auto status =
      ldns_rr_new_frm_str(&parsed, std::string(line).c_str(), ldns::no_ttl, root.get(), nullptr);
  const ldns::Rr record(status == LDNS_STATUS_OK ? parsed : nullptr);
  if (record && ldns_rr_ttl(record.get()) == ldns::no_ttl) ldns_rr_set_ttl(record.get(), 0);
  const auto fault = record ? fault_of(*record) : ldns::reason(status);
  if (!fault.empty())
    throw DescriptionError(fmt::format("not a DNS record: '{}': {}", line, fault));
  return record_of(*record);
}

std::optional<IpAddress> DnsRecord::address() const {
  if (type != RecordType::a && type != RecordType::aaaa) return std::nullopt;
  boost::system::error_code error;  // a server may have sent one without data
  const auto address = boost::asio::ip::make_address(data, error);
  return error ? std::nullopt : std::optional<IpAddress>(address);
}

std::string to_string(const DnsRecord& record) {
  return fmt::format("{}{} {} IN {} {}", record.name, record.name.is_root() ? "" : ".", record.ttl,
                     record.type, record.data);
}

std::vector<IpAddress> DnsAnswer::addresses() const {
  std::vector<IpAddress> all;
  for (const auto& record : records)
    if (const auto address = record.address()) all.push_back(*address);
  return all;
}

std::string to_string(const DnsAnswer& answer) {
  auto text = fmt::format("{} over {}", answer.rcode, answer.transport);
  if (answer.truncated)
    text += answer.transport == Protocol::udp ? ", truncated" : ", truncated over udp";
  const bool is_cut_off = answer.truncated && answer.transport == Protocol::udp;
  if (answer.rcode == Rcode::no_error && answer.records.empty() && !is_cut_off)
    text += ", no record of that type";
  for (const auto& record : answer.records) text += fmt::format("\n{}", record);
  return text;
}

DnsRecord record_of(const ldns_rr& record) {
  DnsRecord result{.name = name_of(*ldns_rr_owner(&record)),
                   .type = static_cast<RecordType>(ldns_rr_get_type(&record)),
                   .ttl = ldns_rr_ttl(&record)};
  for (std::size_t i = 0; i < ldns_rr_rd_count(&record); ++i)
    result.data += (i == 0 ? "" : " ") + ldns::take_text(ldns_rdf2str(ldns_rr_rdf(&record, i)));
  return result;
}

std::vector<DnsRecord> records_of(const ldns_rr_list* records) {
  std::vector<DnsRecord> all;
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(records); ++i)
    all.push_back(record_of(*ldns_rr_list_rr(records, i)));
  return all;
}

std::string fault_of(const ldns_rr& record) {
  if (ldns_rr_get_class(&record) != LDNS_RR_CLASS_IN) return "its class is not IN, the internet's";
  if (ldns_rr_get_type(&record) == 0) return "it has no type";
  return "";
}

}  // namespace netrig
