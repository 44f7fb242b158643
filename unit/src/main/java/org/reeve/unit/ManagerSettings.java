package org.reeve.unit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What system.conf or user.conf and their drop-ins say ([Manager], systemd-system.conf(5)).
 *
 * <p>Most keys are defaults of unit settings: DefaultRestartSec= is RestartSec= of every service
 * that does not set it. They are read by those settings' own types and kept by setting, so that
 * {@link UnitDefinition#get} finds them wherever a value is asked for. The other keys are the
 * manager's own and kept as text, by key; who uses one checks it. A key that is known and not
 * enforced is reported with file and line, an unknown one too.
 *
 * @param unitDefaults values that units have where their files say nothing
 * @param texts the manager's own keys with their last assignment
 * @param problems everything wrong with the files
 */
public record ManagerSettings(
    Map<Setting<?>, Object> unitDefaults, Map<String, Text> texts, List<Problem> problems) {

  /** An assignment as it stands in a file. */
  public record Text(String value, Origin origin) {}

  public static final ManagerSettings NONE = new ManagerSettings(Map.of(), Map.of(), List.of());

  /** Where drop-ins lie, the most important directory first. */
  private static final List<String> DIRECTORIES =
      List.of("/etc/systemd/", "/run/systemd/", "/usr/local/lib/systemd/", "/usr/lib/systemd/");

  private static final Map<String, Setting<?>> DEFAULTS =
      Map.ofEntries(
          Map.entry("DefaultTimeoutStartSec", ServiceSettings.TIMEOUT_START_SEC),
          Map.entry("DefaultTimeoutStopSec", ServiceSettings.TIMEOUT_STOP_SEC),
          Map.entry("DefaultTimeoutAbortSec", ServiceSettings.TIMEOUT_ABORT_SEC),
          Map.entry("DefaultRestartSec", ServiceSettings.RESTART_SEC),
          Map.entry("DefaultOOMPolicy", ServiceSettings.OOM_POLICY),
          Map.entry("DefaultStartLimitIntervalSec", UnitSettings.START_LIMIT_INTERVAL_SEC),
          Map.entry("DefaultStartLimitInterval", UnitSettings.START_LIMIT_INTERVAL_SEC),
          Map.entry("DefaultStartLimitBurst", UnitSettings.START_LIMIT_BURST),
          Map.entry("DefaultStandardOutput", ExecSettings.STANDARD_OUTPUT),
          Map.entry("DefaultStandardError", ExecSettings.STANDARD_ERROR),
          Map.entry("DefaultOOMScoreAdjust", ExecSettings.OOM_SCORE_ADJUST),
          Map.entry("DefaultTimerAccuracySec", TimerSettings.ACCURACY_SEC),
          Map.entry("DefaultTasksMax", ResourceSettings.TASKS_MAX),
          Map.entry("DefaultLimitCPU", ExecSettings.LIMIT_CPU),
          Map.entry("DefaultLimitFSIZE", ExecSettings.LIMIT_FSIZE),
          Map.entry("DefaultLimitDATA", ExecSettings.LIMIT_DATA),
          Map.entry("DefaultLimitSTACK", ExecSettings.LIMIT_STACK),
          Map.entry("DefaultLimitCORE", ExecSettings.LIMIT_CORE),
          Map.entry("DefaultLimitRSS", ExecSettings.LIMIT_RSS),
          Map.entry("DefaultLimitNOFILE", ExecSettings.LIMIT_NOFILE),
          Map.entry("DefaultLimitAS", ExecSettings.LIMIT_AS),
          Map.entry("DefaultLimitNPROC", ExecSettings.LIMIT_NPROC),
          Map.entry("DefaultLimitMEMLOCK", ExecSettings.LIMIT_MEMLOCK),
          Map.entry("DefaultLimitLOCKS", ExecSettings.LIMIT_LOCKS),
          Map.entry("DefaultLimitSIGPENDING", ExecSettings.LIMIT_SIGPENDING),
          Map.entry("DefaultLimitMSGQUEUE", ExecSettings.LIMIT_MSGQUEUE),
          Map.entry("DefaultLimitNICE", ExecSettings.LIMIT_NICE),
          Map.entry("DefaultLimitRTPRIO", ExecSettings.LIMIT_RTPRIO),
          Map.entry("DefaultLimitRTTIME", ExecSettings.LIMIT_RTTIME));

  private static final Set<String> OWN =
      Set.of(
          "LogLevel",
          "LogTarget",
          "ShowStatus",
          "StatusUnitFormat",
          "CtrlAltDelBurstAction",
          "DefaultEnvironment",
          "ManagerEnvironment");

  private static final Set<String> NOT_ENFORCED =
      Set.of(
          "LogColor",
          "LogLocation",
          "LogTime",
          "DumpCore",
          "CrashShell",
          "CrashReboot",
          "CrashChangeVT",
          "CrashChVT",
          "CPUAffinity",
          "NUMAPolicy",
          "NUMAMask",
          "RuntimeWatchdogSec",
          "RebootWatchdogSec",
          "KExecWatchdogSec",
          "ShutdownWatchdogSec",
          "RuntimeWatchdogPreSec",
          "RuntimeWatchdogPreGovernor",
          "WatchdogDevice",
          "CapabilityBoundingSet",
          "NoNewPrivileges",
          "SystemCallArchitectures",
          "TimerSlackNSec",
          "DefaultDeviceTimeoutSec",
          "DefaultCPUAccounting",
          "DefaultIOAccounting",
          "DefaultIPAccounting",
          "DefaultBlockIOAccounting",
          "DefaultMemoryAccounting",
          "DefaultTasksAccounting",
          "DefaultSmackProcessLabel",
          "ConfirmSpawn",
          "ServiceWatchdogs");

  private static final UnitName READER = UnitName.of("manager.service");

  public ManagerSettings {
    unitDefaults = Map.copyOf(unitDefaults);
    texts = Map.copyOf(texts);
    problems = List.copyOf(problems);
  }

  /** Reads all files there are; a bad line is reported and passed over. */
  public static ManagerSettings read(FileTree files, SpecifierContext specifiers, boolean user) {
    String name = user ? "user.conf" : "system.conf";
    Reader reader = new Reader(files, specifiers);
    reader.read("/etc/systemd/" + name);
    Map<String, String> dropIns = new TreeMap<>();
    for (String directory : DIRECTORIES) {
      for (FileTree.Entry entry : files.list(directory + name + ".d")) {
        if (entry.name().endsWith(".conf")) {
          dropIns.putIfAbsent(entry.name(), directory + name + ".d/" + entry.name());
        }
      }
    }
    for (String file : dropIns.values()) {
      reader.read(file);
    }
    return new ManagerSettings(reader.defaults, reader.texts, reader.problems);
  }

  /** The last assignment of one of the manager's own keys; null if there is none. */
  public @Nullable String text(String key) {
    Text text = texts.get(key);
    return text == null ? null : text.value();
  }

  /** The value that units have where nothing is said. */
  public <T> T get(Setting<T> setting) {
    Object value = unitDefaults.get(setting);
    return value == null ? setting.defaultValue() : UnitDefinition.cast(value);
  }

  /** The variables of an Environment=-like key, in order. */
  public Map<String, String> environment(String key) {
    Map<String, String> variables = new LinkedHashMap<>();
    String text = text(key);
    if (text != null) {
      Words words = new Words(text);
      for (String word = words.next(); word != null; word = words.next()) {
        int equals = word.indexOf('=');
        if (equals > 0) {
          variables.put(word.substring(0, equals), word.substring(equals + 1));
        }
      }
    }
    return variables;
  }

  private static final class Reader {
    private final FileTree files;
    private final SpecifierContext specifiers;
    private final Map<Setting<?>, Object> defaults = new LinkedHashMap<>();
    private final Map<String, Text> texts = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    Reader(FileTree files, SpecifierContext specifiers) {
      this.files = files;
      this.specifiers = specifiers;
    }

    void read(String path) {
      if (!files.stat(path).isFile()) {
        return;
      }
      try {
        UnitFile file = UnitFile.parse(path, files.read(path));
        problems.addAll(file.problems());
        for (UnitFile.Item item : file.items()) {
          if (item instanceof UnitFile.Assignment assignment) {
            if (assignment.section().equals("Manager")) {
              assign(assignment, path);
            }
          } else if (item instanceof UnitFile.Header header
              && !header.section().equals("Manager")) {
            warn(header.origin(), "Unknown section '" + header.section() + "'. Ignoring.");
          }
        }
      } catch (IOException e) {
        warn(new Origin(path, 0), "Failed to read the file: " + e.getMessage());
      }
    }

    private void assign(UnitFile.Assignment assignment, String path) {
      String key = assignment.key();
      Setting<?> setting = DEFAULTS.get(key);
      if (setting != null) {
        Object value =
            assignment.value().isEmpty()
                ? null
                : setting.type().parse(assignment.value(), context(assignment, path));
        if (value != null) {
          defaults.put(setting, value);
        } else if (assignment.value().isEmpty()) {
          defaults.remove(setting);
        }
      } else if (OWN.contains(key)) {
        Text before = texts.get(key);
        boolean adds = key.endsWith("Environment") && before != null;
        Expansion own = context(assignment, path).resolve(assignment.value());
        String text = own.text();
        if (text == null) {
          warn(assignment.origin(), "Failed to resolve specifiers, ignoring: " + own.fault());
          return;
        }
        String value =
            adds && before != null && !text.isEmpty() ? before.value() + " " + text : text;
        texts.put(key, new Text(value, assignment.origin()));
      } else if (NOT_ENFORCED.contains(key)) {
        problems.add(
            new Problem(
                Severity.NOTICE,
                assignment.origin(),
                key + "= is known but not enforced by this version of Reeve."));
      } else if (!key.startsWith("X-")) {
        warn(assignment.origin(), "Unknown key '" + key + "' in section [Manager], ignoring.");
      }
    }

    private void warn(Origin origin, String message) {
      problems.add(new Problem(Severity.WARNING, origin, message));
    }

    private ValueContext context(UnitFile.Assignment assignment, String path) {
      return new ValueContext() {
        @Override
        public Origin origin() {
          return assignment.origin();
        }

        @Override
        public UnitName unit() {
          return READER;
        }

        @Override
        public String key() {
          return assignment.key();
        }

        @Override
        public Expansion resolve(String text) {
          return new Specifiers(READER, specifiers, path).expand(text);
        }

        @Override
        public void warn(String message) {
          Reader.this.warn(assignment.origin(), message);
        }

        @Override
        public void note(String message) {
          problems.add(new Problem(Severity.NOTICE, assignment.origin(), message));
        }

        @Override
        public void fail(String message) {
          warn(message);
        }

        @Override
        public void error(String message) {
          warn(message);
        }
      };
    }
  }
}
