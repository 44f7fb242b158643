package org.reeve.host;

import java.util.List;
import org.reeve.linux.Fd;
import org.reeve.linux.PidFd;
import org.reeve.linux.Sys;
import org.reeve.recipe.ChannelMessage;

/**
 * What this machine and our place in it allow, probed once at the start. Nothing here is ever a
 * failed boot: what is missing is done another way or not at all, and said in one sentence.
 *
 * @param pidOne hand is PID 1 of its namespace
 * @param cgroups units have cgroups of their own
 * @param cgroupKill a group can be killed at once
 * @param bornInCgroup processes are born in their group (clone3); otherwise moved, which takes ms
 * @param senderPidFd notifications bring their sender's pidfd
 * @param pidFdFacts a pidfd tells cgroup and exit status
 * @param root our uid is 0, so that identities can be taken
 * @param sentences one for each of these, for the log
 */
public record Abilities(
    boolean pidOne,
    boolean cgroups,
    boolean cgroupKill,
    boolean bornInCgroup,
    boolean senderPidFd,
    boolean pidFdFacts,
    boolean root,
    List<String> sentences) {

  static Abilities probe(ChannelMessage.Hello hello, CgroupSetup setup, NotifySocket notify) {
    int hands = hello.abilities();
    boolean pidOne = has(hands, org.reeve.recipe.Abilities.PID_ONE);
    boolean clone3 = has(hands, org.reeve.recipe.Abilities.CLONE3);
    CgroupTree tree = setup.tree();
    boolean facts = tellsFacts();
    boolean root = Sys.euid() == 0;
    return new Abilities(
        pidOne,
        tree != null,
        tree != null && tree.hasGroupKill(),
        clone3,
        notify.hasPidFd(),
        facts,
        root,
        List.of(
            pidOne ? "hand is PID 1." : "hand is process " + hello.pid() + ", below another init.",
            setup.sentence(),
            clone3
                ? "Processes are born in their cgroup (clone3)."
                : "This kernel has no clone3: processes are moved to their cgroup.",
            notify.hasPidFd()
                ? "Notifications bring their sender's pidfd."
                : "This kernel has no SO_PASSPIDFD: a sender that has ended is known by its pid only.",
            facts
                ? "A pidfd tells its process's cgroup (PIDFD_GET_INFO)."
                : "This kernel has no PIDFD_GET_INFO: cgroups of senders are read from /proc.",
            root
                ? "We are root and can take other identities."
                : "We are uid " + Sys.euid() + " and cannot take other identities."));
  }

  private static boolean has(int set, int ability) {
    return (set & ability) != 0;
  }

  private static boolean tellsFacts() {
    try (Fd self = PidFd.open(Sys.pid())) {
      return self != null && PidFd.facts(self) != null;
    }
  }
}
