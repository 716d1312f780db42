// What a DNS service says over one connection.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "service/dialogue.hpp"
#include "service/dns_desk.hpp"

namespace netrig {

/// Answers one question after the other, each when the one before has been answered and the caller
/// has taken the answer, until the caller closes.
class DnsDialogue final : public Dialogue {
 public:
  DnsDialogue(std::shared_ptr<DnsDesk> desk, const Caller& caller)
      : desk_(std::move(desk)), from_(caller.remote) {}
  Wait proceed(int socket) override;
  Deadline due() const override { return due_; }

 private:
  /// Answers what has been heard, as far as the caller takes answers. False when the connection is
  /// no more.
  bool answer(int socket);
  /// Puts the next answer in front of say_more(); false when more has to be heard first.
  bool prepare_answer();
  bool say_more(int socket);
  std::string_view unsent() const { return std::string_view(text_).substr(said_); }
  bool is_early() const { return !unsent().empty() && !due_.passed(); }

  std::shared_ptr<DnsDesk> desk_;
  Endpoint from_;
  std::string heard_;  ///< that has not been answered
  std::string text_;
  std::size_t said_ = 0;
  Deadline due_ = Deadline::in(std::chrono::seconds::zero());  ///< of text_
};

}  // namespace netrig
