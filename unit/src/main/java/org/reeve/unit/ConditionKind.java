package org.reeve.unit;

/** The tests of Condition…= and Assert…= (systemd.unit(5), "CONDITIONS AND ASSERTS"). */
public enum ConditionKind {
  ARCHITECTURE("Architecture", Parameter.TEXT),
  FIRMWARE("Firmware", Parameter.TEXT),
  VIRTUALIZATION("Virtualization", Parameter.TEXT),
  HOST("Host", Parameter.TEXT),
  KERNEL_COMMAND_LINE("KernelCommandLine", Parameter.TEXT),
  KERNEL_VERSION("KernelVersion", Parameter.TEXT),
  CREDENTIAL("Credential", Parameter.TEXT),
  ENVIRONMENT("Environment", Parameter.TEXT),
  SECURITY("Security", Parameter.TEXT),
  CAPABILITY("Capability", Parameter.TEXT),
  AC_POWER("ACPower", Parameter.TEXT),
  NEEDS_UPDATE("NeedsUpdate", Parameter.PATH),
  FIRST_BOOT("FirstBoot", Parameter.TEXT),
  PATH_EXISTS("PathExists", Parameter.PATH),
  PATH_EXISTS_GLOB("PathExistsGlob", Parameter.PATH),
  PATH_IS_DIRECTORY("PathIsDirectory", Parameter.PATH),
  PATH_IS_SYMBOLIC_LINK("PathIsSymbolicLink", Parameter.PATH),
  PATH_IS_MOUNT_POINT("PathIsMountPoint", Parameter.PATH),
  PATH_IS_READ_WRITE("PathIsReadWrite", Parameter.PATH),
  PATH_IS_ENCRYPTED("PathIsEncrypted", Parameter.PATH),
  DIRECTORY_NOT_EMPTY("DirectoryNotEmpty", Parameter.PATH),
  FILE_NOT_EMPTY("FileNotEmpty", Parameter.PATH),
  FILE_IS_EXECUTABLE("FileIsExecutable", Parameter.PATH),
  USER("User", Parameter.TEXT),
  GROUP("Group", Parameter.TEXT),
  CONTROL_GROUP_CONTROLLER("ControlGroupController", Parameter.TEXT),
  MEMORY("Memory", Parameter.TEXT),
  CPUS("CPUs", Parameter.TEXT),
  CPU_FEATURE("CPUFeature", Parameter.TEXT),
  OS_RELEASE("OSRelease", Parameter.TEXT),
  MEMORY_PRESSURE("MemoryPressure", Parameter.TEXT),
  CPU_PRESSURE("CPUPressure", Parameter.TEXT),
  IO_PRESSURE("IOPressure", Parameter.TEXT);

  private enum Parameter {
    TEXT,
    PATH
  }

  private final String suffix;
  private final Parameter parameter;

  ConditionKind(String suffix, Parameter parameter) {
    this.suffix = suffix;
    this.parameter = parameter;
  }

  /** The key without Condition or Assert. */
  public String suffix() {
    return suffix;
  }

  /** True if the parameter has to be an absolute path. */
  public boolean takesPath() {
    return parameter == Parameter.PATH;
  }
}
