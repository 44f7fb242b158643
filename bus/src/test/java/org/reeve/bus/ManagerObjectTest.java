package org.reeve.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reeve.dbus.Caller;
import org.reeve.dbus.Dispatcher;
import org.reeve.dbus.Message;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.Variant;
import org.reeve.manager.JobRules;
import org.reeve.manager.Manager;
import org.reeve.manager.ManagerConfig;
import org.reeve.unit.LoadPath;

/**
 * Calls on the objects without a socket. The answers are those of systemd 252 to the same calls.
 */
class ManagerObjectTest {
  private static final String MANAGER = "org.freedesktop.systemd1.Manager";
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  private static final String UNIT = "/org/freedesktop/systemd1/unit/";

  private final List<Message> answers = new ArrayList<>();
  private final List<Message> signals = new ArrayList<>();
  private ScriptedHost host;
  private Manager manager;
  private Announcer announcer;
  private ManagerTree tree;
  private Dispatcher dispatcher;

  private final Caller caller =
      new Caller() {
        @Override
        public void send(Message message) {
          answers.add(message);
        }

        @Override
        public long uid() {
          return 0;
        }

        @Override
        public boolean isPrivileged() {
          return true;
        }

        @Override
        public int pid() {
          return 44;
        }
      };

  @BeforeEach
  void start() {
    String units = java.nio.file.Path.of("src/test/resources/units").toAbsolutePath().toString();
    host = new ScriptedHost(LoadPath.system().withDirectories(List.of(units)));
    ManagerConfig config =
        new ManagerConfig(
            ManagerConfig.Scope.SYSTEM,
            null,
            Map.of("LANG", "C.UTF-8"),
            "/run/systemd/notify",
            "/run/systemd",
            0,
            1,
            ManagerConfig.DEFAULT_TIMEOUT_USEC,
            ManagerConfig.DEFAULT_TIMEOUT_USEC,
            1024,
            524_288,
            ManagerConfig.DEFAULT_SEARCH_PATH);
    manager = Manager.fresh(host, config, new JobRules());
    manager.turn(List.of());
    announcer = new Announcer(manager, signals::add);
    tree =
        new ManagerTree(
            manager,
            new PaperMachine(),
            new PaperFiles(),
            new FileStates(new PaperFiles()),
            announcer);
    dispatcher = new Dispatcher(tree, "0f".repeat(16));
  }

  private Message ask(String path, String table, String member, String types, Object... args) {
    answers.clear();
    Message call = Message.call(new ObjectPath(path), table, member).with(types, args);
    dispatcher.dispatch(call.withSerial(9), caller);
    assertThat(answers).as(member).hasSize(1);
    return answers.getFirst();
  }

  private Message call(String member, String types, Object... args) {
    return ask(Paths.MANAGER.text(), MANAGER, member, types, args);
  }

  private void assertRefused(Message answer, String error, String sentence) {
    assertThat(answer.errorName()).as(sentence).isEqualTo(error);
    assertThat(answer.body()).containsExactly(sentence);
  }

  private void turns() {
    do {
      var due = List.copyOf(host.events);
      host.events.clear();
      manager.turn(due);
      var changes = List.copyOf(host.changes);
      host.changes.clear();
      announcer.count(changes);
      announcer.tell(changes, tree);
    } while (!host.events.isEmpty());
  }

  @Test
  void whatCannotBeDoneIsRefusedInSystemdsWords() {
    String invalid = "org.freedesktop.DBus.Error.InvalidArgs";
    String noUnit = "org.freedesktop.systemd1.NoSuchUnit";
    assertRefused(
        call("StartUnit", "ss", "bad name", "replace"),
        invalid,
        "Unit name bad name is not valid.");
    assertRefused(
        call("LoadUnit", "s", "x@.service"),
        invalid,
        "Unit name x@.service is missing the instance name.");
    assertRefused(call("StartUnit", "ss", "echo.service", "foo"), invalid, "Job mode foo invalid");
    assertRefused(
        call("StartUnit", "ss", "nope.service", "replace"), noUnit, "Unit nope.service not found.");
    assertRefused(
        call("StopUnit", "ss", "nope.service", "replace"), noUnit, "Unit nope.service not loaded.");
    assertRefused(call("GetUnit", "s", "bad name"), noUnit, "Unit bad name not loaded.");
    assertRefused(call("GetUnit", "s", ""), noUnit, "Client not member of any unit.");
    assertRefused(
        call("GetUnitByPID", "u", 99999),
        "org.freedesktop.systemd1.NoUnitForPID",
        "PID 99999 does not belong to any loaded unit.");
    assertRefused(
        call("GetUnitByInvocationID", "ay", List.of(1, 2)), invalid, "Invalid invocation ID");
    assertRefused(
        call("GetUnitByControlGroup", "s", "/foo/bar"),
        noUnit,
        "Control group '/foo/bar' is not valid or not managed by this instance");
    assertRefused(
        call("CancelJob", "u", 77), "org.freedesktop.systemd1.NoSuchJob", "Job 77 does not exist.");
    assertRefused(
        call("StartUnit", "ss", "shutdown.target", "replace"),
        "org.freedesktop.systemd1.OnlyByDependency",
        "Operation refused, unit shutdown.target may be requested by dependency only "
            + "(it is configured to refuse manual start/stop).");
    assertRefused(
        call("ReloadUnit", "ss", "some.target", "replace"),
        "org.freedesktop.systemd1.JobTypeNotApplicable",
        "Job type reload is not applicable for unit some.target.");
    assertRefused(
        call("EnqueueUnitJob", "sss", "echo.service", "foo", "replace"),
        invalid,
        "Job type foo invalid");
    assertRefused(
        call("EnqueueUnitJob", "sss", "init.scope", "stop", "replace"),
        "org.freedesktop.systemd1.JobTypeNotApplicable",
        "Job type stop is not applicable for unit init.scope.");
    assertRefused(
        call("StartUnit", "ss", "echo.service", "triggering"),
        invalid,
        "--job-mode=triggering is only valid for stop.");
    assertRefused(
        call("StopUnit", "ss", "echo.service", "isolate"),
        invalid,
        "Isolate is only valid for start.");
    assertRefused(
        call("SetEnvironment", "as", List.of("a=b", "c")),
        invalid,
        "Invalid environment assignments");
    assertRefused(
        call("UnsetEnvironment", "as", List.of("a-")),
        invalid,
        "Invalid environment variable names or assignments");
    assertRefused(
        ask(UNIT + "nosuffix", PROPERTIES, "GetAll", "s", ""),
        invalid,
        "Unit name nosuffix is neither a valid invocation ID nor unit name.");
    assertRefused(
        ask("/org/freedesktop/systemd1/job/17", PROPERTIES, "GetAll", "s", ""),
        "org.freedesktop.DBus.Error.UnknownObject",
        "Unknown object '/org/freedesktop/systemd1/job/17'.");
    assertRefused(
        ask(
            Paths.MANAGER.text(),
            PROPERTIES,
            "Set",
            "ssv",
            MANAGER,
            "LogLevel",
            Variant.of("bogus")),
        invalid,
        "Invalid log level 'bogus'");
  }

  @Test
  void whatIsNotThereYetSaysSo() {
    assertRefused(
        call("FreezeUnit", "s", "echo.service"),
        "org.freedesktop.DBus.Error.NotSupported",
        "FreezeUnit is not supported by this version of Reeve.");
  }

  @Test
  void everyPropertyOfEveryKindOfUnitHasAValueOfItsType() {
    for (String unit :
        new String[] {
          "echo.service",
          "some.target",
          "a.socket",
          "a.mount",
          "a.automount",
          "a.swap",
          "a.timer",
          "a.path",
          "a.slice",
          "init.scope",
          "a.device",
          "nope.service"
        }) {
      Message all = ask(Paths.unit(unit).text(), PROPERTIES, "GetAll", "s", "");
      assertThat(all.kind()).as(unit).isEqualTo(Message.Kind.METHOD_RETURN);
      new org.reeve.dbus.Marshaller().write(all.signature(), all.body());
    }
    Message all = ask(Paths.MANAGER.text(), PROPERTIES, "GetAll", "s", "");
    assertThat((Map<?, ?>) all.body().getFirst()).hasSize(118);
    new org.reeve.dbus.Marshaller().write(all.signature(), all.body());
  }

  @Test
  void aStartTellsOfTheJobTheUnitAndAtLastOfTheJobsEnd() {
    Message started = call("StartUnit", "ss", "echo.service", "replace");
    ObjectPath job = (ObjectPath) started.body().getFirst();
    turns();
    assertThat(signals.stream().filter(s -> MANAGER.equals(s.interfaceName())))
        .filteredOn(s -> s.body().contains("echo.service"))
        .extracting(Message::member)
        .containsExactly("UnitNew", "JobNew", "JobRemoved");
    Message removed =
        signals.stream()
            .filter(s -> "JobRemoved".equals(s.member()) && s.body().contains("echo.service"))
            .findFirst()
            .orElseThrow();
    assertThat(removed.body()).contains(job, "done");
    Message changed =
        signals.stream()
            .filter(s ->
                "PropertiesChanged".equals(s.member())
                    && s.body().contains("org.freedesktop.systemd1.Unit")
                    && Paths.unit("echo.service").equals(s.path()))
            .findFirst()
            .orElseThrow();
    assertThat(((Map<?, ?>) changed.body().get(1)).keySet().toArray())
        .contains("ActiveState", "SubState", "Job", "InvocationID");
    assertThat(signals.indexOf(changed)).isLessThan(signals.indexOf(removed));
  }

  @Test
  void aUnitIsFoundByTheIdOfItsRun() {
    call("StartUnit", "ss", "echo.service", "replace");
    turns();
    String id =
        String.valueOf(
            manager.loadUnit(org.reeve.unit.UnitName.of("echo.service")).state().invocation());
    Message get =
        ask(
            UNIT + Paths.escape(id),
            PROPERTIES,
            "Get",
            "ss",
            "org.freedesktop.systemd1.Unit",
            "Id");
    assertThat(get.body()).containsExactly(Variant.of("echo.service"));
  }

  @Test
  void changingUnitFilesAnswersWithTheLinksAndTellsAll() {
    Message enabled = call("EnableUnitFiles", "asbb", List.of("echo.service"), false, false);
    assertThat(enabled.signature().text()).isEqualTo("ba(sss)");
    assertThat(enabled.body())
        .containsExactly(
            true,
            List.of(
                List.of(
                    "symlink",
                    "/etc/systemd/system/multi-user.target.wants/echo.service",
                    "/etc/systemd/system/echo.service")));
    assertThat(signals).extracting(Message::member).containsExactly("UnitFilesChanged");
    assertRefused(
        call("MaskUnitFiles", "asbb", List.of("echo.service"), false, false),
        "org.freedesktop.systemd1.UnitExists",
        "File /etc/systemd/system/echo.service already exists.");
    assertRefused(
        call("GetUnitFileState", "s", "nope.service"),
        "org.freedesktop.DBus.Error.FileNotFound",
        "No such file or directory");
    assertThat(call("GetDefaultTarget", "").body()).containsExactly("graphical.target");
    assertThat(call("ListUnitFilesByPatterns", "asas", List.of(), List.of("e*")).body())
        .containsExactly(List.of(List.of("/etc/systemd/system/echo.service", "disabled")));
  }

  @Test
  void unitsAreListedByStateAndPattern() {
    call("StartUnit", "ss", "echo.service", "replace");
    turns();
    List<?> rows =
        (List<?>)
            call("ListUnitsByPatterns", "asas", List.of("running"), List.of("*.service"))
                .body()
                .getFirst();
    assertThat(rows).hasSize(1);
    List<Object> row = new ArrayList<>((List<?>) rows.getFirst());
    assertThat(row).startsWith("echo.service", "Echo service", "loaded", "active", "running");
    assertThat((List<?>) call("ListUnitsByNames", "as", List.of("nope.service")).body().getFirst())
        .hasSize(1);
  }

  @Test
  void introspectionNamesWhatThereIs() {
    Message unit =
        ask(UNIT + "echo_2eservice", "org.freedesktop.DBus.Introspectable", "Introspect", "");
    assertThat((String) unit.body().getFirst())
        .contains(
            "<interface name=\"org.freedesktop.systemd1.Service\">",
            "<property name=\"ExecStartEx\" type=\"a(sasasttttuii)\" access=\"read\">");
    Message units =
        ask(
            "/org/freedesktop/systemd1/unit",
            "org.freedesktop.DBus.Introspectable",
            "Introspect",
            "");
    assertThat((String) units.body().getFirst()).contains("<node name=\"_2d_2eslice\"/>");
  }

  @Test
  void theLogOfAUnitIsReadPageByPageWithItsBytesAsTheyWere() {
    Message first =
        ask(Paths.MANAGER.text(), "org.reeve.Manager", "ReadLog", "st", "echo.service", 0L);
    assertThat(first.body().subList(0, 2)).containsExactly(100L, 200L);
    List<?> record = (List<?>) ((List<?>) first.body().get(2)).getFirst();
    assertThat((byte[]) record.get(6)).containsExactly('x', 0xff, '\n');
    assertThat((byte[]) record.get(1))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 255, 255, 255, 255, 255, 255, 255, 254);
    Message second =
        ask(Paths.MANAGER.text(), "org.reeve.Manager", "ReadLog", "st", "echo.service", 200L);
    assertThat(second.body()).containsExactly(100L, 200L, List.of());
    assertRefused(
        ask(Paths.MANAGER.text(), "org.reeve.Manager", "ReadLog", "st", "bad name", 0L),
        "org.freedesktop.DBus.Error.InvalidArgs",
        "Unit name bad name is not valid.");
  }
}
