// iperf3, through a router.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "across_a_router.hpp"

namespace netrig {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t megabyte = 1'000'000;

class Iperf3 : public AcrossARouter {
 protected:
  Process serve() {
    auto iperf3 = node(server).start(
        {.arguments = {"iperf3", "--server", "--one-off"}, .empty_folders = {"/tmp"}});
    iperf3.wait_until_listening(tcp(5201));
    return iperf3;
  }
  ProgramResult measure(const std::vector<std::string>& options) {
    Program iperf3{
        .arguments = {"iperf3", family_option, "--json", "--client", to_string(server_address)},
        .empty_folders = {"/tmp"}};
    iperf3.arguments.insert(iperf3.arguments.end(), options.begin(), options.end());
    return node(client).run_program(iperf3);
  }
  std::uint64_t forwarded() { return node(router).interface("to-server").statistics().sent.bytes; }
};
INSTANTIATE_TEST_SUITE_P(Families, Iperf3, both_families, family_name);

TEST_P(Iperf3, SendsOverTcp) {
  const auto before = forwarded();
  const auto iperf3 = serve();

  const auto result = measure({"--bytes", "10000000"});

  ASSERT_THAT(result, Succeeded());
  const auto end = nlohmann::json::parse(result.output).at("end");
  const auto received = end.at("sum_received").at("bytes").get<std::uint64_t>();
  EXPECT_GT(end.at("sum_sent").at("bits_per_second").get<double>(), 0);
  EXPECT_GE(end.at("sum_sent").at("bytes").get<std::uint64_t>(), 10 * megabyte);
  EXPECT_GT(received, megabyte);  // it counts no more when the last bytes have been sent
  EXPECT_GE(forwarded() - before, received);
  EXPECT_THAT(iperf3.wait(), Succeeded());
}

TEST_P(Iperf3, SendsOverUdp) {
  const auto before = forwarded();
  const auto iperf3 = serve();

  const auto result =
      measure({"--udp", "--bitrate", "80M", "--length", "1000", "--bytes", "1000000"});

  ASSERT_THAT(result, Succeeded());
  const auto sum = nlohmann::json::parse(result.output).at("end").at("sum");
  EXPECT_GT(sum.at("bits_per_second").get<double>(), 0);
  EXPECT_GE(sum.at("packets").get<int>(), 1000);
  EXPECT_GE(forwarded() - before, megabyte);
  EXPECT_THAT(iperf3.wait(), Succeeded());
}

TEST_P(Iperf3, SaysThatNobodyListens) {
  const auto result = measure({});

  EXPECT_THAT(result, Prints(HasSubstr("unable to connect to server: Connection refused")));
}

}  // namespace
}  // namespace netrig
