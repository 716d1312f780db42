// The runner itself: what it accepts, and what it says of an article that is wrong.
#include "follow.hpp"

#include <gmock/gmock.h>

#include "one_host.hpp"

namespace netrig {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class Follow : public OneHost {
 protected:
  void network_ready() override { machine_.emplace(host()); }

  /// With a title, a section and a line for each of those and what is behind them: the text begins
  /// on line 5.
  Account follow_text(const std::string& text) {
    return follow(parse_article("article.md", "# Title\n\n## Section\n\n" + text), *machine_);
  }
  /// "LINE: what is said"; "none".
  std::string failure_of(const std::string& text) {
    const auto failure = follow_text(text).failure;
    return failure ? std::to_string(failure->line) + ": " + failure->text : "none";
  }

 private:
  std::optional<Machine> machine_{};
};

TEST_F(Follow, AcceptsWhatIsSo) {
  EXPECT_EQ(failure_of(R"md(Words.

```console
$ echo one; echo two
one
two
$ printf 'no newline'
no newline
$ false
[1]
$ echo $?
1
$ for each in a b; do
>   echo $each
> done
a
b
```

```text
$ echo this is for readers
```
)md"),
            "none");
}

TEST_F(Follow, AcceptsWhatIsLeftOutOrDiffersByChance) {
  EXPECT_EQ(failure_of(R"md(```console
$ seq 5; echo '9: veth1@if8: <UP>  '; echo time=0.123 ms, 2003ms, 1.1/2.2/3.3 ms
1
...
5
4: veth1@if3: <[..]>
time=9 ms, 1ms, 4/4/4 ms
```
)md"),
            "none");
}

TEST_F(Follow, KeepsWhatAShellKnows) {
  EXPECT_EQ(failure_of(R"md(```console
$ mkdir folder; cd folder; NAME=value
$ pwd; echo $NAME
/root/folder
value
```
```console terminal=2
$ pwd; echo $NAME; ls
/root

folder
```
)md"),
            "none");
}

TEST_F(Follow, StaysInAShellThatACommandOpens) {
  EXPECT_EQ(failure_of(R"md(```console
$ NAME=outer
$ sudo bash
$ echo $NAME; NAME=inner; echo $NAME

inner
$ exit 3
[3]
$ echo $NAME
outer
```
)md"),
            "none");
}

TEST_F(Follow, LooksAgainAtWhatRuns) {
  EXPECT_EQ(failure_of(R"md(```console terminal=server running
$ nc -l -k 8080
```
```netrig
host listens on 8080/tcp
host does not listen on 8081/tcp
```
```console
$ echo hello | nc -N 127.0.0.1 8080
```
```console terminal=server
hello
^C
[130]
$ echo next
next
```
```netrig
host does not listen on 8080/tcp
host is refused at 127.0.0.1:8080/tcp
```
)md"),
            "none");
}

TEST_F(Follow, KnowsWhatIsKnownToBeWrong) {
  const auto account = follow_text(R"md(```console fault
$ echo first; echo second
 first
-2nd
+second
$ true
```
```netrig fault
-host listens on 80/tcp
+host does not listen on 80/tcp
```
)md");

  EXPECT_EQ(account.failure.has_value(), false);
  EXPECT_THAT(account.known_faults,
              ElementsAre("echo first; echo second", "host listens on 80/tcp"));
  EXPECT_THAT(account.stand_ins, IsEmpty());
}

TEST_F(Follow, PreparesTheMachine) {
  const auto account = follow_text(R"md(```bash setup
echo text >file
```
```bash stand-in=greet
#!/bin/sh
echo "hello $1"
```
```console
$ sudo greet "$(cat file)"
hello text
```
)md");

  EXPECT_EQ(account.failure.has_value(), false) << account.failure->text;
  EXPECT_THAT(account.stand_ins, ElementsAre("greet"));
}

TEST_F(Follow, FindsNetworkNamespacesOfTheMachine) {
  EXPECT_EQ(failure_of(R"md(```console
$ ip netns add red
$ ip netns exec red ip link set lo up
```
```netrig
red is a namespace
green is not a namespace
red reaches 127.0.0.1
red reaches ::1
red has interface lo
red has no interface eth0
red has no route to 192.0.2.1
red has no route to [2001:db8::1]:80/tcp
red is refused at 127.0.0.1:80/tcp
red is refused at 127.0.0.1:80/udp
```
)md"),
            "none");
}

TEST_F(Follow, SaysWhatDiffers) {
  EXPECT_EQ(failure_of(R"md(```console
$ echo same; echo other; echo more
same
wrong [..]
...
end
```
)md"),
            "6: Title, Section\n"
            "   echo same; echo other; echo more\n"
            "Expected (-) and actual (+) output differ:\n"
            "   same\n"
            " + other\n"
            " + more\n"
            " - wrong [..]\n"
            " - end\n"
            "What follows was not tried.");
}

TEST_F(Follow, SaysThatACommandIsMissing) {
  EXPECT_EQ(failure_of("```console\n$ no-such-program\n```\n"),
            "6: Title, Section\n"
            "   no-such-program\n"
            "Expected (-) and actual (+) output differ:\n"
            " + bash: line 1: no-such-program: command not found\n"
            " + [127]\n"
            "What follows was not tried.");
}

TEST_F(Follow, DoesNotTryWhatFollows) {
  EXPECT_THAT(failure_of("```console\n$ false\n$ touch /run/tried\n```\n"), StartsWith("6: "));
  EXPECT_EQ(failure_of("```console\n$ ls /run/tried 2>/dev/null\n[2]\n```\n"), "none");
}

TEST_F(Follow, SaysThatACommandDoesNotEnd) {
  EXPECT_EQ(failure_of("```console\n$ echo begun\nbegun\n```\n"
                       "```console within=0.2s\n$ sleep 600\ndone\n```\n"),
            "10: Title, Section\n"
            "   sleep 600\n"
            "It has not ended within 0.2 s. Expected (-) and actual (+) output so far:\n"
            " - done\n"
            "What follows was not tried.");
}

TEST_F(Follow, SaysThatWhatWasToGoOnHasEnded) {
  EXPECT_EQ(failure_of("```console running\n$ echo over; exec 5>&1\nover\n```\n"
                       "```console\n^C\n[130]\n```\n"),
            "10: Title, Section\n"
            "   echo over; exec 5>&1\n"
            "Expected (-) and actual (+) output differ:\n"
            " - ^C\n"
            " - [130]\n"
            "What follows was not tried.");
}

TEST_F(Follow, SaysThatATerminalIsBusy) {
  EXPECT_EQ(failure_of("```console running\n$ sleep 600\n```\n```console\n$ echo next\n```\n"),
            "9: Title, Section\n"
            "   echo next\n"
            "Terminal 1 is still busy with this:\n"
            "   sleep 600\n"
            "What follows was not tried.");
}

TEST_F(Follow, SaysThatATerminalIsClosed) {
  EXPECT_THAT(failure_of("```console\n$ exit 3\n```\n"), HasSubstr("it exited with 3"));
}

TEST_F(Follow, SaysWhatIsNotSo) {
  EXPECT_THAT(failure_of("```netrig\nhost reaches 192.0.2.1\n```\n"),
              MatchesRegex("6: Title, Section\n"
                           "   host reaches 192.0.2.1\n"
                           "Expected: host reaches 192.0.2.1\n"
                           "  Actual: .*host -> 192.0.2.1 icmp echo: no route after .*\n"
                           "What follows was not tried."));
  EXPECT_THAT(failure_of("```netrig\nhost has interface eth7\n```\n"),
              HasSubstr("  Actual: host has lo\n"));
  EXPECT_THAT(failure_of("```netrig\nlo is a namespace\n```\n"),
              HasSubstr("  Actual: lo is not a namespace\n"));
  EXPECT_THAT(
      failure_of("```netrig\nred reaches 192.0.2.1\n```\n"),
      HasSubstr("  Actual: cannot open the network namespace 'red' of the machine: No such"));
}

TEST_F(Follow, NoticesThatAKnownFaultIsNoneAnyMore) {
  EXPECT_EQ(failure_of("```console fault\n$ echo right\n-right\n+wrong\n```\n"),
            "6: Title, Section\n"
            "   echo right\n"
            "A known fault is none any more: what the article says is so.\n"
            "   right\n"
            "What follows was not tried.");
  EXPECT_EQ(failure_of("```netrig fault\n-host has interface lo\n```\n"),
            "6: Title, Section\n"
            "   host has interface lo\n"
            "A known fault is none any more: what the article says is so.\n"
            "   host has lo\n"
            "What follows was not tried.");
}

TEST_F(Follow, DoesNotTakeForAFaultWhatItCannotFindOut) {
  EXPECT_THAT(failure_of("```netrig fault\n-red has interface lo\n```\n"),
              AllOf(HasSubstr("Expected: it is not so that red has interface lo\n"),
                    HasSubstr("  Actual: cannot open the network namespace 'red' of the machine")));
}

TEST_F(Follow, LeavesTheComputerAlone) {
  EXPECT_EQ(failure_of(R"md(```console
$ sudo touch /usr/local/bin/netrig-test /var/lib/netrig-test
touch: cannot touch '/usr/local/bin/netrig-test': Read-only file system
touch: cannot touch '/var/lib/netrig-test': Read-only file system
[1]
$ touch /run/here /tmp/here /var/tmp/here /etc/here ~/here
$ sudo sysctl -w net.ipv4.ip_forward=1
net.ipv4.ip_forward = 1
$ sudo tee /proc/sys/vm/swappiness </dev/null
tee: /proc/sys/vm/swappiness: Read-only file system
[1]
```
)md"),
            "none");
}

TEST_F(Follow, NoticesThatAKnownFaultIsAnother) {
  EXPECT_THAT(failure_of("```console fault\n$ echo third\n-right\n+wrong\n```\n"),
              HasSubstr(" + third\n - wrong\n"));
}

TEST_F(Follow, NoticesThatAFaultIsNotToldFromTheArticle) {
  EXPECT_THAT(failure_of("```console fault\n$ echo text\n-t[..]\n+te[..]\n```\n"),
              HasSubstr("do not tell the article from what is so"));
}

TEST_F(Follow, SaysThatThePreparationFails) {
  EXPECT_THAT(
      failure_of("```bash setup\necho reason >&2; false\n```\n"),
      MatchesRegex("6: Title, Section\n(.|\n)*cannot prepare the machine(.|\n)*exited with 1"
                   "(.|\n)*reason\n(.|\n)*"));
}

}  // namespace
}  // namespace netrig
