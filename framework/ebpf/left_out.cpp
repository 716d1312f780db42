// In the place of all others here where there was no libbpf or no clang when netrig was built.
#include "ebpf/events.hpp"
#include "ebpf/interface_program.hpp"
#include "ebpf/kernel_types.hpp"
#include "ebpf/object.hpp"
#include "netrig/core/error.hpp"

namespace netrig::ebpf {

std::string missing() {
  return "this netrig was built without libbpf or clang (Debian: libbpf-dev clang)";
}

// By value, as those do that keep them.
// NOLINTBEGIN(performance-unnecessary-value-param)
struct Object::State {};
Object::Object(std::string, std::span<const std::byte>, std::span<const std::byte>) {
  throw UnsupportedError(missing());
}
Object::~Object() = default;
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(Object&&) noexcept = default;
int Object::map(const char*) const {
  return -1;
}
int Object::program(const char*) const {
  return -1;
}
void Object::attach(const char*) {}
void update(int, const void*, const void*) {}
void look_up(int, const void*, void*) {}
void remove(int, const void*) noexcept {}

std::string missing_at_interfaces() {
  return missing();
}
Attached attach_to_interface(int, int, const std::string&, Way) {
  throw UnsupportedError(missing());
}
void detach(const Attached&) {}

struct Events::State {};
Events::Events(int ring_buffer, Take) : ring_buffer_(ring_buffer) {
  throw UnsupportedError(missing());
}
// NOLINTEND(performance-unnecessary-value-param)
Events::~Events() = default;
void Events::read() {}

struct KernelTypes::State {};
KernelTypes::KernelTypes() {
  throw UnsupportedError(missing());
}
KernelTypes::~KernelTypes() = default;
std::optional<std::size_t> KernelTypes::offset_of(std::string_view, std::string_view) const {
  return std::nullopt;
}
std::map<unsigned, std::string> KernelTypes::enumerators(std::string_view) const {
  return {};
}

}  // namespace netrig::ebpf
