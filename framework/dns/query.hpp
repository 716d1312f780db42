// The asker's side of a DNS message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "netrig/dns/record.hpp"

namespace netrig {

/// A question on its way, with an id of its own.
class OutgoingQuery {
 public:
  struct Options {
    bool recursion_desired = true;
    std::optional<std::uint16_t> edns_size{};  ///< bytes; without EDNS when empty
  };
  OutgoingQuery(const DnsName& name, RecordType type, const Options& options);

  const std::string& message() const noexcept { return message_; }

  struct Reading {
    DnsAnswer answer{};
    std::string fault{};  ///< why it is no answer; empty when it is one
  };
  /// Empty for a message that is not about this question: it has another id, or another name or
  /// type.
  std::optional<Reading> read(std::string_view message, Protocol transport) const;

 private:
  DnsName name_;
  RecordType type_;
  std::uint16_t id_ = 0;
  std::string message_;
};

}  // namespace netrig
