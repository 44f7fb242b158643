package org.reeve.host;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.PidFd;
import org.reeve.linux.Sys;
import org.reeve.recipe.ChannelMessage;
import org.reeve.unit.RawText;

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
        sentences(
            pidOne
                ? "hand is PID 1 and ends this machine or container when it ends."
                : "hand is process " + hello.pid() + ", below another init.",
            setup,
            clone3
                ? tree == null
                    ? "clone3 works: processes are born with a pidfd."
                    : "clone3 works: processes are born in their cgroup, with a pidfd."
                : "clone3 is refused: processes are forked and then moved to their cgroup.",
            has(hands, org.reeve.recipe.Abilities.PIDFD_INODE)
                ? "pidfs is there: no signal can reach another process that got the same pid."
                : "There is no pidfs: a signal to a pid that was given anew could go astray.",
            notify.hasPidFd()));
  }

  /** What can be found without hand and without a manager. */
  public static List<String> here() {
    CgroupSetup setup = CgroupSetup.look();
    return sentences("This is process " + Sys.pid() + ", not a manager.", setup, null, null, null);
  }

  private static List<String> sentences(
      String place,
      CgroupSetup setup,
      @Nullable String clone3,
      @Nullable String pidfs,
      @Nullable Boolean senderPidFd) {
    List<String> sentences = new ArrayList<>();
    sentences.add(place);
    sentences.add(
        Sys.euid() == 0
            ? "We are root and can take other identities."
            : "We are uid " + Sys.euid() + ": User= other than oneself fails with 217.");
    sentences.add(Capabilities.sentence());
    sentences.add(setup.sentence());
    CgroupTree tree = setup.tree();
    if (tree != null) {
      byte[] controllers = Fs.readIfExists(Fs.join(tree.directory(""), CONTROLLERS));
      String names = controllers == null ? "" : RawText.decode(controllers).strip();
      sentences.add(
          names.isEmpty()
              ? "The cgroup tree has no controllers: no resources are limited or counted."
              : "The cgroup tree has the controllers " + names + ".");
    }
    if (clone3 != null) {
      sentences.add(clone3);
    }
    if (pidfs != null) {
      sentences.add(pidfs);
    }
    if (senderPidFd != null) {
      sentences.add(
          senderPidFd
              ? "Notifications bring their sender's pidfd (SO_PASSPIDFD)."
              : "This kernel has no SO_PASSPIDFD: a sender that has ended is known by its pid only.");
    }
    sentences.add(
        tellsFacts()
            ? "A pidfd tells its process's cgroup (PIDFD_GET_INFO)."
            : "This kernel has no PIDFD_GET_INFO: cgroups of senders are read from /proc.");
    return List.copyOf(sentences);
  }

  private static final byte[] CONTROLLERS = Fs.path("cgroup.controllers");

  private static boolean has(int set, int ability) {
    return (set & ability) != 0;
  }

  private static boolean tellsFacts() {
    try (Fd self = PidFd.open(Sys.pid())) {
      return self != null && PidFd.facts(self) != null;
    }
  }
}
