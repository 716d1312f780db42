// What an HTTP service says over one connection.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "service/answering_dialogue.hpp"
#include "service/http_messages.hpp"
#include "service/http_site.hpp"

namespace netrig {

/// The last answer is the one after which HTTP closes the connection.
class HttpDialogue final : public AnsweringDialogue {
 public:
  HttpDialogue(std::shared_ptr<HttpSite> site, const Caller& caller);

 private:
  void hear(std::string_view piece) override { reader_.add(piece); }
  std::optional<Answer> next_answer() override;

  std::shared_ptr<HttpSite> site_;
  Caller caller_;
  HttpRequestReader reader_;
};

}  // namespace netrig
