package org.reeve.manager;

import java.util.List;
import org.reeve.unit.ExecCommand;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.Setting;

/** The command lists of a service. */
public enum ExecKind {
  CONDITION(ServiceSettings.EXEC_CONDITION),
  START_PRE(ServiceSettings.EXEC_START_PRE),
  START(ServiceSettings.EXEC_START),
  START_POST(ServiceSettings.EXEC_START_POST),
  RELOAD(ServiceSettings.EXEC_RELOAD),
  STOP(ServiceSettings.EXEC_STOP),
  STOP_POST(ServiceSettings.EXEC_STOP_POST);

  private final Setting<List<ExecCommand>> setting;

  ExecKind(Setting<List<ExecCommand>> setting) {
    this.setting = setting;
  }

  public Setting<List<ExecCommand>> setting() {
    return setting;
  }
}
