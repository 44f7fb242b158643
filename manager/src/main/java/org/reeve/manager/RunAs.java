package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.recipe.ExitStatus;
import org.reeve.recipe.Source;
import org.reeve.recipe.Step;
import org.reeve.unit.BitMask;
import org.reeve.unit.ExecFlag;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.Setting;
import org.reeve.unit.UnitDefinition;

/**
 * As whom a command runs: User=, Group=, SupplementaryGroups=, and what its prefixes change about
 * that (systemd.service(5), "Special executable prefixes").
 *
 * <p>A privileged command ({@code +} or {@code !}) keeps user and group of the manager, but has the
 * unit's supplementary groups and finds the unit's user in its environment; the unit's directories
 * belong to that user all the same.
 *
 * @param user the unit's user; null if it names none
 * @param group the unit's group, or its user's; null for neither
 * @param groups the supplementary groups; null to leave them
 * @param changes whether user and group are really taken
 */
record RunAs(
    Host.@Nullable Identity user,
    Host.@Nullable Identity group,
    @Nullable List<Long> groups,
    boolean changes) {

  /** How a command is privileged. */
  enum Privilege {
    /** Not at all. */
    NONE,
    /** It keeps the manager's user and group, but all other restrictions hold. */
    USER,
    /** No restriction of identity, capabilities, limits or sandbox holds. */
    FULL
  }

  static Privilege privilege(CommandContext context) {
    boolean beside =
        context.kind() != ExecKind.START
            && context.unit().get(ServiceSettings.PERMISSIONS_START_ONLY);
    if (beside || context.command().has(ExecFlag.FULLY_PRIVILEGED)) {
      return Privilege.FULL;
    }
    return context.command().has(ExecFlag.NO_SETUID) ? Privilege.USER : Privilege.NONE;
  }

  /** What was looked up, for a command. */
  static RunAs of(RecipeDraft draft, Map<String, Host.Identity> looked) throws CannotRun {
    UnitDefinition unit = draft.unit();
    int own = draft.config().uid();
    Host.Identity user = user(draft, looked, own);
    String named = unit.get(ExecSettings.GROUP);
    Host.Identity group = named.isEmpty() ? null : group(draft, looked, named, ExecSettings.GROUP);
    List<Long> groups = new ArrayList<>();
    int first = group != null ? group.gid() : user != null ? user.gid() : 0;
    if (user != null && first != 0) { // as root's groups it keeps what there is
      // initgroups(3): the group it runs with in place of the user's own
      groups.add((long) first);
      for (int gid : user.groups()) {
        if (gid != user.gid() && !groups.contains((long) gid)) {
          groups.add((long) gid);
        }
      }
    }
    for (String name : unit.get(ExecSettings.SUPPLEMENTARY_GROUPS)) {
      long gid = group(draft, looked, name, ExecSettings.SUPPLEMENTARY_GROUPS).gid();
      if (!groups.contains(gid)) {
        groups.add(gid);
      }
    }
    boolean mayChange = own == 0;
    boolean setGroups = mayChange && !groups.isEmpty();
    return new RunAs(
        user,
        group != null ? group : user,
        setGroups ? List.copyOf(groups) : null,
        mayChange && privilege(draft.context()) == Privilege.NONE);
  }

  private static Host.@Nullable Identity user(
      RecipeDraft draft, Map<String, Host.Identity> looked, int own) throws CannotRun {
    String name = draft.unit().get(ExecSettings.USER);
    if (name.isEmpty()) {
      return null;
    }
    String place = draft.source(ExecSettings.USER).place();
    Host.Identity user = looked.get("user:" + name);
    boolean ownNumber = user != null && user.uid() == own;
    if (user == null || !user.found() || (user.name().isEmpty() && !ownNumber)) {
      throw new CannotRun(
          ExitStatus.USER,
          "Failed to determine user credentials: there is no user \""
              + name
              + "\" ("
              + place
              + ")");
    }
    if (own != 0 && !ownNumber) {
      throw new CannotRun(
          ExitStatus.USER,
          "Cannot become user \""
              + name
              + "\": this manager runs as uid "
              + own
              + " ("
              + place
              + ")");
    }
    return user;
  }

  private static Host.Identity group(
      RecipeDraft draft, Map<String, Host.Identity> looked, String name, Setting<?> setting)
      throws CannotRun {
    Host.Identity group = looked.get("group:" + name);
    if (group == null || !group.found() || group.name().isEmpty()) {
      throw new CannotRun(
          ExitStatus.GROUP,
          "Failed to determine group credentials: there is no group \""
              + name
              + "\" ("
              + draft.source(setting).place()
              + ")");
    }
    return group;
  }

  /** Owner of the unit's files; {@link Step#NOBODY_ELSE} if that is the manager's own. */
  long ownerUid() {
    return user == null ? Step.NOBODY_ELSE : Integer.toUnsignedLong(user.uid());
  }

  long ownerGid() {
    return group == null ? Step.NOBODY_ELSE : Integer.toUnsignedLong(group.gid());
  }

  /** The steps that take groups, user and capabilities; all that needs privileges comes before. */
  void steps(RecipeDraft draft) {
    boolean full = privilege(draft.context()) == Privilege.FULL;
    UnitDefinition unit = draft.unit();
    Source named = draft.source(user == null ? ExecSettings.GROUP : ExecSettings.USER);
    if (groups != null) {
      boolean more = user == null && !unit.get(ExecSettings.SUPPLEMENTARY_GROUPS).isEmpty();
      draft.line(
          new Step.Groups(groups), more ? draft.source(ExecSettings.SUPPLEMENTARY_GROUPS) : named);
    }
    if (changes && group != null) {
      boolean own = !unit.get(ExecSettings.GROUP).isEmpty();
      draft.line(new Step.Group(ownerGid()), own ? draft.source(ExecSettings.GROUP) : named);
    }
    BitMask bounding = unit.get(ExecSettings.CAPABILITY_BOUNDING_SET);
    BitMask ambient = unit.get(ExecSettings.AMBIENT_CAPABILITIES);
    long bits = unit.get(ExecSettings.SECURE_BITS);
    boolean capable = !full && (ambient.bits() != 0 || bits != 0);
    if (!full && unit.isSet(ExecSettings.CAPABILITY_BOUNDING_SET)) {
      Step.BoundingSet keep = new Step.BoundingSet(bounding.bits());
      if (draft.config().uid() == 0) {
        draft.line(keep, ExecSettings.CAPABILITY_BOUNDING_SET);
      } else {
        draft.tolerant(keep, ExecSettings.CAPABILITY_BOUNDING_SET);
      }
    }
    if (capable && changes && user != null) {
      draft.line(
          new Step.KeepCapabilities(),
          ambient.bits() != 0 ? ExecSettings.AMBIENT_CAPABILITIES : ExecSettings.SECURE_BITS);
    }
    if (changes && user != null) {
      draft.line(new Step.User(ownerUid()), named);
      draft.mayBlock(); // a process of that user could stop the child, and PID 1 with it
    }
    if (capable) {
      draft.line(
          new Step.Ambient(ambient.bits()),
          ambient.bits() != 0 ? ExecSettings.AMBIENT_CAPABILITIES : ExecSettings.SECURE_BITS);
    }
    if (!full && bits != 0) {
      draft.line(new Step.SecureBits(bits), ExecSettings.SECURE_BITS);
    }
  }

  /** $HOME, $LOGNAME, $USER and $SHELL; what says nothing is not set. */
  void variables(Map<String, String> all) {
    if (user == null) {
      return;
    }
    boolean nobody = user.name().equals("nobody"); // has no home, whatever passwd(5) says
    if (!nobody && !user.home().isEmpty() && !user.home().equals("/")) {
      all.put("HOME", user.home());
    }
    if (!user.name().isEmpty()) {
      all.put("LOGNAME", user.name());
      all.put("USER", user.name());
    }
    if (!user.shell().isEmpty() && !refusesLogins(user.shell())) {
      all.put("SHELL", user.shell());
    }
  }

  private static boolean refusesLogins(String shell) {
    return shell.endsWith("/nologin") || shell.endsWith("/false") || shell.endsWith("/true");
  }
}
