// What netrig throws: a sentence that names what was attempted, where, and why it failed.
//
//   cannot add address 10.0.0.1/24 to 'eth0' in 'client': No such device (kernel: ipv4: Device not
//   found)
//
// What a network did is never an exception: it is an Outcome.
#pragma once

#include <cerrno>
#include <memory>
#include <string>
#include <system_error>

namespace netrig {

/// The kernel said no. Programs read code(), people read what().
class Error : public std::system_error {
 public:
  /// `attempt`: "cannot VERB OBJECT in 'PLACE'". `kernel_text`: the extended-ack message, if there
  /// was one. `remedy`: what the user can do about it, a sentence, or empty.
  Error(std::error_code code, std::string attempt, std::string kernel_text = {},
        std::string remedy = {});

  /// "<attempt>: <code's message> (kernel: <kernel_text>); <remedy>"
  const char* what() const noexcept override;
  const std::string& attempt() const noexcept { return parts_->attempt; }
  /// The kernel's own words (NETLINK_EXT_ACK); empty when it gave none.
  const std::string& kernel_text() const noexcept { return parts_->kernel_text; }
  const std::string& remedy() const noexcept { return parts_->remedy; }

 protected:
  /// A sentence that stands alone, for errors that no system call reported.
  Error(std::error_code code, std::string sentence, std::nullptr_t);

 private:
  struct Parts {
    std::string attempt, kernel_text, remedy, what;
  };
  // Shared, because copying an exception must not throw (std::system_error's own rule).
  std::shared_ptr<const Parts> parts_;
};

/// A description is wrong. Thrown before any system call; code() is std::errc::invalid_argument.
class DescriptionError : public Error {
 public:
  explicit DescriptionError(std::string sentence);
};

/// This process may not make network namespaces; remedy() names what forbids it and the command
/// that allows it. NetworkTest turns it into a skip.
class PermissionError : public Error {
 public:
  using Error::Error;
};

/// The kernel, or the machine, lacks what was asked for: "this kernel has no VRF (CONFIG_NET_VRF)".
/// code() is std::errc::not_supported. NetworkTest turns it into a skip.
class UnsupportedError : public Error {
 public:
  explicit UnsupportedError(std::string sentence);
};

/// A deadline passed before an awaited event; code() is std::errc::timed_out.
class DeadlineError : public Error {
 public:
  /// `awaited`: "'eth0' of 'client' to become operational".
  explicit DeadlineError(std::string awaited);
};

/// The error code of `errno_value`, which is an errno (positive).
std::error_code error_code_from(int errno_value) noexcept;

/// Throws Error(errno, attempt) when a system call returned a negative value, else gives the value
/// back. `attempt` is a callable so that the sentence is only made when it is needed.
template <class Integer, class Attempt>
Integer check(Integer result, Attempt&& attempt) {
  if (result < 0) {
    const auto code =
        error_code_from(errno);  // before attempt(), which may call something that sets it
    throw Error(code, attempt());
  }
  return result;
}

}  // namespace netrig
