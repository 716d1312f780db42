// Matchers of what DNS answers and is asked:
//
//   EXPECT_THAT(node(client).resolve("www.example.com"), ResolvesTo("192.0.2.80", "192.0.2.81"));
//   EXPECT_THAT(node(client).resolve("nobody.example.com"), HasRcode(Rcode::nxdomain));
//   EXPECT_THAT(dns.questions(), Contains(AsksFor("www.example.com", RecordType::aaaa)));
#pragma once

#include <gtest/gtest-matchers.h>

#include <concepts>
#include <iosfwd>
#include <optional>
#include <string_view>
#include <vector>

#include "netrig/core/address.hpp"
#include "netrig/dns/record.hpp"
#include "netrig/probe/outcome.hpp"
#include "netrig/service/dns_service.hpp"

namespace netrig {

/// Matches the Outcome of a DnsProbe that was answered with these addresses and no others, in any
/// order, and without an error.
class ResolvesToMatcher {
 public:
  using is_gtest_matcher = void;
  explicit ResolvesToMatcher(std::vector<IpAddress> addresses);
  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  std::vector<IpAddress> addresses_;
};
template <std::convertible_to<IpAddress>... Addresses>
ResolvesToMatcher ResolvesTo(const IpAddress& first, const Addresses&... more) {
  return ResolvesToMatcher({first, IpAddress(more)...});
}

/// Matches the Outcome of a DnsProbe that was answered with that code.
class HasRcodeMatcher {
 public:
  using is_gtest_matcher = void;
  explicit HasRcodeMatcher(Rcode rcode) : rcode_(rcode) {}
  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  Rcode rcode_;
};
inline HasRcodeMatcher HasRcode(Rcode rcode) {
  return HasRcodeMatcher(rcode);
}

/// Matches the Outcome of a DnsProbe that was answered with no error and no records: the name is
/// there, but nothing of the type (RFC 2308 calls that NODATA).
class HasNoDataMatcher {
 public:
  using is_gtest_matcher = void;
  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;
};
inline HasNoDataMatcher HasNoData() {
  return {};
}

/// Matches the Outcome of a DnsProbe whose answer has that record, whatever its TTL.
class HasRecordMatcher {
 public:
  using is_gtest_matcher = void;
  HasRecordMatcher(DnsRecord record, bool has_name)
      : record_(std::move(record)), has_name_(has_name) {}
  bool MatchAndExplain(const Outcome& outcome, ::testing::MatchResultListener* explanation) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  void describe(std::ostream* os) const;
  DnsRecord record_;
  bool has_name_;
};
/// As DnsRecord::parse() takes it: HasRecord("ftp.example.com CNAME www.example.com").
HasRecordMatcher HasRecord(std::string_view line);
/// Of any name: HasRecord(RecordType::ptr, "www.example.com").
HasRecordMatcher HasRecord(RecordType type, std::string_view data);

/// Matches a DnsQuestion about that name.
class AsksForMatcher {
 public:
  using is_gtest_matcher = void;
  AsksForMatcher(DnsName name, std::optional<RecordType> type)
      : name_(std::move(name)), type_(type) {}
  bool MatchAndExplain(const DnsQuestion& question, ::testing::MatchResultListener*) const;
  void DescribeTo(std::ostream* os) const;
  void DescribeNegationTo(std::ostream* os) const;

 private:
  void describe(std::ostream* os) const;
  DnsName name_;
  std::optional<RecordType> type_;
};
/// Of any type, or of that type.
AsksForMatcher AsksFor(const DnsName& name);
AsksForMatcher AsksFor(const DnsName& name, RecordType type);

}  // namespace netrig
