#!/usr/bin/env bash
# The benchmark's works by iproute2, as one writes them in a shell script:
#
#   ip.sh [--batch] WORK NODES REPEAT      prints the same line as floor
#
# With --batch, commands are collected and given to `ip -batch`: one process a namespace instead of
# four. It does less than the others: the sysctls and the neighbours' timers stay as they are, and in
# a star it looks at the switch's ends of the links only.
set -euo pipefail

if [[ ${NETRIG_SANDBOX:-} != entered ]]; then
  exec "$(dirname "$(realpath "$0")")/sandbox" "$(realpath "$0")" "$@"
fi

cannot() {
  echo "ip.sh: $*" >&2
  exit 3
}

batch=no
if [[ ${1:-} == --batch ]]; then
  batch=yes
  shift
fi
(($# == 3)) || { echo "usage: ip.sh [--batch] WORK NODES REPEAT" >&2; exit 2; }
work=$1 nodes=$2 repeat=$3
port=8080

address() { printf -v "$1" '10.0.%d.%d' $(($2 / 256)) $(($2 % 256)); }

# --- Building, one command at a time ---

add_host() {
  local ip
  address ip "$1"
  ip -n "h$1" link set lo up
  ip -n "h$1" address add "$ip/16" dev eth0
  ip -n "h$1" link set eth0 up
}

build_pair() {
  ip netns add h1
  ip netns add h2
  ip link add eth0 netns h1 type veth peer name eth0 netns h2
  add_host 1
  add_host 2
}

build_star() {
  ip netns add s1
  ip -n s1 link add br0 type bridge
  ip -n s1 link set br0 up
  for ((i = 1; i <= nodes; ++i)); do
    ip netns add "h$i"
    ip link add "h$i" netns s1 type veth peer name eth0 netns "h$i"
    ip -n s1 link set "h$i" master br0 up
    add_host "$i"
  done
}

# --- Building, with ip -batch ---

add_host_by_batch() {
  local ip
  address ip "$1"
  ip -n "h$1" -batch - <<<"link set lo up
address add $ip/16 dev eth0
link set eth0 up"
}

build_pair_by_batch() {
  ip -batch - <<<"netns add h1
netns add h2
link add eth0 netns h1 type veth peer name eth0 netns h2"
  add_host_by_batch 1
  add_host_by_batch 2
}

build_star_by_batch() {
  {
    echo "netns add s1"
    for ((i = 1; i <= nodes; ++i)); do
      echo "netns add h$i"
      echo "link add h$i netns s1 type veth peer name eth0 netns h$i"
    done
  } | ip -batch -
  {
    echo "link add br0 type bridge"
    echo "link set br0 up"
    for ((i = 1; i <= nodes; ++i)); do echo "link set h$i master br0 up"; done
  } | ip -n s1 -batch -
  for ((i = 1; i <= nodes; ++i)); do add_host_by_batch "$i"; done
}

# --- Ready and back ---

wait_until_up() {
  if ((nodes == 2)); then
    for host in h1 h2; do
      until [[ $(ip -n $host -br link show eth0) == *" UP "* ]]; do :; done
    done
  else
    while [[ $(ip -n s1 -br link show master br0) == *DOWN* ]]; do :; done
  fi
}

build() {
  local shape=star how=
  ((nodes == 2)) && shape=pair
  [[ $batch == yes ]] && how=_by_batch
  "build_$shape$how"
  wait_until_up
}

teardown() {
  if [[ $batch == yes ]]; then
    ip -all netns delete
  else
    local name
    for name in /run/netns/*; do ip netns delete "${name##*/}"; done
  fi
}

# --- Connecting, with nc ---

need_nc() { command -v nc >/dev/null || cannot "connecting needs nc (Debian: netcat-openbsd)"; }

listeners=()
listen() {
  ip netns exec "h$1" nc -lkd "$port" >/dev/null &
  listeners+=($!)
}

# connect FROM TO
connect() {
  local ip
  address ip "$2"
  ip netns exec "h$1" nc -z -w 1 "$ip" "$port"
}

stop_listening() {
  kill "${listeners[@]}"
  wait "${listeners[@]}" 2>/dev/null || true
  listeners=()
}

connect_all_pairs() {
  local from to
  for ((from = 1; from <= nodes; ++from)); do
    for ((to = 1; to <= nodes; ++to)); do
      ((from == to)) || connect "$from" "$to"
    done
  done
}

# --- The works: each sets `us` ---

start() { began=${EPOCHREALTIME/[.,]/}; }
stop() { us=$((${EPOCHREALTIME/[.,]/} - began)); }

work_build() { start; build; stop; teardown; }
work_teardown_closed() { build; start; teardown; stop; }
work_teardown_confirmed() { cannot "iproute2 does not tell when a namespace is gone"; }

work_test() {
  need_nc
  start
  build
  listen 2
  until connect 1 2; do :; done
  stop_listening
  teardown
  stop
}

work_all_pairs_tcp() {
  need_nc
  ((nodes <= 10)) || cannot "$((nodes * (nodes - 1))) runs of nc take too long"
  build
  for ((i = 1; i <= nodes; ++i)); do listen "$i"; done
  for ((i = 1; i <= nodes; ++i)); do until connect "$i" "$i"; do :; done; done
  start
  connect_all_pairs
  stop
  stop_listening
  teardown
}

# Of a probe that a firewall drops, nc knows nothing but that its time is over.
work_dropped_verdict() {
  need_nc
  command -v nft >/dev/null || cannot "dropping needs nft (Debian: nftables)"
  build
  ip netns exec h2 nft "table inet filter { chain input {
    type filter hook input priority filter; tcp dport $port drop; }; }"
  start
  if connect 1 2; then echo "ip.sh: it was not dropped" >&2; exit 1; fi
  stop
  teardown
}
work_dropped_verdict_trace() { work_dropped_verdict; }
work_dropped_verdict_ebpf() { work_dropped_verdict; }

declare -F "work_$work" >/dev/null || cannot "no such work: $work"
samples=
for ((repetition = 0; repetition < repeat; ++repetition)); do
  ((repetition == 0)) || sleep 0.5 # there is no event to wait for until the last network is gone
  "work_$work"
  samples+=${samples:+, }$us
done
echo "{\"work\": \"$work\", \"nodes\": $nodes, \"us\": [$samples]}"
