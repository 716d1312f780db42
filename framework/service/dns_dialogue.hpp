// What a DNS service says over one connection.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "service/answering_dialogue.hpp"
#include "service/dns_desk.hpp"

namespace netrig {

/// No answer is the last.
class DnsDialogue final : public AnsweringDialogue {
 public:
  DnsDialogue(std::shared_ptr<DnsDesk> desk, const Caller& caller)
      : desk_(std::move(desk)), from_(caller.remote) {}

 private:
  void hear(std::string_view piece) override { heard_.append(piece); }
  std::optional<Answer> next_answer() override;

  std::shared_ptr<DnsDesk> desk_;
  Endpoint from_;
  std::string heard_;  ///< that has not been answered
};

}  // namespace netrig
