#include "ebpf/kernel_types.hpp"

#include <bpf/btf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

namespace netrig::ebpf {
namespace {

constexpr auto path = "/sys/kernel/btf/vmlinux";

// The size of what follows a struct btf_type (Documentation/bpf/btf.rst).
std::size_t size_behind(const btf_type& type) {
  const std::size_t count = btf_vlen(&type);
  switch (btf_kind(&type)) {
    case BTF_KIND_INT:
    case BTF_KIND_VAR:
    case BTF_KIND_DECL_TAG: return sizeof(std::uint32_t);
    case BTF_KIND_ARRAY: return sizeof(struct btf_array);
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION: return count * sizeof(btf_member);
    case BTF_KIND_ENUM: return count * sizeof(struct btf_enum);
    case BTF_KIND_ENUM64: return count * sizeof(struct btf_enum64);
    case BTF_KIND_FUNC_PROTO: return count * sizeof(btf_param);
    case BTF_KIND_DATASEC: return count * sizeof(btf_var_secinfo);
    default: return 0;
  }
}

bool has_members(const btf_type& type) {
  return btf_kind(&type) == BTF_KIND_STRUCT || btf_kind(&type) == BTF_KIND_UNION;
}

}  // namespace

struct KernelTypes::State {
  std::vector<std::byte> copy{};  ///< before Linux 6.16 the file cannot be mapped
  void* mapping = MAP_FAILED;
  std::size_t size = 0;
  std::string_view strings{};
  std::vector<const btf_type*> types{nullptr};  ///< by id; 0 is void

  State();
  ~State() {
    if (mapping != MAP_FAILED) ::munmap(mapping, size);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::byte* read();
  std::string_view name_at(std::uint32_t offset) const { return strings.data() + offset; }
  const btf_type* find(std::string_view name, unsigned kind) const;
  std::optional<std::size_t> offset_in(const btf_type& structure, std::string_view member) const;
};

const std::byte* KernelTypes::State::read() {
  const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0)
    throw UnsupportedError("this kernel has no description of its types (CONFIG_DEBUG_INFO_BTF)");
  size = static_cast<std::size_t>(status.st_size);
  mapping = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (mapping != MAP_FAILED) return static_cast<const std::byte*>(mapping);
  copy.resize(size);
  for (std::size_t done = 0; done < size;) {
    const auto count = check(::read(file.get(), copy.data() + done, size - done),
                             [] { return std::string("cannot read ") + path; });
    if (count == 0) throw Error(std::make_error_code(std::errc::io_error), "cannot read all of it");
    done += static_cast<std::size_t>(count);
  }
  return copy.data();
}

KernelTypes::State::State() {
  const auto* begin = read();
  btf_header header{};
  std::memcpy(&header, begin, sizeof(header));
  const auto* data = begin + header.hdr_len;
  strings = {reinterpret_cast<const char*>(data + header.str_off), header.str_len};
  const auto* type = data + header.type_off;
  types.reserve(header.type_len /
                sizeof(btf_type));  // more than enough; untouched it costs nothing
  for (const auto* end = type + header.type_len; type < end;) {
    types.push_back(reinterpret_cast<const btf_type*>(type));
    type += sizeof(btf_type) + size_behind(*types.back());
  }
}

// Each name is there once.
const btf_type* KernelTypes::State::find(std::string_view name, unsigned kind) const {
  const auto whole = '\0' + std::string(name) + '\0';
  const auto at = strings.find(whole);
  if (at == std::string_view::npos) return nullptr;
  for (const auto* type : types)
    if (type && type->name_off == at + 1 && btf_kind(type) == kind) return type;
  return nullptr;
}

std::optional<std::size_t> KernelTypes::State::offset_in(const btf_type& structure,
                                                         std::string_view member) const {
  const std::span members(btf_members(&structure), btf_vlen(&structure));
  for (std::size_t i = 0; i < members.size(); ++i) {
    constexpr unsigned bits_per_byte = 8;
    const auto bit = btf_member_bit_offset(&structure, static_cast<std::uint32_t>(i));
    const auto name = name_at(members[i].name_off);
    if (name == member && btf_member_bitfield_size(&structure, static_cast<std::uint32_t>(i)) == 0)
      return bit / bits_per_byte;
    const auto& type = *types.at(members[i].type);
    if (!name.empty() || !has_members(type)) continue;
    if (const auto within = offset_in(type, member)) return bit / bits_per_byte + *within;
  }
  return std::nullopt;
}

KernelTypes::KernelTypes() : state_(std::make_unique<State>()) {}
KernelTypes::~KernelTypes() = default;

std::optional<std::size_t> KernelTypes::offset_of(std::string_view structure,
                                                  std::string_view member) const {
  const auto* type = state_->find(structure, BTF_KIND_STRUCT);
  return type ? state_->offset_in(*type, member) : std::nullopt;
}

std::map<unsigned, std::string> KernelTypes::enumerators(std::string_view enumeration) const {
  std::map<unsigned, std::string> names;
  const auto* type = state_->find(enumeration, BTF_KIND_ENUM);
  if (!type) return names;
  for (const auto& each : std::span(btf_enum(type), btf_vlen(type)))
    names.emplace(static_cast<unsigned>(each.val), state_->name_at(each.name_off));
  return names;
}

}  // namespace netrig::ebpf
