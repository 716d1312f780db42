// The running kernel's own types, from its BTF (/sys/kernel/btf/vmlinux).
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace netrig::ebpf {

/// libbpf's own reader copies it all, and with its relocations (CO-RE) takes 15 to 40 ms in each
/// test program; this one looks at what it needs where it lies, in less than two.
class KernelTypes {
 public:
  /// Throws UnsupportedError.
  KernelTypes();
  ~KernelTypes();
  KernelTypes(const KernelTypes&) = delete;
  KernelTypes& operator=(const KernelTypes&) = delete;

  /// In bytes: offset_of("sk_buff", "dev"), also within its anonymous members. Empty where there is
  /// none, or where it is a bit field.
  std::optional<std::size_t> offset_of(std::string_view structure, std::string_view member) const;
  /// The names of an enum's values, by value; none where the kernel has no such enum.
  std::map<unsigned, std::string> enumerators(std::string_view enumeration) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace netrig::ebpf
