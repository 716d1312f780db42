#include "netrig/netns/namespace.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "namespace_test.hpp"
#include "netlink/queries.hpp"
#include "netlink/requests.hpp"
#include "netns/maker.hpp"
#include "netrig/core/error.hpp"
#include "netrig/core/unique_fd.hpp"

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

class NodeNamespace : public NamespaceTest {};

TEST_F(NodeNamespace, MayBeOneThatIsHeldElsewhere) {
  std::optional<Namespace> made = Namespace::create("made");
  netlink::Batch batch("made");
  netlink::change_link(batch, netlink::loopback, {.up = true});
  made->route_socket().execute(batch);

  auto adopted = Namespace::adopt("adopted", made->fd());
  made.reset();

  EXPECT_EQ(adopted.name(), "adopted");
  EXPECT_EQ(adopted.run(here), adopted.inode());
  EXPECT_THAT(netlink::interfaces(adopted.route_socket(), "adopted"),
              ElementsAre(Field(&InterfaceInfo::is_up, true)));
}

TEST_F(NodeNamespace, IsNotMadeOfAnythingElse) {
  const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));

  try {
    Namespace::adopt("null", null.get());
    FAIL() << "it was entered";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "cannot enter network namespace 'null': Invalid argument");
  }
}

TEST_F(NodeNamespace, HasNothingButALoopbackDeviceThatIsDown) {
  const auto node = Namespace::create("node");

  EXPECT_THAT(netlink::interfaces(node.route_socket(), "node"),
              ElementsAre(::testing::AllOf(Field(&InterfaceInfo::name, "lo"),
                                           Field(&InterfaceInfo::is_up, false))));
}

TEST_F(NodeNamespace, LeavesTheCallersThreadWhereItIs) {
  const auto before = here();

  auto node = Namespace::create("node");
  node.run([] {});

  EXPECT_EQ(here(), before);
}

TEST_F(NodeNamespace, RunsWorkInside) {
  auto node = Namespace::create("node");

  EXPECT_EQ(node.run(here), node.inode());
  EXPECT_NE(node.inode(), here());
}

TEST_F(NodeNamespace, RunsAllWorkOnOneThread) {
  auto node = Namespace::create("node");

  EXPECT_EQ(node.run([] { return std::this_thread::get_id(); }),
            node.run([] { return std::this_thread::get_id(); }));
}

TEST_F(NodeNamespace, RunsWorkFromItsOwnThreadAtOnce) {
  auto node = Namespace::create("node");

  EXPECT_EQ(node.run([&] { return node.run([] { return 7; }); }), 7);
}

TEST_F(NodeNamespace, CarriesMoveOnlyResultsBack) {
  auto node = Namespace::create("node");

  const auto result = node.run([] { return std::make_unique<int>(7); });

  EXPECT_EQ(*result, 7);
}

TEST_F(NodeNamespace, CarriesReferencesBack) {
  auto node = Namespace::create("node");
  int number = 0;

  int& result = node.run([&]() -> int& { return number; });

  EXPECT_EQ(&result, &number);
}

TEST_F(NodeNamespace, CarriesExceptionsBack) {
  auto node = Namespace::create("node");

  EXPECT_THROW(node.run([]() -> int { throw std::out_of_range("inside"); }), std::out_of_range);
  EXPECT_EQ(node.run([] { return 7; }), 7) << "the thread did not survive the exception";
}

TEST_F(NodeNamespace, TakesWorkFromManyThreads) {
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

TEST_F(NodeNamespace, DrivesAsynchronousCodeOfTheUser) {
  auto node = Namespace::create("node");
  std::promise<ino_t> where;
  boost::asio::steady_timer timer(node.io_context(), std::chrono::milliseconds(1));

  timer.async_wait([&](const boost::system::error_code&) { where.set_value(here()); });

  EXPECT_EQ(where.get_future().get(), node.inode());
}

TEST_F(NodeNamespace, EndsWhileAHandlerWaits) {
  auto node = std::make_unique<Namespace>(Namespace::create("node"));
  // The timer belongs to its handler, so that both wait until the io_context goes.
  auto timer =
      std::make_shared<boost::asio::steady_timer>(node->io_context(), std::chrono::hours(1));
  const std::weak_ptr<boost::asio::steady_timer> waiting = timer;
  std::atomic<bool> called = false;
  timer->async_wait([&called, timer](const boost::system::error_code&) { called = true; });
  timer.reset();
  ASSERT_FALSE(waiting.expired());

  node.reset();

  EXPECT_TRUE(waiting.expired());
  EXPECT_FALSE(called);
}

TEST_F(NodeNamespace, SeesItsOwnSysctls) {
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

TEST_F(NodeNamespace, IsEnteredByAThreadOfItsOwnOnly) {
  const auto node = Namespace::create("node");
  const auto before = here();
  ino_t inside = 0;

  std::jthread([&] {
    enter(node);
    inside = here();
  }).join();

  EXPECT_EQ(inside, node.inode());
  EXPECT_EQ(here(), before);
}

TEST_F(NodeNamespace, MayHaveALongerNameThanTheKernelKeeps) {
  const auto node = Namespace::create(std::string(500, 'n'));

  EXPECT_EQ(netlink::loopback_alias(node.route_socket(), "node"),
            "netrig " + std::string(248, 'n'));
}

TEST_F(NodeNamespace, RefusesAForkedProcessWhichLacksItsThread) {
  auto node = Namespace::create("node");
  node.run([] {});

  const auto child = ::fork();
  if (child == 0) {
    try {
      node.run([] {});
    } catch (const Error& error) {
      ::_exit(error.code() == std::errc::no_such_process ? 42 : 1);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);

  EXPECT_EQ(WEXITSTATUS(status), 42);
}

}  // namespace
}  // namespace netrig
