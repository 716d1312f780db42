#include "service/dialogue.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace netrig {

bool say_some(int socket, std::string_view& text) {
  if (text.empty()) return true;
  const auto sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
  if (sent < 0) return errno == EAGAIN;
  text.remove_prefix(static_cast<std::size_t>(sent));
  return true;
}

}  // namespace netrig
