# What the scripts of the scenarios share. A script runs inside the machine; what it prints is compared between the two inits.

# Runs a command line, shows it, what it says and its exit status.
run() {
  echo "\$ $*"
  "$@" 2>&1
  echo "exit $?"
}

# Load, active and sub state, result of each unit. What has just been told to clients is shown; nothing is waited for.
show() {
  for unit; do
    systemctl show -p LoadState -p ActiveState -p SubState -p Result -p ConditionResult -p AssertResult "$unit" > /run/shown
    echo "$unit:" $(cut -d= -f2- /run/shown)
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

# What the units have written since the last time, in that order.
order() {
  echo "order: $(tr '\n' ';' < /run/order)"
  : > /run/order
}

# The same where nothing orders the units, when all jobs are done.
set_of() {
  settled
  echo "set: $(sort /run/order | tr '\n' ';')"
  : > /run/order
}

# Waits until a command succeeds, for as long as the slowest machine needs.
await() {
  tries=0
  until "$@" > /dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 2400 ] || { echo "in vain: $*"; return 1; }
    sleep 0.025
  done
}

# Waits until a unit's ActiveState and SubState are these.
state() { [ "$(systemctl show -p ActiveState -p SubState --value "$1" | tr '\n' ' ')" = "$2 $3 " ]; }
in_state() { await state "$@"; }

# Kills a unit's main process; returns when the manager knows.
kill_main() {
  main=$(systemctl show -p MainPID --value "$1")
  systemctl kill -s KILL "$1"
  await sh -c "! kill -0 $main"
}

no_jobs() { [ -z "$(systemctl list-jobs --no-legend)" ]; }

# Waits until no job is left.
settled() { await no_jobs; }

: >> /run/order

# Leaves nothing of a scenario behind; its units' names begin with the prefix.
clean() {
  systemctl stop "$1-*" > /dev/null 2>&1
  settled
  systemctl reset-failed
  : > /run/order
}
cd /
