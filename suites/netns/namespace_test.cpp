#include "netrig/netns/namespace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "netlink/queries.hpp"
#include "netns/maker.hpp"

namespace netrig {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;

// The number of the namespace that the calling thread is in.
ino_t here() {
  struct stat status {};
  EXPECT_EQ(::stat("/proc/thread-self/ns/net", &status), 0);
  return status.st_ino;
}

TEST(Namespace, HasNothingButALoopbackDeviceThatIsDown) {
  const auto node = Namespace::create("node");

  EXPECT_THAT(netlink::interfaces(node.route_socket(), "node"),
              ElementsAre(::testing::AllOf(Field(&InterfaceInfo::name, "lo"),
                                           Field(&InterfaceInfo::is_up, false))));
}

TEST(Namespace, LeavesTheCallersThreadWhereItIs) {
  const auto before = here();

  auto node = Namespace::create("node");
  node.run([] {});

  EXPECT_EQ(here(), before);
}

TEST(Namespace, RunsWorkInside) {
  auto node = Namespace::create("node");

  EXPECT_EQ(node.run(here), node.inode());
  EXPECT_NE(node.inode(), here());
}

TEST(Namespace, RunsAllWorkOnOneThread) {
  auto node = Namespace::create("node");

  EXPECT_EQ(node.run([] { return std::this_thread::get_id(); }),
            node.run([] { return std::this_thread::get_id(); }));
}

TEST(Namespace, RunsWorkFromItsOwnThreadAtOnce) {
  auto node = Namespace::create("node");

  EXPECT_EQ(node.run([&] { return node.run([] { return 7; }); }), 7);
}

TEST(Namespace, CarriesMoveOnlyResultsBack) {
  auto node = Namespace::create("node");

  const auto result = node.run([] { return std::make_unique<int>(7); });

  EXPECT_EQ(*result, 7);
}

TEST(Namespace, CarriesReferencesBack) {
  auto node = Namespace::create("node");
  int number = 0;

  int& result = node.run([&]() -> int& { return number; });

  EXPECT_EQ(&result, &number);
}

TEST(Namespace, CarriesExceptionsBack) {
  auto node = Namespace::create("node");

  EXPECT_THROW(node.run([]() -> int { throw std::out_of_range("inside"); }), std::out_of_range);
  EXPECT_EQ(node.run([] { return 7; }), 7) << "the thread did not survive the exception";
}

TEST(Namespace, TakesWorkFromManyThreads) {
  auto node = Namespace::create("node");
  std::atomic<int> sum = 0;
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 8; ++i)
      callers.emplace_back([&] {
        for (int j = 0; j < 100; ++j) sum += node.run([] { return 1; });
      });
  }
  EXPECT_EQ(sum, 800);
}

TEST(Namespace, DrivesAsynchronousCodeOfTheUser) {
  auto node = Namespace::create("node");
  std::promise<ino_t> where;
  boost::asio::steady_timer timer(node.io_context(), std::chrono::milliseconds(1));

  timer.async_wait([&](const boost::system::error_code&) { where.set_value(here()); });

  EXPECT_EQ(where.get_future().get(), node.inode());
}

TEST(Namespace, EndsWhileHandlersWait) {
  auto node = std::make_unique<Namespace>(Namespace::create("node"));
  bool called = false;
  auto timer =
      std::make_unique<boost::asio::steady_timer>(node->io_context(), std::chrono::hours(1));
  timer->async_wait([&](const boost::system::error_code&) { called = true; });
  node->run([&] { timer.reset(); });  // as its user must, before the io_context goes

  node.reset();

  SUCCEED() << "called: " << called;
}

TEST(Namespace, SeesItsOwnSysctls) {
  auto one = Namespace::create("one");
  auto other = Namespace::create("other");
  const auto path = "/proc/sys/net/ipv4/ip_default_ttl";
  const auto read = [&] {
    int value = 0;
    std::ifstream(path) >> value;
    return value;
  };

  one.run([&] { std::ofstream(path) << 42; });

  EXPECT_EQ(one.run(read), 42);
  EXPECT_EQ(other.run(read), 64);
}

TEST(Namespace, IsEnteredByAThreadOfItsOwnOnly) {
  const auto node = Namespace::create("node");
  ino_t inside = 0;

  std::jthread([&] {
    enter(node);
    inside = here();
  }).join();

  EXPECT_EQ(inside, node.inode());
}

}  // namespace
}  // namespace netrig
