#include "netrig/config/sysctl_file.hpp"

#include <fmt/format.h>

#include "config/files.hpp"
#include "netrig/core/error.hpp"
#include "topology/sysctl_checks.hpp"

namespace netrig {
namespace {

std::string_view stripped(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\v\f";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

class Reader {
 public:
  Reader(std::string file, const SysctlFileOptions& options)
      : file_(std::move(file)), options_(options) {}

  std::vector<SysctlSetting> read(std::string_view text) {
    for (std::size_t number = 1; !text.empty(); ++number) {
      const auto end = text.find('\n');
      place_ = file_.empty() ? fmt::format("line {}", number) : fmt::format("{}:{}", file_, number);
      read_line(stripped(text.substr(0, end)));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (!faults_.empty())
      throw DescriptionError(fmt::format("cannot use the sysctls{}:\n  {}",
                                         file_.empty() ? "" : " of " + file_,
                                         fmt::join(faults_, "\n  ")));
    return std::move(settings_);
  }

 private:
  void read_line(std::string_view line) {
    if (line.empty() || line.front() == '#' || line.front() == ';') return;
    SysctlSetting setting{.may_be_machine_wide = options_.skip_machine_wide, .source = place_};
    auto name = line;
    if (const auto sign = line.find('='); sign != std::string_view::npos) {
      name = line.substr(0, sign);
      setting.value = stripped(line.substr(sign + 1));
    }
    if (name.starts_with('-')) {
      setting.may_fail = setting.value.has_value();
      name.remove_prefix(1);
    } else if (!setting.value) {
      return refuse(fmt::format("'{}' has no '='", line));
    }
    setting.name = stripped(name);
    if (const auto fault = fault_of(setting); !fault.empty())
      return refuse(fmt::format("{}: {}", setting, fault));
    settings_.push_back(std::move(setting));
  }
  void refuse(const std::string& reason) {
    faults_.push_back(fmt::format("{}: {}", place_, reason));
  }

  std::string file_;
  SysctlFileOptions options_;
  std::string place_{};
  std::vector<SysctlSetting> settings_{};
  std::vector<std::string> faults_{};
};

}  // namespace

std::vector<SysctlSetting> sysctl_file(const std::filesystem::path& path,
                                       const SysctlFileOptions& options) {
  return Reader(path.string(), options).read(read_description(path, "sysctl file"));
}

std::vector<SysctlSetting> sysctl_text(std::string_view text, const SysctlFileOptions& options) {
  return Reader("", options).read(text);
}

}  // namespace netrig
