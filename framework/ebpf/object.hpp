// An eBPF object file in the kernel: its maps and programs, which go with this object.
//
//   std::span<const std::byte> kernel_drops_bpf();   // what netrig_embed_bpf() in CMake makes
//   ebpf::Object drops("the kernel's drops", kernel_drops_bpf());
//   drops.attach("on_kfree_skb");
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace netrig::ebpf {

/// Why this process cannot load eBPF programs that look into the kernel: "this netrig was built
/// without libbpf", "this kernel has no ...", "this user may not ..."; empty where it can. Asks the
/// kernel each time, some microseconds.
std::string missing();

class Object {
 public:
  /// Loads it. `constants` is the value of its variable in the section
  /// .rodata.constants, if it has one. Throws
  /// Error with what the kernel's verifier said, and where nothing can be loaded: see missing().
  Object(std::string name, std::span<const std::byte> object_file,
         std::span<const std::byte> constants = {});
  ~Object();
  Object(Object&&) noexcept;
  Object& operator=(Object&&) noexcept;

  /// Descriptors of what is called so in the source; they live as long as this object. Throw Error
  /// where there is none.
  int map(const char* name) const;
  int program(const char* name) const;
  /// To where its section says: SEC("raw_tp/kfree_skb"). Until the end of this object.
  void attach(const char* program);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Of a hash or an array. Throw Error.
void update(int map, const void* key, const void* value);
void look_up(int map, const void* key, void* value);
/// Nothing where it is not there.
void remove(int map, const void* key) noexcept;

}  // namespace netrig::ebpf
