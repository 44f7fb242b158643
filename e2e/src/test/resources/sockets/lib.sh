# What the scripts of the scenarios share. A script runs inside the machine; what it prints is compared between the two inits, so pids, ports
# that the kernel chose and times are never printed. What is waited for is a condition, for as long as the slowest machine needs.

talk=/usr/lib/reeve-e2e/talk

# Runs a command line, shows it, what it says and its exit status.
run() {
  echo "\$ $*"
  "$@" 2>&1
  echo "exit $?"
}

# A client: talk KIND ADDRESS TEXT, and what it gets.
ask() {
  echo "> $* => $($talk "$@" 2>&1)"
}

await() {
  tries=0
  until "$@" > /dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 2400 ] || { echo "in vain: $*"; return 1; }
    sleep 0.025
  done
}

is() { [ "$(systemctl show -p SubState --value "$1")" = "$2" ]; }
# reach UNIT SUBSTATE: waits for it
reach() { await is "$1" "$2"; }

no_jobs() { [ -z "$(systemctl list-jobs --no-legend)" ]; }
settled() { await no_jobs; }

# Load, active and sub state and result of each unit.
show() {
  for unit; do
    echo "$unit:" $(systemctl show -p LoadState -p ActiveState -p SubState -p Result "$unit" | sort | cut -d= -f2-)
  done
}

# Properties that are lists of units: the order of the words means nothing.
props() {
  unit=$1
  shift
  for property; do
    echo "$unit $property=$(systemctl show -p "$property" --value "$unit" | tr ' ' '\n' | sort | tr '\n' ' ')"
  done
}

# Properties as they are shown.
values() {
  unit=$1
  shift
  for property; do
    systemctl show -p "$property" "$unit"
  done
}

value_is() { [ "$(systemctl show -p "$2" --value "$1")" = "$3" ]; }
# becomes UNIT PROPERTY VALUE: waits for it
becomes() { await value_is "$@"; }

has() { grep -q -- "$2" "$1"; }
# What a daemon has noted, when it has noted a line like that; then it begins anew.
noted() {
  await has "$1" "${2:-descriptors}"
  cat "$1"
  : > "$1"
}

# Whose a file is and what may be done with it.
file() {
  for path; do
    stat -c '%N %U %G %a %F' "$path" 2>&1
  done
}

# Leaves nothing of a scenario behind; its units' names begin with the prefix.
clean() {
  systemctl stop "$1-*.socket" "$1-*.service" > /dev/null 2>&1
  settled
  systemctl reset-failed
}
cd /
