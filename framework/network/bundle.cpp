// Network::write_bundle(): what there is to know of a network, as files.
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <system_error>

#include "netrig/core/error.hpp"
#include "netrig/netns/feature.hpp"
#include "netrig/network/network.hpp"
#include "network/captures_file.hpp"
#include "network/node_report.hpp"

namespace netrig {
namespace {

namespace fs = std::filesystem;

void make_folder(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) throw Error(failure, fmt::format("cannot make folder {}", folder.string()));
}

void write(const fs::path& path, const std::string& text) {
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  if (!(file << text).flush())
    throw Error(error_code_from(errno), fmt::format("cannot write {}", path.string()));
}

std::string machine_text() {
  auto text = kernel_version() + "\n\nfeatures:\n";
  try {
    for (const auto feature : features()) text += fmt::format("  {}\n", feature);
  } catch (const Error& error) {
    text += fmt::format("  cannot be told: {}\n", error.what());
  }
  return text;
}

// What it said, but of a talkative one the end only.
std::string end_of(const std::string& said) {
  constexpr std::size_t most = 1024 * 1024;
  if (said.size() <= most) return said;
  return fmt::format("[{} bytes before]\n{}", said.size() - most, said.substr(said.size() - most));
}

void write_program(const fs::path& folder, const ProgramOutput& program) {
  const auto words = program.program.substr(0, program.program.find(' '));
  constexpr std::size_t longest_name = 64;
  auto file = fmt::format("{}-{}-{}.txt", program.node, program.pid,
                          fs::path(words).filename().string().substr(0, longest_name));
  std::ranges::replace_if(
      file, [](unsigned char each) { return each < ' ' || each == '/' || each == '\''; }, '_');
  write(folder / file,
        fmt::format("'{}' in '{}', process {}\n\n== output\n{}\n== errors\n{}", program.program,
                    program.node, program.pid, end_of(program.output), end_of(program.errors)));
}

}  // namespace

void Network::write_captures(const fs::path& file) const {
  if (!state_->capture)
    throw DescriptionError("there are no captures: NetworkOptions::captures asks for them");
  write(file, captures_file(*state_));
}

void Network::write_bundle(const fs::path& folder) const {
  make_folder(folder / "nodes");
  std::exception_ptr first_error;
  const auto write_part = [&](auto&& part) {
    try {
      part();
    } catch (...) {
      if (!first_error) first_error = std::current_exception();
    }
  };
  // Packets first: to find out the rest makes none, but takes its time.
  if (state_->capture) write_part([&] { write_captures(folder / "captures.pcapng"); });
  for (const auto& node : nodes())
    write_part(
        [&] { write(folder / "nodes" / (node.name() + ".txt"), node_report(*state_, node)); });
  if (const auto outputs = state_->programs.outputs(); !outputs.empty()) {
    write_part([&] { make_folder(folder / "programs"); });
    for (const auto& output : outputs)
      write_part([&] { write_program(folder / "programs", output); });
  }
  write_part([&] { write(folder / "topology.dot", to_dot(topology())); });
  write_part([&] {
    write(folder / "reproduce.sh",
          to_shell_script(topology()) +
              "# Not here: what was changed or loaded while it ran. What was in force then is in "
              "nodes/*.txt.\n");
    std::error_code left_as_it_is;
    fs::permissions(folder / "reproduce.sh", fs::perms::owner_exec, fs::perm_options::add,
                    left_as_it_is);
  });
  write_part([&] { write(folder / "machine.txt", machine_text()); });
  if (first_error) std::rethrow_exception(first_error);
}

}  // namespace netrig
