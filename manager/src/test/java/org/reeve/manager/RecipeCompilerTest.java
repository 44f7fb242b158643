package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Step;
import org.reeve.unit.LoadPath;
import org.reeve.unit.MemoryFileTree;
import org.reeve.unit.SpecifierContext;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitLoader;
import org.reeve.unit.UnitName;

/** From settings to steps: which there are, with which values, in which order. */
class RecipeCompilerTest {
  private static final Host.Identity SIM =
      new Host.Identity(true, 1234, 2345, "sim", "/home/sim", "/bin/sh", List.of(2345, 29));
  private static final Host.Identity AUDIO =
      new Host.Identity(true, -1, 29, "audio", "", "", List.of());

  private static RecipeCompiler.Outcome outcome(int uid, ExecKind kind, String... lines) {
    MemoryFileTree files = new MemoryFileTree();
    files.file(
        "/etc/systemd/system/a.service",
        "[Service]\nType=oneshot\n" + String.join("\n", lines) + "\nExecStart=/bin/true\n");
    LoadPath path = LoadPath.system(Map.of());
    UnitDefinition unit =
        new UnitLoader(files, path, SpecifierContext.of(Map.of())).load(UnitName.of("a.service"));
    Map<String, Host.Identity> known = new LinkedHashMap<>();
    known.put("user:sim", SIM);
    known.put("group:audio", AUDIO);
    known.put("user:4711", new Host.Identity(true, 4711, 4711, "", "", "", List.of(4711)));
    ManagerConfig config =
        new ManagerConfig(
            uid == 0 ? ManagerConfig.Scope.SYSTEM : ManagerConfig.Scope.USER,
            null,
            Map.of("PATH", "/usr/bin", "HOME", "/home/me", "XDG_RUNTIME_DIR", "/run/user/7"),
            "/run/systemd/notify",
            "/run/systemd",
            uid,
            1,
            1_000_000,
            1_000_000,
            1024,
            4096,
            List.of("/usr/bin", "/bin"));
    CommandContext context =
        CommandContext.initial(unit, kind, unit.get(kind.setting()).getFirst());
    return RecipeCompiler.compile(
        context, new Event.Prepared(1, known, List.of()), config, config.environment());
  }

  private static RecipeCompiler.Compiled compiled(String... lines) {
    return (RecipeCompiler.Compiled) outcome(0, ExecKind.START, lines);
  }

  private static List<Step> steps(RecipeCompiler.Outcome outcome) {
    List<Step> steps = new ArrayList<>();
    for (Recipe.Line line : ((RecipeCompiler.Compiled) outcome).recipe().lines()) {
      steps.add(line.step());
    }
    return steps;
  }

  private static List<Step> steps(String... lines) {
    return steps(compiled(lines));
  }

  private static List<String> environment(List<Step> steps) {
    List<String> variables = new ArrayList<>();
    for (Step step : steps) {
      if (step instanceof Step.Environment environment) {
        environment.variables().forEach(variable -> variables.add(variable.toString()));
      }
    }
    return variables;
  }

  private static Octets path(String text) {
    return Octets.of(text);
  }

  @Test
  void directoriesComeFirstAndBelongToTheUser() {
    List<Step> steps =
        steps("StateDirectory=x/y z", "StateDirectoryMode=0700", "User=sim", "Group=audio");
    assertThat(steps.subList(0, 2))
        .containsExactly(
            new Step.Directory(path("/var/lib/x/y"), 0700, 1234, 29, false),
            new Step.Directory(path("/var/lib/z"), 0700, 1234, 29, false));
    assertThat(environment(steps)).contains("STATE_DIRECTORY=/var/lib/x/y:/var/lib/z");
  }

  @Test
  void eachKindOfDirectoryHasItsPlaceItsVariableAndItsExitStatus() {
    RecipeCompiler.Compiled compiled =
        compiled(
            "RuntimeDirectory=a",
            "StateDirectory=a",
            "CacheDirectory=a",
            "LogsDirectory=a",
            "ConfigurationDirectory=a");
    List<String> made = new ArrayList<>();
    for (Recipe.Line line : compiled.recipe().lines()) {
      if (line.step() instanceof Step.Directory directory) {
        made.add(directory.path() + " " + line.exitStatus());
      }
    }
    assertThat(made)
        .containsExactly(
            "/run/a 233", "/var/lib/a 238", "/var/cache/a 239", "/var/log/a 240", "/etc/a 241");
    assertThat(environment(steps(compiled)))
        .contains("RUNTIME_DIRECTORY=/run/a", "CONFIGURATION_DIRECTORY=/etc/a");
    assertThat(compiled.mayShareMemory()).isFalse();
  }

  @Test
  void aUsersDirectoriesLieBelowTheXdgPlaces() {
    List<Step> steps =
        steps(
            outcome(
                7, ExecKind.START, "RuntimeDirectory=a", "StateDirectory=a", "LogsDirectory=a"));
    assertThat(environment(steps))
        .contains(
            "RUNTIME_DIRECTORY=/run/user/7/a",
            "STATE_DIRECTORY=/home/me/.config/a",
            "LOGS_DIRECTORY=/home/me/.config/log/a");
  }

  @Test
  void whoMayNotSpeakIsNotToldWhere() {
    String socket = "NOTIFY_SOCKET=/run/systemd/notify";
    for (String access : List.of("main", "exec", "all")) {
      String[] lines = {"NotifyAccess=" + access, "ExecStartPost=/bin/true"};
      List<String> control = environment(steps(outcome(0, ExecKind.START_POST, lines)));
      assertThat(environment(steps(lines))).as(access).contains(socket);
      assertThat(control.contains(socket)).as(access).isEqualTo(!access.equals("main"));
    }
    assertThat(environment(steps("NotifyAccess=none"))).doesNotContain(socket);
  }

  @Test
  void aLinkBehindADirectoryIsRelative() {
    assertThat(steps("CacheDirectory=x:links/deep/x"))
        .contains(new Step.Link(path("/var/cache/links/deep/x"), path("../../x")));
  }

  @Test
  void runtimeDirectoriesAndTheirLinksPerishUnlessPreserved() {
    UnitDefinition unit = compiledUnit("RuntimeDirectory=x:y z");
    assertThat(perishable(unit, false)).containsExactly("/run/x", "/run/z", "/run/y");
    UnitDefinition restart = compiledUnit("RuntimeDirectory=x", "RuntimeDirectoryPreserve=restart");
    assertThat(perishable(restart, true)).isEmpty();
    assertThat(perishable(restart, false)).containsExactly("/run/x");
    UnitDefinition always = compiledUnit("RuntimeDirectory=x", "RuntimeDirectoryPreserve=yes");
    assertThat(perishable(always, false)).isEmpty();
  }

  private static List<String> perishable(UnitDefinition unit, boolean restarts) {
    ManagerConfig config =
        new ManagerConfig(
            ManagerConfig.Scope.SYSTEM, null, Map.of(), "", "", 0, 1, 1, 1, 1, 1, List.of());
    return UnitDirectories.perishable(unit, config, restarts);
  }

  private static UnitDefinition compiledUnit(String... lines) {
    MemoryFileTree files = new MemoryFileTree();
    files.file(
        "/etc/systemd/system/a.service",
        "[Service]\nExecStart=/bin/true\n" + String.join("\n", lines));
    return new UnitLoader(files, LoadPath.system(Map.of()), SpecifierContext.of(Map.of()))
        .load(UnitName.of("a.service"));
  }

  @Test
  void privilegesGoLastAndCapabilitiesStayOverTheChangeOfUser() {
    List<Step> steps =
        steps(
            "User=sim",
            "AmbientCapabilities=CAP_KILL",
            "CapabilityBoundingSet=CAP_KILL CAP_CHOWN",
            "SecureBits=noroot",
            "NoNewPrivileges=yes");
    assertThat(steps)
        .containsSubsequence(
            new Step.Groups(List.of(2345L, 29L)),
            new Step.Group(2345),
            new Step.BoundingSet(1 << 5 | 1),
            new Step.KeepCapabilities(),
            new Step.User(1234),
            new Step.Ambient(1 << 5),
            new Step.SecureBits(1),
            new Step.NoNewPrivileges());
  }

  @Test
  void aPlusKeepsTheManagersIdentityLimitsAndPrivilegesButTellsOfTheUser() {
    List<Step> steps =
        steps(
            "User=sim",
            "NoNewPrivileges=yes",
            "LimitCORE=0",
            "CapabilityBoundingSet=CAP_KILL",
            "Nice=3",
            "ExecStart=+/bin/true");
    assertThat(steps)
        .hasAtLeastOneElementOfType(Step.Groups.class)
        .contains(new Step.Nice(3))
        .noneMatch(step ->
            step instanceof Step.User
                || step instanceof Step.Group
                || step instanceof Step.Limit
                || step instanceof Step.BoundingSet
                || step instanceof Step.NoNewPrivileges);
    assertThat(environment(steps)).contains("USER=sim", "HOME=/home/sim", "SHELL=/bin/sh");
  }

  @Test
  void anExclamationMarkKeepsOnlyTheManagersUser() {
    List<Step> steps = steps("User=sim", "LimitCORE=0", "ExecStart=!/bin/true");
    assertThat(steps)
        .hasAtLeastOneElementOfType(Step.Limit.class)
        .noneMatch(step -> step instanceof Step.User);
  }

  @Test
  void aUserThatIsOnlyANumberDoesNotExistUnlessItIsOurOwn() {
    assertThat(outcome(0, ExecKind.START, "User=4711"))
        .isInstanceOfSatisfying(
            RecipeCompiler.Refused.class,
            refused -> assertThat(refused.exitStatus()).isEqualTo(217));
    assertThat(outcome(4711, ExecKind.START, "User=4711"))
        .isInstanceOf(RecipeCompiler.Compiled.class);
  }

  @Test
  void aTerminalIsMadeAsNewAndBecomesAllThreeStreams() {
    List<Step> steps = steps("StandardInput=tty-force", "TTYPath=/dev/tty7", "TTYReset=yes");
    assertThat(steps)
        .containsSubsequence(
            new Step.Session(),
            new Step.TerminalReset(
                path("/dev/tty7"), org.reeve.recipe.TerminalFlags.SETTINGS, -1, -1),
            new Step.Terminal(
                path("/dev/tty7"), org.reeve.recipe.TerminalClaim.FORCE, Step.NOBODY_ELSE, 0),
            new Step.Duplicate(0, 1),
            new Step.Duplicate(1, 2));
    assertThat(environment(steps)).contains("TERM=linux");
  }

  @Test
  void inputDataIsTheUnitsTextAndBytesInTheirOrder() {
    assertThat(steps("StandardInputText=a%%b\\x21", "StandardInputData=AAE="))
        .contains(new Step.Data(Octets.of(new byte[] {'a', '%', 'b', '!', '\n', 0, 1}), 0));
  }

  @Test
  void whatCannotBeReadOrIsNotHandedOverMeansNoProcess() {
    for (String line :
        List.of("StandardInput=socket", "StandardOutput=fd:x", "StandardError=socket")) {
      assertThat(outcome(0, ExecKind.START, line))
          .isInstanceOfSatisfying(
              RecipeCompiler.Refused.class, refused -> assertThat(refused.exitStatus()).isZero());
    }
  }

  @Test
  void schedulingIsSetBeforeTheUserChanges() {
    assertThat(
            steps(
                "User=sim",
                "CPUSchedulingPolicy=rr",
                "CPUSchedulingPriority=9",
                "IOSchedulingClass=idle",
                "CPUAffinity=1 3",
                "TimerSlackNSec=1us",
                "Personality=x86"))
        .containsSubsequence(
            new Step.Scheduler(2, 9, false),
            new Step.Affinity(List.of(1, 3)),
            new Step.IoPriority(3 << 13 | 4),
            new Step.TimerSlack(1000),
            new Step.Personality(8),
            new Step.User(1234));
  }

  @Test
  void aProgramWithoutSlashIsSoughtInTheUnitsOwnPlaces() {
    List<Step> steps = steps("ExecSearchPath=/opt/a:/opt/b", "ExecStart=prog");
    assertThat(steps.subList(steps.size() - 2, steps.size()))
        .containsExactly(
            new Step.Exec(path("/opt/a/prog"), List.of(path("prog"))),
            new Step.Exec(path("/opt/b/prog"), List.of(path("prog"))));
    assertThat(environment(steps)).contains("PATH=/opt/a:/opt/b");
  }

  @Test
  void whatTheUnitUnsetsIsNotSetByTheProcessItself() {
    assertThat(steps("UnsetEnvironment=SYSTEMD_EXEC_PID JOURNAL_STREAM"))
        .noneMatch(step -> step instanceof Step.OwnPid || step instanceof Step.OwnStream);
  }
}
