#include "ebpf/object.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>
#include <vector>

#include "ebpf/hush.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig::ebpf {
namespace {

struct CloseObject {
  void operator()(bpf_object* object) const noexcept { bpf_object__close(object); }
};
struct DestroyLink {
  void operator()(bpf_link* link) const noexcept { bpf_link__destroy(link); }
};

// Its last line says what is wrong; those behind it count.
std::string complaint_in(std::string_view log) {
  if (const auto end = log.find("\nprocessed "); end != std::string_view::npos)
    log = log.substr(0, end);
  while (log.ends_with('\n')) log.remove_suffix(1);
  return std::string(log.substr(log.rfind('\n') + 1));
}

}  // namespace

std::string missing() {
  // return 0
  const std::array<bpf_insn, 2> nothing{
      {{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
       {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}}};
  const UniqueFd program(::bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, "netrig_try", "GPL",
                                         nothing.data(), nothing.size(), nullptr));
  if (!program) {
    if (errno == EPERM || errno == EACCES)
      return "this user may not load eBPF programs: that takes root in the first user namespace";
    return "this kernel has no eBPF at tracepoints (CONFIG_BPF_EVENTS)";
  }
  if (::access("/sys/kernel/btf/vmlinux", R_OK) != 0)
    return "this kernel has no description of its types (CONFIG_DEBUG_INFO_BTF)";
  return {};
}

struct Object::State {
  std::string name;
  std::unique_ptr<bpf_object, CloseObject> object{};
  std::vector<std::unique_ptr<bpf_link, DestroyLink>> links{};  // they go first
};

Object::Object(std::string name, std::span<const std::byte> object_file,
               std::span<const std::byte> constants)
    : state_(std::make_unique<State>()) {
  state_->name = std::move(name);
  const auto attempt = [this] {
    return fmt::format("cannot load {} into the kernel", state_->name);
  };
  const Hush hush;
  std::array<char, 16 * 1024> log{};
  bpf_object_open_opts options{};
  options.sz = sizeof(options);
  options.kernel_log_buf = log.data();
  options.kernel_log_size = log.size();
  state_->object.reset(bpf_object__open_mem(object_file.data(), object_file.size(), &options));
  check(state_->object ? 0 : -1, attempt);
  auto* object = state_->object.get();
  if (!constants.empty()) {
    auto* map = bpf_object__find_map_by_name(object, ".rodata.constants");
    check(map ? bpf_map__set_initial_value(map, constants.data(), constants.size()) : -1, attempt);
  }
  if (const int result = bpf_object__load(object); result < 0)
    throw Error(error_code_from(-result), attempt(), complaint_in(log.data()));
}

Object::~Object() = default;
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(Object&&) noexcept = default;

int Object::map(const char* name) const {
  return check(bpf_object__find_map_fd_by_name(state_->object.get(), name),
               [&] { return fmt::format("cannot find map '{}' of {}", name, state_->name); });
}

int Object::program(const char* name) const {
  auto* found = bpf_object__find_program_by_name(state_->object.get(), name);
  return check(found ? bpf_program__fd(found) : -1,
               [&] { return fmt::format("cannot find program '{}' of {}", name, state_->name); });
}

void Object::attach(const char* program) {
  const auto attempt = [&] {
    return fmt::format("cannot attach program '{}' of {}", program, state_->name);
  };
  const Hush hush;
  auto* found = bpf_object__find_program_by_name(state_->object.get(), program);
  check(found ? 0 : -1, attempt);
  state_->links.emplace_back(bpf_program__attach(found));
  check(state_->links.back() ? 0 : -1, attempt);
}

void update(int map, const void* key, const void* value) {
  check(::bpf_map_update_elem(map, key, value, BPF_ANY),
        [] { return "cannot tell an eBPF program what to look for"; });
}

void look_up(int map, const void* key, void* value) {
  check(::bpf_map_lookup_elem(map, key, value),
        [] { return "cannot ask an eBPF program what it has found"; });
}

void remove(int map, const void* key) noexcept {
  ::bpf_map_delete_elem(map, key);
}

}  // namespace netrig::ebpf
