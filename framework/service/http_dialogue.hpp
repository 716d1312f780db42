// What an HTTP service says over one connection.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "service/dialogue.hpp"
#include "service/http_messages.hpp"
#include "service/http_site.hpp"

namespace netrig {

/// Answers one request after the other, each when the one before has been answered and the caller
/// has taken the answer. After the last answer it closes its sending side, and what the caller says
/// is read and dropped: see TcpDialogue.
class HttpDialogue final : public Dialogue {
 public:
  HttpDialogue(std::shared_ptr<HttpSite> site, const Caller& caller);
  Wait proceed(int socket) override;

 private:
  /// Answers what has been heard, as far as the caller takes answers. False when the connection is
  /// no more.
  bool answer(int socket);
  bool say_more(int socket);
  /// Puts the next answer in front of say_more(); false when more has to be heard first.
  bool prepare_answer();
  void prepare(const HttpRequest& request, const HttpResponse& response, bool keeps_alive);
  std::string_view unsent() const { return std::string_view(text_).substr(said_); }

  std::shared_ptr<HttpSite> site_;
  Caller caller_;
  HttpRequestReader reader_;
  std::string text_;
  std::size_t said_ = 0;
  bool is_over_ = false;
};

}  // namespace netrig
