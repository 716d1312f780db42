#include "dns/zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

#include "dns/names.hpp"
#include "netrig/core/error.hpp"

namespace netrig {
namespace {

constexpr std::uint32_t default_ttl = 60;
constexpr std::string_view blanks = " \t\r";

using File = std::unique_ptr<std::FILE, ldns::Release<std::fclose>>;

// What the reader is at: libldns's own count of lines passes over empty ones.
struct Place {
  std::size_t line;
  std::string_view text;
};

// The first line from `begin` on that says something.
Place place_at(std::string_view zone, std::size_t begin) {
  for (;;) {
    const auto end = std::min(zone.find('\n', begin), zone.size());
    const auto text = zone.substr(begin, end - begin);
    const auto first = text.find_first_not_of(blanks);
    if (end == zone.size() || (first != std::string_view::npos && text[first] != ';'))
      return {static_cast<std::size_t>(std::ranges::count(zone.substr(0, begin), '\n')) + 1, text};
    begin = end + 1;
  }
}

[[noreturn]] void refuse(const Place& place, std::string_view reason) {
  const auto* hint =
      place.text.find_first_of(blanks) == 0
          ? "; a line that begins with white space is about the name of the line before"
          : "";
  throw DescriptionError(
      fmt::format("line {} of the zone, '{}': {}{}", place.line, place.text, reason, hint));
}

// Calls f with each line, without its end.
template <class F>
void for_each_line(std::string_view text, F&& f) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1);
    f(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
}

// What all lines that say something begin with: that of a text that is written between the lines of
// a program. Else it would mean that each record has the name of the one before.
std::string_view common_indentation(std::string_view text) {
  std::optional<std::string_view> common;
  for_each_line(text, [&](std::string_view line) {
    const auto size = line.find_first_not_of(blanks);
    if (size == std::string_view::npos || line[size] == '\n') return;
    const auto indentation = line.substr(0, size);
    if (!common) common = indentation;
    const auto end = std::ranges::mismatch(*common, indentation).in1;
    common = common->substr(0, static_cast<std::size_t>(end - common->begin()));
  });
  return common.value_or("");
}

std::string without_common_indentation(std::string_view text) {
  const auto indentation = common_indentation(text);
  std::string result;
  for_each_line(text, [&](std::string_view line) {
    if (line.starts_with(indentation)) line.remove_prefix(indentation.size());
    result += line;
  });
  return result;
}

// Reads record after record. The strings that libldns keeps between them are its own.
class Reader {
 public:
  explicit Reader(const std::string& text)
      : text_(text),
        file_(text.empty() ? nullptr
                           : ::fmemopen(const_cast<char*>(text.data()), text.size(), "r")),
        origin_(rdf_of(DnsName()).release()) {}
  ~Reader() {
    ldns_rdf_deep_free(origin_);
    ldns_rdf_deep_free(previous_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  bool at_end() const { return !file_ || std::feof(file_.get()) != 0; }

  // Empty for a line without a record.
  ldns::Rr next() {
    const auto place = place_at(text_, static_cast<std::size_t>(std::ftell(file_.get())));
    ldns_rr* record = nullptr;
    const auto status =
        ldns_rr_new_frm_fp_l(&record, file_.get(), &ttl_, &origin_, &previous_, nullptr);
    switch (status) {
      case LDNS_STATUS_OK: break;
      case LDNS_STATUS_SYNTAX_EMPTY:
      case LDNS_STATUS_SYNTAX_ORIGIN: return nullptr;
      case LDNS_STATUS_SYNTAX_TTL:
        if (ttl_ == 0) ttl_ = ldns::no_ttl;
        return nullptr;
      case LDNS_STATUS_SYNTAX_INCLUDE: refuse(place, "there is no file to include");
      default: refuse(place, ldns::reason(status));
    }
    ldns::Rr owned(record);
    if (ldns_rr_ttl(record) == ldns::no_ttl) ldns_rr_set_ttl(record, 0);
    if (const auto fault = fault_of(*record); !fault.empty()) refuse(place, fault);
    return owned;
  }

 private:
  const std::string& text_;
  File file_;
  std::uint32_t ttl_ = default_ttl;
  ldns_rdf* origin_;
  ldns_rdf* previous_ = nullptr;
};

bool is_of(const ldns::Rr& record, RecordType type) {
  return type == RecordType::any || static_cast<RecordType>(ldns_rr_get_type(record.get())) == type;
}

bool is_alias(const ldns::Rr& record) {
  return is_of(record, RecordType::cname);
}

ldns::Rr copy_for(const DnsName& owner, const ldns::Rr& record) {
  ldns::Rr copy(ldns_rr_clone(record.get()));
  if (name_of(*ldns_rr_owner(copy.get())) == owner) return copy;
  ldns_rdf_deep_free(ldns_rr_owner(copy.get()));
  ldns_rr_set_owner(copy.get(), rdf_of(owner).release());
  return copy;
}

}  // namespace

std::optional<DnsName> parent_of(const DnsName& name) {
  if (name.is_root()) return std::nullopt;
  return name_of(*ldns::Rdf(ldns_dname_left_chop(rdf_of(name).get())));
}

Zone::Zone(const std::string& text) {
  names_[DnsName()];
  const auto plain = without_common_indentation(text);
  for (Reader reader(plain); !reader.at_end();)
    if (auto record = reader.next()) add(std::move(record));
  check_aliases();
}

void Zone::add(ldns::Rr record) {
  const auto name = name_of(*ldns_rr_owner(record.get()));
  names_[name].push_back(std::move(record));
  for (auto above = parent_of(name); above; above = parent_of(*above)) names_[*above];
}

// RFC 2181 section 10.1.
void Zone::check_aliases() const {
  for (const auto& [name, records] : names_)
    if (records.size() > 1 && std::ranges::any_of(records, is_alias))
      throw DescriptionError(
          fmt::format("the zone has a CNAME at '{}' and other records beside it", name));
}

const Zone::Records* Zone::find(const DnsName& name) const {
  const auto found = names_.find(name);
  if (found != names_.end()) return &found->second;
  auto encloser = parent_of(name);
  while (!names_.contains(*encloser)) encloser = parent_of(*encloser);
  const auto wildcard =
      names_.find(encloser->is_root() ? DnsName("*") : DnsName("*." + encloser->text()));
  return wildcard == names_.end() ? nullptr : &wildcard->second;
}

Zone::Answer Zone::look_up(const DnsName& name, RecordType type) const {
  constexpr std::size_t longest_chain = 16;
  Answer answer;
  for (auto asked = name; answer.records.size() < longest_chain;) {
    const auto* records = find(asked);
    if (!records) {
      answer.rcode = Rcode::nxdomain;
      add_soa(answer, asked);
      return answer;
    }
    const auto before = answer.records.size();
    for (const auto& record : *records)
      if (is_of(record, type)) answer.records.push_back(copy_for(asked, record));
    if (answer.records.size() > before) return answer;
    const auto alias = std::ranges::find_if(*records, is_alias);
    if (alias == records->end()) {
      add_soa(answer, asked);
      return answer;
    }
    answer.records.push_back(copy_for(asked, *alias));
    asked = name_of(*ldns_rr_rdf(alias->get(), 0));
  }
  return {.rcode = Rcode::server_failure};
}

// Negative answers are remembered for its TTL or its last field, whichever is less (RFC 2308
// section 3).
void Zone::add_soa(Answer& answer, const DnsName& name) const {
  constexpr std::size_t minimum = 6;
  for (std::optional above = name; above; above = parent_of(*above)) {
    const auto found = names_.find(*above);
    if (found == names_.end()) continue;
    for (const auto& record : found->second) {
      if (!is_of(record, RecordType::soa)) continue;
      auto copy = copy_for(*above, record);
      const auto limit = ldns_rdf2native_int32(ldns_rr_rdf(copy.get(), minimum));
      ldns_rr_set_ttl(copy.get(), std::min(ldns_rr_ttl(copy.get()), limit));
      answer.authority.push_back(std::move(copy));
      return;
    }
  }
}

}  // namespace netrig
