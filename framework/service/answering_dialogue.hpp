// What a service says that is asked one thing after the other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "service/dialogue.hpp"

namespace netrig {

/// Answers each when the one before has been answered and the caller has taken the answer, until
/// the caller closes. After a last answer it closes its sending side, and what the caller says is
/// read and dropped: see TcpDialogue.
class AnsweringDialogue : public Dialogue {
 public:
  struct Answer {
    std::string text;
    Deadline due{Deadline::Clock::time_point::min()};  ///< is not said before
    bool is_last = false;
  };

  Wait proceed(int socket) final;
  Deadline due() const final { return answer_.due; }

 protected:
  /// What the caller says comes in pieces.
  virtual void hear(std::string_view piece) = 0;
  /// To the first question that was heard and not answered; empty when more has to be heard first.
  virtual std::optional<Answer> next_answer() = 0;

 private:
  /// Answers what has been heard, as far as the caller takes answers. False when the connection is
  /// no more.
  bool answer(int socket);
  bool say_more(int socket);
  bool prepare_answer();
  std::string_view unsent() const { return std::string_view(answer_.text).substr(said_); }
  bool is_early() const { return !unsent().empty() && !answer_.due.passed(); }

  Answer answer_;
  std::size_t said_ = 0;
};

}  // namespace netrig
