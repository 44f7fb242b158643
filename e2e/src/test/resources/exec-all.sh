# exec-all.sh UNIT...: starts the units, all at once, and prints what became of each. Run inside a machine.
#
# A unit file may say what belongs to it: `# before: COMMAND` and `# after: COMMAND` are run in the machine's shell, what
# the second prints is part of the result; `# tty` gives it a terminal, /tmp/exec-tty/NAME.
cd /etc/systemd/system
[ "$(readlink /proc/1/exe)" != /usr/lib/systemd/systemd ] || systemctl start systemd-journald.service
mkdir -p -m 1777 /tmp/inside
mkdir -p /tmp/exec-tty /tmp/after
for unit; do
  sed -n 's/^# before: //p' "$unit"
done > /tmp/before.sh
. /tmp/before.sh
/usr/lib/reeve-e2e/terminal /tmp/exec-tty $(grep -l '^# tty' "$@") > /tmp/terminals 2>&1 &
terminals=$!
until grep -q ready /tmp/terminals; do :; done
systemctl start "$@" > /dev/null 2>&1
for unit; do
  sed -n 's/^# after: //p' "$unit" > /tmp/after.sh
  . /tmp/after.sh > /tmp/after/$unit 2>&1
done
systemctl show -p Result -p ExecMainCode -p ExecMainStatus "$@" > /tmp/shown
systemctl stop "$@" > /dev/null 2>&1
for unit; do
  echo "== ${unit%.service}"
  sed '/^$/q' /tmp/shown
  sed -i '1,/^$/d' /tmp/shown
  cat /tmp/after/$unit
  [ ! -e "/tmp/inside/${unit%.service}" ] || cat "/tmp/inside/${unit%.service}"
  [ ! -e "/tmp/exec-tty/$unit.typescript" ] || cat "/tmp/exec-tty/$unit.typescript"
done
kill $terminals
