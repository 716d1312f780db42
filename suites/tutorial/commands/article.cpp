#include "article.hpp"

#include <cmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <sstream>

namespace netrig {
namespace {

struct Free {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
using Document = std::unique_ptr<cmark_node, Free>;
using Iterator = std::unique_ptr<cmark_iter, Free>;

// "console terminal=2 fault"
struct Block {
  int line = 0;  // of its first line, behind the fence
  std::string language{}, terminal = "1", stand_in{};
  bool is_fault = false, goes_on = false, is_setup = false;
  std::chrono::milliseconds patience = command_patience;
  Lines lines{};
};

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const auto& each : lines) text += each + "\n";
  return text;
}

// "20s"
std::chrono::milliseconds seconds_in(const std::string& text, int line) {
  double seconds = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seconds);
  if (parsed.ec != std::errc() || std::string_view(parsed.ptr, end) != "s")
    throw ArticleError(line, fmt::format("'{}' is no number of seconds such as 5s", text));
  return std::chrono::milliseconds(static_cast<long>(seconds * 1000));
}

Block parse_block(cmark_node* node) {
  const int line_of_fence = cmark_node_get_start_line(node);
  Block block{.line = line_of_fence + 1, .lines = lines_of(cmark_node_get_literal(node))};
  std::istringstream words(cmark_node_get_fence_info(node));
  words >> block.language;
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const auto value = equals == std::string::npos ? "" : word.substr(equals + 1);
    const bool is_console = block.language == "console", is_bash = block.language == "bash";
    if (is_console && name == "terminal" && !value.empty())
      block.terminal = value;
    else if (is_console && name == "within")
      block.patience = seconds_in(value, line_of_fence);
    else if (is_console && word == "running")
      block.goes_on = true;
    else if ((is_console || block.language == "netrig") && word == "fault")
      block.is_fault = true;
    else if (is_bash && word == "setup")
      block.is_setup = true;
    else if (is_bash && name == "stand-in" && !value.empty())
      block.stand_in = value;
    else
      throw ArticleError(line_of_fence, fmt::format("a block that begins with ```{} has no '{}'",
                                                    block.language, word));
  }
  if (block.language == "bash" && block.is_setup != block.stand_in.empty())
    throw ArticleError(line_of_fence, "a block of bash is either 'setup' or 'stand-in=PROGRAM'");
  return block;
}

// The mark before a line of a block that records a fault: what the article says, what is so, both.
enum class Mark { article = '-', reality = '+', both = ' ' };

struct MarkedLine {
  Mark mark;
  std::string text;
};

MarkedLine marked(const Block& block, const std::string& line, int number) {
  if (!block.is_fault) return {Mark::both, line};
  if (line.empty()) return {Mark::both, ""};
  for (const auto mark : {Mark::article, Mark::reality, Mark::both})
    if (line.front() == static_cast<char>(mark)) return {mark, line.substr(1)};
  throw ArticleError(number,
                     "in a block with 'fault' a line of output begins with '-' (the article says "
                     "so), '+' (it is so) or a blank (both)");
}

class Parser {
 public:
  explicit Parser(std::string file) { article_.file = std::move(file); }

  Article parse(std::string_view text) {
    const Document document(cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
    const Iterator iterator(cmark_iter_new(document.get()));
    for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iterator.get()))
      take(event, cmark_iter_get_node(iterator.get()));
    if (article_.title.empty()) throw ArticleError(1, "there is no title: a line '# TITLE'");
    if (article_.steps.empty()) throw ArticleError(1, "nothing is done in it");
    return std::move(article_);
  }

 private:
  void take(cmark_event_type event, cmark_node* node) {
    const bool enters = event == CMARK_EVENT_ENTER;
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_HEADING:
        if (!enters) end_heading(node);
        is_in_heading_ = enters;
        break;
      case CMARK_NODE_TEXT:
      case CMARK_NODE_CODE:
        if (is_in_heading_) heading_ += cmark_node_get_literal(node);
        break;
      case CMARK_NODE_CODE_BLOCK: take_block(node); break;
      default: break;
    }
  }

  void end_heading(cmark_node* node) {
    (cmark_node_get_heading_level(node) == 1 ? article_.title : section_) = heading_;
    heading_.clear();
  }

  void take_block(cmark_node* node) {
    const auto block = parse_block(node);
    const auto begin = article_.steps.size();
    if (block.language == "console")
      take_console(block);
    else if (block.language == "netrig")
      take_claims(block);
    else if (block.language == "bash")
      add(block.line, Preparation{block.stand_in, joined(block.lines)});
    else if (block.language != "text")
      throw ArticleError(
          block.line - 1,
          fmt::format("'{}' is no kind of block: there are console, netrig, bash, and text, which "
                      "is for readers only",
                      block.language));
    if (block.is_fault && std::none_of(article_.steps.begin() + static_cast<long>(begin),
                                       article_.steps.end(), is_known_fault))
      throw ArticleError(block.line - 1,
                         "nothing in this block with 'fault' differs from what the article says");
  }

  static bool is_known_fault(const Step& step) {
    if (const auto* command = std::get_if<Command>(&step.what))
      return command->expected.is_known_fault();
    const auto* claim = std::get_if<ClaimStep>(&step.what);
    return claim && claim->is_known_fault;
  }

  void take_console(const Block& block) {
    Command* command = nullptr;
    bool takes_more = false;
    int number = block.line;
    for (const auto& line : block.lines) {
      const bool is_more = takes_more && line.starts_with("> ");
      takes_more = is_more || line.starts_with("$ ");
      if (is_more) {
        command->text += "\n" + line.substr(2);
      } else if (takes_more || !command) {
        command = &add(number, Command{.text = takes_more ? line.substr(2) : "",
                                       .terminal = block.terminal,
                                       .patience = block.patience});
      }
      if (!takes_more) add_output(*command, marked(block, line, number));
      ++number;
    }
    if (!command) throw ArticleError(block.line - 1, "this block is empty");
    command->goes_on = block.goes_on;
  }

  static void add_output(Command& command, const MarkedLine& line) {
    if (line.mark != Mark::reality) command.expected.in_article.push_back(line.text);
    if (line.mark != Mark::article) command.expected.in_reality.push_back(line.text);
  }

  void take_claims(const Block& block) {
    int number = block.line;
    for (const auto& line : block.lines) {
      const auto [mark, text] = marked(block, line, number);
      const auto sentence = text.substr(std::min(text.find_first_not_of(' '), text.size()));
      try {
        if (!sentence.empty()) add(number, ClaimStep{Claim(sentence), mark == Mark::article});
      } catch (const std::invalid_argument& error) {
        throw ArticleError(number, error.what());
      }
      ++number;
    }
  }

  template <class What>
  What& add(int line, What what) {
    article_.steps.push_back({line, section_, std::move(what)});
    return std::get<What>(article_.steps.back().what);
  }

  Article article_{};
  std::string section_{}, heading_{};
  bool is_in_heading_ = false;
};

}  // namespace

Article parse_article(std::string file, std::string_view text) {
  return Parser(std::move(file)).parse(text);
}

}  // namespace netrig
