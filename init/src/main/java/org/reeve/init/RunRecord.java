package org.reeve.init;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;

/**
 * What {@code reeve run} itself remembers over the death of a manager, beside what the core does.
 *
 * @param started whether the units were asked for
 * @param ending whether all is being stopped because nothing that was asked for is left
 * @param wanted the units that were asked for, by the command line or later by clients
 * @param faults what could not be started and why, a sentence each
 */
record RunRecord(boolean started, boolean ending, Set<UnitName> wanted, List<String> faults) {
  static final String KEY = "run";
  private static final String VERSION = "1";

  RunRecord {
    wanted = new LinkedHashSet<>(wanted);
    faults = List.copyOf(faults);
  }

  RunRecord begun() {
    return new RunRecord(true, ending, wanted, faults);
  }

  RunRecord ended() {
    return new RunRecord(started, true, wanted, faults);
  }

  RunRecord with(UnitName unit) {
    Set<UnitName> more = new LinkedHashSet<>(wanted);
    more.add(unit);
    return new RunRecord(started, ending, more, faults);
  }

  RunRecord withFault(String sentence) {
    List<String> more = new ArrayList<>(faults);
    more.add(sentence);
    return new RunRecord(started, ending, wanted, more);
  }

  /** A line each; sentences have none in them. */
  byte[] toBytes() {
    StringBuilder text = new StringBuilder(VERSION).append('\n');
    text.append(started).append('\n').append(ending).append('\n');
    text.append(wanted.size()).append('\n');
    for (UnitName unit : wanted) {
      text.append(unit).append('\n');
    }
    for (String fault : faults) {
      text.append(fault.replace('\n', ' ')).append('\n');
    }
    return RawText.encode(text.toString());
  }

  /** Reads what {@link #toBytes} has written; {@code otherwise} if that was another version. */
  static RunRecord ofBytes(byte[] bytes, RunRecord otherwise) {
    String[] lines = RawText.decode(bytes).split("\n", -1);
    if (!lines[0].equals(VERSION)) {
      return otherwise;
    }
    Set<UnitName> wanted = new LinkedHashSet<>();
    int units = Integer.parseInt(lines[3]);
    for (int i = 4; i < 4 + units; i++) {
      wanted.add(UnitName.of(lines[i]));
    }
    List<String> faults = new ArrayList<>();
    for (int i = 4 + units; i < lines.length - 1; i++) {
      faults.add(lines[i]);
    }
    return new RunRecord(
        Boolean.parseBoolean(lines[1]), Boolean.parseBoolean(lines[2]), wanted, faults);
  }
}
