// The base of tests that start a test program in a Cell.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "cell.hpp"
#include "process/program.hpp"

namespace netrig {

class Survival : public ::testing::Test {
 protected:
  explicit Survival(Cell::User user) : user_(user) {}

  /// Skips where user or network namespaces are forbidden; fails with NETRIG_STRICT=1 in the
  /// environment.
  void SetUp() final;

  /// Only in a test.
  Cell& cell() { return cell_.value(); }

  /// One test of a program, in the cell; add to it what is special.
  Invocation test(const std::string& program, const std::string& name) {
    return {.name = program,
            .arguments = {"--gtest_filter=" + name},
            .environment = {"TMPDIR=/tmp"},
            .prepare = [this] { cell().enter(); }};
  }

 private:
  Cell::User user_;
  std::optional<Cell> cell_;
};

inline std::string name_of(Cell::User user) {
  return user == Cell::User::root ? "AsRoot" : "AsOrdinaryUser";
}
inline void PrintTo(Cell::User user, std::ostream* os) {
  *os << name_of(user);
}

}  // namespace netrig
