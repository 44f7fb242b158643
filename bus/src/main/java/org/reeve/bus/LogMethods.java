package org.reeve.bus;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Call;
import org.reeve.manager.InvocationId;
import org.reeve.manager.LogPage;
import org.reeve.manager.LogRecord;
import org.reeve.manager.Manager;
import org.reeve.manager.Unit;
import org.reeve.unit.UnitName;

/**
 * org.reeve.Manager, the one interface that systemd does not have: what units have written, until
 * there is a journal to ask. {@code interfaces.txt} says what the arguments mean.
 */
final class LogMethods {
  /** The interface's name. */
  static final String INTERFACE = "org.reeve.Manager";

  private final Machine machine;

  LogMethods(Machine machine) {
    this.machine = machine;
  }

  Binding<Manager> binding() {
    return new Binding<Manager>(INTERFACE)
        .method("ReadLog", this::readLog)
        .method("Abilities", (_, call) -> call.reply(machine.abilities()));
  }

  private void readLog(Manager manager, Call call) throws BusError {
    UnitName name = UnitName.parse(call.string(0));
    if (name == null) {
      throw Refusals.invalid("Unit name " + call.string(0) + " is not valid.");
    }
    // a unit that is gone still has a log; of one that is there the alias will do
    Unit unit = manager.findUnit(name);
    LogPage page = machine.log(unit == null ? name : unit.name(), call.number(1));
    List<Object> records = new ArrayList<>();
    for (LogRecord record : page.records()) {
      records.add(row(record));
    }
    call.reply(page.first(), page.next(), records);
  }

  private static List<Object> row(LogRecord record) {
    return List.of(
        record.realtimeUsec(),
        bytes(record.invocation()),
        record.pid(),
        record.uid(),
        record.priority(),
        record.fromManager(),
        record.bytes().bytes());
  }

  private static byte[] bytes(InvocationId id) {
    return ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array();
  }
}
