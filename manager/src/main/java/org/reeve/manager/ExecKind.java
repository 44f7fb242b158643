package org.reeve.manager;

import java.util.List;
import org.reeve.unit.ExecCommand;
import org.reeve.unit.ServiceSettings;
import org.reeve.unit.Setting;
import org.reeve.unit.SocketSettings;

/** The command lists of services, and those of sockets. */
public enum ExecKind {
  CONDITION(ServiceSettings.EXEC_CONDITION),
  START_PRE(ServiceSettings.EXEC_START_PRE),
  START(ServiceSettings.EXEC_START),
  START_POST(ServiceSettings.EXEC_START_POST),
  RELOAD(ServiceSettings.EXEC_RELOAD),
  STOP(ServiceSettings.EXEC_STOP),
  STOP_POST(ServiceSettings.EXEC_STOP_POST),
  SOCKET_START_PRE(SocketSettings.EXEC_START_PRE),
  SOCKET_START_POST(SocketSettings.EXEC_START_POST),
  SOCKET_STOP_PRE(SocketSettings.EXEC_STOP_PRE),
  SOCKET_STOP_POST(SocketSettings.EXEC_STOP_POST);

  private final Setting<List<ExecCommand>> setting;

  ExecKind(Setting<List<ExecCommand>> setting) {
    this.setting = setting;
  }

  public Setting<List<ExecCommand>> setting() {
    return setting;
  }
}
