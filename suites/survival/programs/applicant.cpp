// A small test program that applies for a namespace and may be denied.
#include <netrig/gtest.hpp>

namespace netrig {
namespace {

class Applicant : public NetworkTest {
 protected:
  const NodeId host = topology.add_host("host");
};

TEST_F(Applicant, HasALoopbackDevice) {
  EXPECT_THAT(node(host).ping("127.0.0.1"), Reached());
}

TEST(Arithmetic, NeedsNoNamespace) {
  EXPECT_EQ(1 + 1, 2);
}

}  // namespace
}  // namespace netrig
