# What the scripts of all cases use; each runs in its case's directory as `sh -c '. ../lib.sh; . ./script'`, and what it prints is
# compared between the inits. Paths, pids and times are never printed. No script reloads the manager, which the others have too (and
# systemd turns the order of stored descriptors round).
act=/usr/lib/reeve-e2e/act

# do COMMAND...: the command, what it says, and its exit status
do_() { echo "\$ $*"; "$@" 2>&1; echo "= $?"; }

# property UNIT NAME
property() { systemctl show -p "$2" --value "$1"; }

# until SECONDS COMMAND...: again and again until it succeeds; says so if it never does
until_() {
	left=$(($1 * 20)); shift
	while ! "$@" > /dev/null 2>&1; do
		left=$((left - 1))
		[ $left -gt 0 ] || { echo "never: $*"; return; }
		sleep 0.05
	done
}

# until_... waits as long as the slowest machine needs; what is waited for is a condition, never a time.
patience=60

is() { [ "$(property "$1" SubState)" = "$2" ]; }
# reach UNIT SUBSTATE: waits for it
reach() { until_ $patience is "$1" "$2"; }

is_settled() {
	set -- $(systemctl show -p ActiveState -p Job -p SubState "$1")
	case " $* " in *=activating*|*=deactivating*|*=reloading*|*Job=[1-9]*) return 1 ;; esac
}
# settle UNIT: waits until nothing is going on with it
settle() { until_ $patience is_settled "$1"; }

# show UNIT: what clients see of its end
show() {
	systemctl show -p ActiveState -p SubState -p Result -p ReloadResult -p ExecMainCode -p ExecMainStatus -p NRestarts -p StatusText \
		-p StatusErrno "$1" | tr '\n' ' ' | sed 's/ $//'
	echo
}

# main UNIT: the main process's arguments, without the program
main() {
	pid=$(property "$1" MainPID)
	[ "$pid" = 0 ] && echo "main: none" || echo "main: $(tr '\0' ' ' < /proc/$pid/cmdline | cut -d' ' -f2-4)"
}

# left UNIT: how many processes are in its cgroup
left() {
	procs=/sys/fs/cgroup/system.slice/$1/cgroup.procs
	[ -e $procs ] && echo "processes: $(wc -l < $procs)" || echo "processes: 0"
}

holds() { [ "$(left "$1")" = "processes: $2" ]; }
# populated UNIT COUNT: waits until so many processes are in its cgroup
populated() { until_ $patience holds "$1" "$2"; }

main_is() { [ "$(property "$1" MainPID)" = "$2" ]; }
# becomes_main UNIT PID: waits until it is the unit's main process; 0 for none
becomes_main() { until_ $patience main_is "$1" "$2"; }

is_gone() { ! kill -0 "$1"; }
# gone PID: waits until that process has ended and its parent knows
gone() { until_ $patience is_gone "$1"; }
