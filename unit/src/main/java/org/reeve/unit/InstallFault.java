package org.reeve.unit;

/**
 * Why an installation verb failed, in whole or in part.
 *
 * @param busName the D-Bus error
 * @param message one sentence, systemd's
 */
public record InstallFault(String busName, String message) {
  private static final String PREFIX = "org.freedesktop.systemd1.";

  static InstallFault noSuchUnit(String name) {
    return new InstallFault(PREFIX + "NoSuchUnit", "Unit file " + name + " does not exist.");
  }

  static InstallFault masked(String path) {
    return new InstallFault(PREFIX + "UnitMasked", "Unit file " + path + " is masked.");
  }

  static InstallFault linked(String name) {
    return new InstallFault(
        PREFIX + "UnitLinked", "Refusing to operate on alias name or linked unit file: " + name);
  }

  static InstallFault exists(String path, String target) {
    String isLink = target.isEmpty() ? "" : " and is a symlink to " + target;
    return new InstallFault(
        PREFIX + "UnitExists", "File " + path + " already exists" + isLink + ".");
  }

  static InstallFault badAlias(String name, String alias) {
    return new InstallFault(
        PREFIX + "BadUnitSetting", "Cannot alias " + name + " as " + alias + ".");
  }

  static InstallFault badName(String name) {
    return new InstallFault(
        PREFIX + "BadUnitSetting", "\"" + name + "\" is not a valid unit name.");
  }

  static InstallFault badSpecifier(String text) {
    return new InstallFault(PREFIX + "BadUnitSetting", "Invalid specifier in \"" + text + "\".");
  }

  static InstallFault nonTemplate(String destination) {
    return new InstallFault(
        PREFIX + "BadUnitSetting", "Destination unit " + destination + " is a non-template unit.");
  }

  static InstallFault invalidArgument() {
    return new InstallFault("org.freedesktop.DBus.Error.InvalidArgs", "Invalid argument");
  }

  static InstallFault io(String message) {
    return new InstallFault("org.freedesktop.DBus.Error.Failed", message);
  }
}
