package org.reeve.unit;

import java.util.List;

/**
 * Keys of the execution environment (systemd.exec(5)), in [Service], [Socket], [Mount] and [Swap].
 */
public final class ExecSettings {
  private static final SettingGroup TABLE =
      new SettingGroup(
          "systemd.exec(5)", Section.SERVICE, Section.SOCKET, Section.MOUNT, Section.SWAP);

  public static final Setting<List<String>> ENVIRONMENT =
      TABLE.key("Environment", EnvironmentType.ASSIGNMENTS, List.of()).must().honoured().add();

  public static final Setting<List<EnvironmentFile>> ENVIRONMENT_FILE =
      TABLE
          .key("EnvironmentFile", EnvironmentFilesType.FILES, List.of())
          .must()
          .honoured()
          .bus("EnvironmentFiles")
          .add();

  public static final Setting<List<String>> PASS_ENVIRONMENT =
      TABLE.key("PassEnvironment", WordsType.VARIABLES, List.of()).must().honoured().add();

  public static final Setting<List<String>> UNSET_ENVIRONMENT =
      TABLE
          .key("UnsetEnvironment", EnvironmentType.ASSIGNMENTS_OR_NAMES, List.of())
          .must()
          .honoured()
          .add();

  public static final Setting<Integer> UMASK =
      TABLE.key("UMask", ModeType.MODE, 0022).must().honoured().add();

  public static final Setting<ResourceLimit> LIMIT_CPU =
      TABLE.key("LimitCPU", LimitType.SECONDS, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_FSIZE =
      TABLE.key("LimitFSIZE", LimitType.BYTES, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_DATA =
      TABLE.key("LimitDATA", LimitType.BYTES, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_STACK =
      TABLE.key("LimitSTACK", LimitType.BYTES, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_CORE =
      TABLE.key("LimitCORE", LimitType.BYTES, ResourceLimit.UNLIMITED).must().honoured().add();

  public static final Setting<ResourceLimit> LIMIT_RSS =
      TABLE.key("LimitRSS", LimitType.BYTES, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_NOFILE =
      TABLE.key("LimitNOFILE", LimitType.COUNT, ResourceLimit.UNLIMITED).must().honoured().add();

  public static final Setting<ResourceLimit> LIMIT_AS =
      TABLE.key("LimitAS", LimitType.BYTES, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_NPROC =
      TABLE.key("LimitNPROC", LimitType.COUNT, ResourceLimit.UNLIMITED).must().honoured().add();

  public static final Setting<ResourceLimit> LIMIT_MEMLOCK =
      TABLE.key("LimitMEMLOCK", LimitType.BYTES, ResourceLimit.UNLIMITED).must().honoured().add();

  public static final Setting<ResourceLimit> LIMIT_LOCKS =
      TABLE.key("LimitLOCKS", LimitType.COUNT, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_SIGPENDING =
      TABLE.key("LimitSIGPENDING", LimitType.COUNT, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_MSGQUEUE =
      TABLE.key("LimitMSGQUEUE", LimitType.BYTES, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_NICE =
      TABLE.key("LimitNICE", LimitType.NICE, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_RTPRIO =
      TABLE.key("LimitRTPRIO", LimitType.COUNT, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<ResourceLimit> LIMIT_RTTIME =
      TABLE.key("LimitRTTIME", LimitType.MICROSECONDS, ResourceLimit.UNLIMITED).honoured().add();

  public static final Setting<WorkingDirectory> WORKING_DIRECTORY =
      TABLE
          .key("WorkingDirectory", WorkingDirectoryType.DIRECTORY, WorkingDirectory.UNSET)
          .must()
          .honoured()
          .add();

  public static final Setting<String> ROOT_DIRECTORY =
      TABLE.key("RootDirectory", TextType.CRITICAL_PATH, "").kernel().add();

  public static final Setting<String> ROOT_IMAGE =
      TABLE.key("RootImage", TextType.CRITICAL_PATH, "").kernel().add();

  public static final Setting<List<String>> ROOT_IMAGE_OPTIONS =
      TABLE.key("RootImageOptions", VerbatimType.list("a(ss)"), List.of()).kernel().add();

  public static final Setting<List<String>> ROOT_HASH =
      TABLE.key("RootHash", new VerbatimType("ay", new byte[0]), List.of()).kernel().add();

  public static final Setting<List<String>> ROOT_HASH_SIGNATURE =
      TABLE.key("RootHashSignature", new VerbatimType("ay", new byte[0]), List.of()).kernel().add();

  public static final Setting<String> ROOT_VERITY =
      TABLE.key("RootVerity", TextType.CRITICAL_PATH, "").kernel().add();

  public static final Setting<Boolean> ROOT_EPHEMERAL =
      TABLE.key("RootEphemeral", BooleanType.BOOLEAN, false).kernel().since(254).add();

  public static final Setting<String> ROOT_IMAGE_POLICY =
      TABLE.key("RootImagePolicy", TextType.PLAIN, "").kernel().since(254).add();

  public static final Setting<List<String>> EXTENSION_DIRECTORIES =
      TABLE.key("ExtensionDirectories", WordsType.PREFIXED_PATHS, List.of()).kernel().add();

  public static final Setting<List<String>> EXTENSION_IMAGES =
      TABLE.key("ExtensionImages", VerbatimType.list("a(sba(ss))"), List.of()).kernel().add();

  public static final Setting<String> EXTENSION_IMAGE_POLICY =
      TABLE.key("ExtensionImagePolicy", TextType.PLAIN, "").kernel().since(254).add();

  public static final Setting<List<String>> MOUNT_IMAGES =
      TABLE.key("MountImages", VerbatimType.list("a(ssba(ss))"), List.of()).kernel().add();

  public static final Setting<String> MOUNT_IMAGE_POLICY =
      TABLE.key("MountImagePolicy", TextType.PLAIN, "").kernel().since(254).add();

  public static final Setting<Integer> OOM_SCORE_ADJUST =
      TABLE
          .key("OOMScoreAdjust", IntegerType.worded("the OOM score adjust value", -1000, 1000), 0)
          .must()
          .honoured()
          .add();

  public static final Setting<Long> COREDUMP_FILTER =
      TABLE.key("CoredumpFilter", FlagsType.COREDUMP_FILTER, 0x33L).honoured().add();

  public static final Setting<Integer> NICE =
      TABLE.key("Nice", IntegerType.worded("nice priority", -20, 19), 0).must().honoured().add();

  public static final Setting<Integer> IO_SCHEDULING_CLASS =
      TABLE
          .key("IOSchedulingClass", NumberedWordType.IO_CLASS, 2)
          .common()
          .emptyUnsets()
          .honoured()
          .add();

  public static final Setting<Integer> IO_SCHEDULING_PRIORITY =
      TABLE
          .key("IOSchedulingPriority", new IntegerType("i", "IO priority", 0, 7), 4)
          .emptyUnsets()
          .honoured()
          .add();

  public static final Setting<Integer> CPU_SCHEDULING_POLICY =
      TABLE
          .key("CPUSchedulingPolicy", NumberedWordType.CPU_POLICY, 0)
          .emptyUnsets()
          .honoured()
          .add();

  public static final Setting<Integer> CPU_SCHEDULING_PRIORITY =
      TABLE
          .key("CPUSchedulingPriority", new IntegerType("i", "CPU scheduling priority", 0, 99), 0)
          .honoured()
          .add();

  public static final Setting<List<Integer>> CPU_AFFINITY =
      TABLE.key("CPUAffinity", NumberSetType.of("CPUAffinity"), List.of()).honoured().add();

  public static final Setting<Integer> NUMA_POLICY =
      TABLE.key("NUMAPolicy", NumberedWordType.NUMA_POLICY, -1).kernel().emptyUnsets().add();

  public static final Setting<List<Integer>> NUMA_MASK =
      TABLE.key("NUMAMask", NumberSetType.of("NUMAMask"), List.of()).kernel().add();

  public static final Setting<Long> TIMER_SLACK_NSEC =
      TABLE
          .key("TimerSlackNSec", LongType.NANOSECONDS, 50_000L)
          .bus("TimerSlackNSec")
          .honoured()
          .add();

  public static final Setting<Boolean> CPU_SCHEDULING_RESET_ON_FORK =
      TABLE.key("CPUSchedulingResetOnFork", BooleanType.BOOLEAN, false).honoured().add();

  public static final Setting<Boolean> MEMORY_KSM =
      TABLE.key("MemoryKSM", BooleanType.BOOLEAN, false).since(254).add();

  public static final Setting<StandardStream> STANDARD_INPUT =
      TABLE.key("StandardInput", StreamType.INPUT, StandardStream.NULL).must().honoured().add();

  public static final Setting<List<String>> STANDARD_INPUT_DATA =
      TABLE.key("StandardInputData", InputDataType.DATA, List.of()).honoured().add();

  public static final Setting<List<String>> STANDARD_INPUT_TEXT =
      TABLE.synonym("StandardInputText", InputDataType.TEXT, STANDARD_INPUT_DATA).add();

  public static final Setting<StandardStream> STANDARD_OUTPUT =
      TABLE
          .key("StandardOutput", StreamType.OUTPUT, StandardStream.JOURNAL)
          .must()
          .honoured()
          .add();

  public static final Setting<StandardStream> STANDARD_ERROR =
      TABLE.key("StandardError", StreamType.ERROR, StandardStream.INHERIT).must().honoured().add();

  public static final Setting<String> TTY_PATH =
      TABLE.key("TTYPath", TextType.PATH, "").common().honoured().add();

  public static final Setting<Boolean> TTY_RESET =
      TABLE.key("TTYReset", BooleanType.BOOLEAN, false).common().honoured().add();

  public static final Setting<Boolean> TTY_VHANGUP =
      TABLE.key("TTYVHangup", BooleanType.BOOLEAN, false).common().honoured().add();

  public static final Setting<Boolean> TTY_VT_DISALLOCATE =
      TABLE.key("TTYVTDisallocate", BooleanType.BOOLEAN, false).honoured().add();

  public static final Setting<Integer> TTY_ROWS =
      TABLE.key("TTYRows", IntegerType.SHORT, 0xFFFF).emptyUnsets().honoured().add();

  public static final Setting<Integer> TTY_COLUMNS =
      TABLE.key("TTYColumns", IntegerType.SHORT, 0xFFFF).emptyUnsets().honoured().add();

  public static final Setting<String> SYSLOG_IDENTIFIER =
      TABLE.key("SyslogIdentifier", TextType.EXPANDED, "").must().add();

  public static final Setting<Boolean> SYSLOG_LEVEL_PREFIX =
      TABLE.key("SyslogLevelPrefix", BooleanType.BOOLEAN, true).add();

  public static final Setting<Integer> SYSLOG_LEVEL =
      TABLE.key("SyslogLevel", NumberedWordType.LOG_LEVEL, 6).honoured().add();

  public static final Setting<Integer> SYSLOG_FACILITY =
      TABLE.key("SyslogFacility", NumberedWordType.LOG_FACILITY, 3).honoured().add();

  public static final Setting<Integer> LOG_LEVEL_MAX =
      TABLE.key("LogLevelMax", NumberedWordType.LOG_LEVEL, -1).add();

  public static final Setting<TimeSpan> LOG_RATE_LIMIT_INTERVAL_SEC =
      TABLE.key("LogRateLimitIntervalSec", TimeSpanType.SEC, TimeSpan.ZERO).add();

  public static final Setting<Integer> LOG_RATE_LIMIT_BURST =
      TABLE.key("LogRateLimitBurst", IntegerType.UNSIGNED, 0).add();

  public static final Setting<List<String>> LOG_EXTRA_FIELDS =
      TABLE.key("LogExtraFields", LogFieldsType.FIELDS, List.of()).add();

  public static final Setting<List<String>> LOG_FILTER_PATTERNS =
      TABLE.key("LogFilterPatterns", VerbatimType.list("a(bs)"), List.of()).since(253).add();

  public static final Setting<String> LOG_NAMESPACE =
      TABLE.key("LogNamespace", TextType.EXPANDED, "").add();

  public static final Setting<Long> SECURE_BITS =
      TABLE.key("SecureBits", FlagsType.SECURE_BITS, 0L).kernel().honoured().add();

  public static final Setting<BitMask> CAPABILITY_BOUNDING_SET =
      TABLE
          .key("CapabilityBoundingSet", CapabilitiesType.BOUNDING, CapabilitiesType.ALL)
          .kernel()
          .honoured()
          .add();

  public static final Setting<BitMask> AMBIENT_CAPABILITIES =
      TABLE
          .key("AmbientCapabilities", CapabilitiesType.AMBIENT, BitMask.NONE)
          .kernel()
          .honoured()
          .add();

  public static final Setting<String> CAPABILITIES =
      TABLE.key("Capabilities", TextType.PLAIN, "").legacy().withoutEffect().add();

  public static final Setting<String> USER =
      TABLE.key("User", UserType.USER, "").must().honoured().add();

  public static final Setting<String> GROUP =
      TABLE.key("Group", UserType.GROUP, "").must().honoured().add();

  public static final Setting<Boolean> DYNAMIC_USER =
      TABLE.key("DynamicUser", BooleanType.CRITICAL, false).kernel().add();

  public static final Setting<Boolean> SET_LOGIN_ENVIRONMENT =
      TABLE.key("SetLoginEnvironment", BooleanType.BOOLEAN, false).since(255).add();

  public static final Setting<Boolean> REMOVE_IPC =
      TABLE.key("RemoveIPC", BooleanType.BOOLEAN, false).add();

  public static final Setting<List<Pair>> SET_CREDENTIAL =
      TABLE.key("SetCredential", CredentialDataType.DATA, List.of()).add();

  public static final Setting<List<Pair>> SET_CREDENTIAL_ENCRYPTED =
      TABLE.key("SetCredentialEncrypted", CredentialDataType.DATA, List.of()).add();

  public static final Setting<List<Pair>> LOAD_CREDENTIAL =
      TABLE.key("LoadCredential", PairsType.CREDENTIALS, List.of()).common().add();

  public static final Setting<List<Pair>> LOAD_CREDENTIAL_ENCRYPTED =
      TABLE.key("LoadCredentialEncrypted", PairsType.CREDENTIALS, List.of()).add();

  public static final Setting<List<String>> IMPORT_CREDENTIAL =
      TABLE.key("ImportCredential", WordsType.ANY, List.of()).since(254).add();

  public static final Setting<List<String>> SUPPLEMENTARY_GROUPS =
      TABLE.key("SupplementaryGroups", UserListType.GROUPS, List.of()).must().honoured().add();

  public static final Setting<String> PAM_NAME =
      TABLE.key("PAMName", TextType.EXPANDED, "").kernel().add();

  public static final Setting<List<String>> READ_WRITE_PATHS =
      TABLE.key("ReadWritePaths", WordsType.PREFIXED_PATHS, List.of()).kernel().add();

  public static final Setting<List<String>> READ_ONLY_PATHS =
      TABLE.key("ReadOnlyPaths", WordsType.PREFIXED_PATHS, List.of()).kernel().add();

  public static final Setting<List<String>> INACCESSIBLE_PATHS =
      TABLE.key("InaccessiblePaths", WordsType.PREFIXED_PATHS, List.of()).kernel().add();

  public static final Setting<List<String>> EXEC_PATHS =
      TABLE.key("ExecPaths", WordsType.PREFIXED_PATHS, List.of()).kernel().add();

  public static final Setting<List<String>> NO_EXEC_PATHS =
      TABLE.key("NoExecPaths", WordsType.PREFIXED_PATHS, List.of()).kernel().add();

  public static final Setting<List<String>> EXEC_SEARCH_PATH =
      TABLE.key("ExecSearchPath", ColonPathsType.PATHS, List.of()).honoured().add();

  public static final Setting<List<String>> READ_WRITE_DIRECTORIES =
      TABLE.synonym("ReadWriteDirectories", READ_WRITE_PATHS).legacy().add();

  public static final Setting<List<String>> READ_ONLY_DIRECTORIES =
      TABLE.synonym("ReadOnlyDirectories", READ_ONLY_PATHS).legacy().add();

  public static final Setting<List<String>> INACCESSIBLE_DIRECTORIES =
      TABLE.synonym("InaccessibleDirectories", INACCESSIBLE_PATHS).legacy().add();

  public static final Setting<Long> MOUNT_FLAGS =
      TABLE.key("MountFlags", FlagsType.MOUNT_FLAGS, 0L).kernel().add();

  public static final Setting<Boolean> PRIVATE_TMP =
      TABLE.key("PrivateTmp", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> PRIVATE_DEVICES =
      TABLE.key("PrivateDevices", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> PROTECT_CLOCK =
      TABLE.key("ProtectClock", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> PROTECT_KERNEL_TUNABLES =
      TABLE.key("ProtectKernelTunables", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> PROTECT_KERNEL_MODULES =
      TABLE.key("ProtectKernelModules", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> PROTECT_KERNEL_LOGS =
      TABLE.key("ProtectKernelLogs", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> PROTECT_CONTROL_GROUPS =
      TABLE.key("ProtectControlGroups", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> PRIVATE_NETWORK =
      TABLE.key("PrivateNetwork", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> PRIVATE_USERS =
      TABLE.key("PrivateUsers", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> PRIVATE_MOUNTS =
      TABLE.key("PrivateMounts", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> PRIVATE_IPC =
      TABLE.key("PrivateIPC", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<String> PROTECT_HOME =
      TABLE
          .key(
              "ProtectHome",
              new ChoiceType("protect home value", "no", "yes", "read-only", "tmpfs"),
              "no")
          .kernel()
          .add();

  public static final Setting<String> PROTECT_SYSTEM =
      TABLE
          .key(
              "ProtectSystem",
              new ChoiceType("protect system value", "no", "yes", "full", "strict"),
              "no")
          .kernel()
          .add();

  public static final Setting<String> UTMP_IDENTIFIER =
      TABLE.key("UtmpIdentifier", TextType.EXPANDED, "").add();

  public static final Setting<String> UTMP_MODE =
      TABLE.key("UtmpMode", new ChoiceType("utmp mode", "init", "login", "user"), "init").add();

  public static final Setting<List<String>> SELINUX_CONTEXT =
      TABLE
          .key("SELinuxContext", new VerbatimType("(bs)", BusStruct.of(false, "")), List.of())
          .kernel()
          .add();

  public static final Setting<List<String>> APPARMOR_PROFILE =
      TABLE
          .key("AppArmorProfile", new VerbatimType("(bs)", BusStruct.of(false, "")), List.of())
          .kernel()
          .add();

  public static final Setting<List<String>> SMACK_PROCESS_LABEL =
      TABLE
          .key("SmackProcessLabel", new VerbatimType("(bs)", BusStruct.of(false, "")), List.of())
          .kernel()
          .add();

  public static final Setting<Boolean> IGNORE_SIGPIPE =
      TABLE.key("IgnoreSIGPIPE", BooleanType.BOOLEAN, true).must().honoured().add();

  public static final Setting<Boolean> NO_NEW_PRIVILEGES =
      TABLE.key("NoNewPrivileges", BooleanType.BOOLEAN, false).must().honoured().add();

  public static final Setting<List<String>> SYSTEM_CALL_FILTER =
      TABLE
          .key(
              "SystemCallFilter",
              new VerbatimType("(bas)", BusStruct.of(false, List.of())),
              List.of())
          .kernel()
          .add();

  public static final Setting<List<String>> SYSTEM_CALL_ARCHITECTURES =
      TABLE.key("SystemCallArchitectures", KnownWordsType.ARCHITECTURES, List.of()).kernel().add();

  public static final Setting<Integer> SYSTEM_CALL_ERROR_NUMBER =
      TABLE.key("SystemCallErrorNumber", ErrnoType.ERRNO, ErrnoType.KILL).kernel().add();

  public static final Setting<List<String>> SYSTEM_CALL_LOG =
      TABLE
          .key(
              "SystemCallLog", new VerbatimType("(bas)", BusStruct.of(false, List.of())), List.of())
          .kernel()
          .add();

  public static final Setting<String> PERSONALITY =
      TABLE
          .key(
              "Personality",
              new ChoiceType(
                  "personality",
                  "",
                  "x86-64",
                  "x86",
                  "arm64",
                  "arm",
                  "ppc64-le",
                  "ppc64",
                  "ppc-le",
                  "ppc",
                  "s390x",
                  "s390"),
              "")
          .honoured()
          .add();

  public static final Setting<Boolean> LOCK_PERSONALITY =
      TABLE.key("LockPersonality", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Filter> RESTRICT_ADDRESS_FAMILIES =
      TABLE.key("RestrictAddressFamilies", FilterType.ADDRESS_FAMILIES, Filter.NONE).kernel().add();

  public static final Setting<String> RUNTIME_DIRECTORY_PRESERVE =
      TABLE
          .key(
              "RuntimeDirectoryPreserve",
              new ChoiceType("runtime directory preserve mode", "no", "yes", "restart"),
              "no")
          .must()
          .honoured()
          .add();

  public static final Setting<Integer> RUNTIME_DIRECTORY_MODE =
      TABLE.key("RuntimeDirectoryMode", ModeType.MODE, 0755).must().honoured().add();

  public static final Setting<List<String>> RUNTIME_DIRECTORY =
      TABLE.key("RuntimeDirectory", WordsType.DIRECTORIES, List.of()).must().honoured().add();

  public static final Setting<Integer> STATE_DIRECTORY_MODE =
      TABLE.key("StateDirectoryMode", ModeType.MODE, 0755).must().honoured().add();

  public static final Setting<List<String>> STATE_DIRECTORY =
      TABLE.key("StateDirectory", WordsType.DIRECTORIES, List.of()).must().honoured().add();

  public static final Setting<Integer> CACHE_DIRECTORY_MODE =
      TABLE.key("CacheDirectoryMode", ModeType.MODE, 0755).honoured().add();

  public static final Setting<List<String>> CACHE_DIRECTORY =
      TABLE.key("CacheDirectory", WordsType.DIRECTORIES, List.of()).must().honoured().add();

  public static final Setting<Integer> LOGS_DIRECTORY_MODE =
      TABLE.key("LogsDirectoryMode", ModeType.MODE, 0755).honoured().add();

  public static final Setting<List<String>> LOGS_DIRECTORY =
      TABLE.key("LogsDirectory", WordsType.DIRECTORIES, List.of()).must().honoured().add();

  public static final Setting<Integer> CONFIGURATION_DIRECTORY_MODE =
      TABLE.key("ConfigurationDirectoryMode", ModeType.MODE, 0755).honoured().add();

  public static final Setting<List<String>> CONFIGURATION_DIRECTORY =
      TABLE.key("ConfigurationDirectory", WordsType.DIRECTORIES, List.of()).must().honoured().add();

  public static final Setting<TimeSpan> TIMEOUT_CLEAN_SEC =
      TABLE.key("TimeoutCleanSec", TimeSpanType.SEC, TimeSpan.INFINITY).add();

  public static final Setting<Boolean> MEMORY_DENY_WRITE_EXECUTE =
      TABLE.key("MemoryDenyWriteExecute", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> RESTRICT_REALTIME =
      TABLE.key("RestrictRealtime", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Boolean> RESTRICT_SUID_SGID =
      TABLE.key("RestrictSUIDSGID", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<BitMask> RESTRICT_NAMESPACES =
      TABLE.key("RestrictNamespaces", NamespacesType.NAMESPACES, NamespacesType.ALL).kernel().add();

  public static final Setting<Filter> RESTRICT_FILE_SYSTEMS =
      TABLE.key("RestrictFileSystems", FilterType.FILE_SYSTEMS, Filter.NONE).kernel().add();

  public static final Setting<List<BindPath>> BIND_PATHS =
      TABLE.key("BindPaths", BindPathsType.PATHS, List.of()).kernel().add();

  public static final Setting<List<BindPath>> BIND_READ_ONLY_PATHS =
      TABLE.key("BindReadOnlyPaths", BindPathsType.PATHS, List.of()).kernel().add();

  public static final Setting<List<Pair>> TEMPORARY_FILE_SYSTEM =
      TABLE.key("TemporaryFileSystem", PairsType.FILE_SYSTEMS, List.of()).kernel().add();

  public static final Setting<Boolean> MOUNT_API_VFS =
      TABLE.key("MountAPIVFS", BooleanType.BOOLEAN, false).kernel().emptyUnsets().add();

  public static final Setting<String> KEYRING_MODE =
      TABLE
          .key(
              "KeyringMode",
              new ChoiceType("keyring mode", "private", "inherit", "shared"),
              "private")
          .kernel()
          .add();

  public static final Setting<String> PROTECT_PROC =
      TABLE
          .key(
              "ProtectProc",
              new ChoiceType(
                  "/proc/ protection mode", "default", "noaccess", "invisible", "ptraceable"),
              "default")
          .kernel()
          .add();

  public static final Setting<String> PROC_SUBSET =
      TABLE
          .key("ProcSubset", new ChoiceType("/proc/ subset mode", "all", "pid"), "all")
          .kernel()
          .add();

  public static final Setting<Boolean> PROTECT_HOSTNAME =
      TABLE.key("ProtectHostname", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<String> NETWORK_NAMESPACE_PATH =
      TABLE.key("NetworkNamespacePath", TextType.PATH, "").kernel().add();

  public static final Setting<String> IPC_NAMESPACE_PATH =
      TABLE.key("IPCNamespacePath", TextType.PATH, "").kernel().add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private ExecSettings() {}
}
