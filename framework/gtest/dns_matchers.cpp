#include "netrig/gtest/dns_matchers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace netrig {
namespace {

// The answer, unless it is one that the probe was not content with; null then.
const DnsAnswer* answer_of(const Outcome& outcome, ::testing::MatchResultListener* explanation) {
  if (!std::holds_alternative<DnsProbe>(outcome.probe))
    *explanation << "which is not the outcome of a DNS probe";
  return outcome.reached() && outcome.dns ? &*outcome.dns : nullptr;
}

bool is_same_data(const DnsRecord& left, const DnsRecord& right) {
  switch (left.type) {
    case RecordType::cname:
    case RecordType::dname:
    case RecordType::ns:
    case RecordType::ptr: return DnsName(left.data) == DnsName(right.data);
    default: return left.data == right.data;
  }
}

}  // namespace

ResolvesToMatcher::ResolvesToMatcher(std::vector<IpAddress> addresses)
    : addresses_(std::move(addresses)) {}

bool ResolvesToMatcher::MatchAndExplain(const Outcome& outcome,
                                        ::testing::MatchResultListener* explanation) const {
  const auto* answer = answer_of(outcome, explanation);
  if (!answer || answer->rcode != Rcode::no_error) return false;
  return std::ranges::is_permutation(answer->addresses(), addresses_);
}

void ResolvesToMatcher::DescribeTo(std::ostream* os) const {
  *os << fmt::format("resolves to {}", fmt::join(addresses_, " and "));
}

void ResolvesToMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << fmt::format("does not resolve to {}", fmt::join(addresses_, " and "));
}

bool HasRcodeMatcher::MatchAndExplain(const Outcome& outcome,
                                      ::testing::MatchResultListener* explanation) const {
  const auto* answer = answer_of(outcome, explanation);
  return answer && answer->rcode == rcode_;
}

void HasRcodeMatcher::DescribeTo(std::ostream* os) const {
  *os << "is answered with " << rcode_;
}

void HasRcodeMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is not answered with " << rcode_;
}

bool HasNoDataMatcher::MatchAndExplain(const Outcome& outcome,
                                       ::testing::MatchResultListener* explanation) const {
  const auto* answer = answer_of(outcome, explanation);
  return answer && answer->rcode == Rcode::no_error && answer->records.empty();
}

void HasNoDataMatcher::DescribeTo(std::ostream* os) const {
  *os << "is answered with no error and no records";
}

void HasNoDataMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is not answered with no error and no records";
}

bool HasRecordMatcher::MatchAndExplain(const Outcome& outcome,
                                       ::testing::MatchResultListener* explanation) const {
  const auto* answer = answer_of(outcome, explanation);
  return answer && std::ranges::any_of(answer->records, [this](const DnsRecord& each) {
           return each.type == record_.type && is_same_data(each, record_) &&
                  (!has_name_ || each.name == record_.name);
         });
}

void HasRecordMatcher::describe(std::ostream* os) const {
  if (has_name_)
    *os << fmt::format("the record '{} {} {}'", record_.name, record_.type, record_.data);
  else
    *os << fmt::format("a record '{} {}'", record_.type, record_.data);
}

void HasRecordMatcher::DescribeTo(std::ostream* os) const {
  *os << "is answered with ";
  describe(os);
}

void HasRecordMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "is not answered with ";
  describe(os);
}

HasRecordMatcher HasRecord(std::string_view line) {
  return {DnsRecord::parse(line), true};
}

HasRecordMatcher HasRecord(RecordType type, std::string_view data) {
  return {DnsRecord::parse(fmt::format(". IN {} {}", type, data)), false};
}

bool AsksForMatcher::MatchAndExplain(const DnsQuestion& question,
                                     ::testing::MatchResultListener*) const {
  return question.name == name_ && (!type_ || question.type == *type_);
}

void AsksForMatcher::describe(std::ostream* os) const {
  *os << name_;
  if (type_) *os << ' ' << *type_;
}

void AsksForMatcher::DescribeTo(std::ostream* os) const {
  *os << "asks for ";
  describe(os);
}

void AsksForMatcher::DescribeNegationTo(std::ostream* os) const {
  *os << "does not ask for ";
  describe(os);
}

AsksForMatcher AsksFor(const DnsName& name) {
  return {name, std::nullopt};
}

AsksForMatcher AsksFor(const DnsName& name, RecordType type) {
  return {name, type};
}

}  // namespace netrig
