# cmake -DOBJECT=FILE -DNAME=FUNCTION -DOUTPUT=FILE.cpp -P embed_object.cmake
file(READ ${OBJECT} bytes HEX)
string(REGEX REPLACE "(................................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT} "#include <cstddef>
#include <span>

namespace netrig {
namespace {
alignas(8) constexpr unsigned char object[] = {
${bytes}
0};  // so that there is one at least
}
std::span<const std::byte> ${NAME}();
std::span<const std::byte> ${NAME}() {
  return std::as_bytes(std::span(object).first(sizeof(object) - 1));
}
}  // namespace netrig
")
