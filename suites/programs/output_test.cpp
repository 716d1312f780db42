// What a program says is kept, all of it, whoever reads it and whenever.
#include "host.hpp"

namespace netrig {
namespace {

class Output : public ProgramOnAHost {};

TEST_F(Output, IsWhatTheProgramWrote) {
  const auto said = node(host).run_program({"printf", "%s\n", "hello"});

  EXPECT_THAT(said, ::testing::AllOf(Succeeded(), Prints("hello\n"), PrintsErrors("")));
}

}  // namespace
}  // namespace netrig
