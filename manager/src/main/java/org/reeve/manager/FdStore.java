package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.recipe.Wire;
import org.reeve.unit.ServiceSettings;

/**
 * A service's file descriptor store (FileDescriptorStoreMax= of systemd.service(5), FDSTORE=1 and
 * its kin of sd_notify(3)): what it wants back when it is started again.
 *
 * <p>The list is part of the service's record, and hand keeps the descriptors, so that both outlive
 * the manager. The store is emptied when the service is down and has no job, which is looked at
 * when either has just come true: what a process that was left behind stores later stays until the
 * next time.
 */
final class FdStore {
  /** A recipe numbers no more than {@link Wire#TARGETS}, and sockets need some of these too. */
  static final int MOST = Wire.TARGETS - 32;

  private static final int LONGEST_NAME = 255;
  private static final String NAMELESS = "stored";

  private final Service service;

  FdStore(Service service) {
    this.service = service;
  }

  private List<ServiceState.Stored> stored() {
    return service.service().store();
  }

  private void replace(List<ServiceState.Stored> fresh) {
    service.replace(service.service().with(fresh));
  }

  private Host host() {
    return service.manager().host();
  }

  private int most() {
    long set =
        Integer.toUnsignedLong(service.definition().get(ServiceSettings.FILE_DESCRIPTOR_STORE_MAX));
    return (int) Math.min(set, MOST);
  }

  /** What becomes descriptors 3, 4, … of the next process, behind those of sockets. */
  List<Handed.Descriptor> handed() {
    List<Handed.Descriptor> descriptors = new ArrayList<>();
    for (ServiceState.Stored each : stored()) {
      descriptors.add(new Handed.Descriptor(each.name(), each.descriptor()));
    }
    return descriptors;
  }

  // ---- what the service says ----

  /** A message from one who may speak for the service. */
  void notified(Event.Notified message) {
    String name = name(message.lines());
    if (message.lines().contains("FDSTOREREMOVE=1")) {
      if (name == null || !isValid(name)) {
        log(
            LogLevel.WARNING,
            "FDSTOREREMOVE=1 requested, but no valid file descriptor name passed, ignoring.");
      } else {
        remove(name);
      }
    } else if (message.lines().contains("FDSTORE=1")) {
      if (name != null && !isValid(name)) {
        log(LogLevel.WARNING, "Passed FDNAME= name is invalid, ignoring.");
        name = null;
      }
      boolean polled = !message.lines().contains("FDPOLL=0");
      store(message.descriptors(), name == null ? NAMELESS : name, polled);
    }
  }

  /** The first FDNAME=; null if there is none. */
  private static @Nullable String name(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith("FDNAME=")) {
        return line.substring("FDNAME=".length());
      }
    }
    return null;
  }

  /** Printable ASCII without the colon, which separates names in $LISTEN_FDNAMES; may be empty. */
  private static boolean isValid(String name) {
    boolean valid = name.length() <= LONGEST_NAME;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= c >= ' ' && c <= '~' && c != ':';
    }
    return valid;
  }

  private void store(List<String> descriptors, String name, boolean polled) {
    List<ServiceState.Stored> fresh = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String descriptor : descriptors) {
      if (isStored(descriptor, names)) {
        continue;
      }
      if (stored().size() + fresh.size() >= most()) {
        log(
            LogLevel.WARNING,
            "Tried to store more than FileDescriptorStoreMax="
                + most()
                + " file descriptors, closing the rest.");
        break;
      }
      fresh.add(new ServiceState.Stored(name, descriptor, polled));
      names.add(descriptor);
      log(LogLevel.DEBUG, "Added a file descriptor (" + name + ") to the store.");
    }
    if (!fresh.isEmpty()) {
      fresh.addAll(stored());
      replace(fresh);
      host().keep(service.name(), names);
      if (polled) {
        host().watchHangUp(service.name(), names);
      }
    }
  }

  private boolean isStored(String descriptor, List<String> fresh) {
    for (ServiceState.Stored each : stored()) {
      if (host().isSameFile(each.descriptor(), descriptor)) {
        return true;
      }
    }
    for (String each : fresh) {
      if (host().isSameFile(each, descriptor)) {
        return true;
      }
    }
    return false;
  }

  private void remove(String name) {
    List<ServiceState.Stored> left = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (ServiceState.Stored each : stored()) {
      if (each.name().equals(name)) {
        gone.add(each.descriptor());
      } else {
        left.add(each);
      }
    }
    give(left, gone);
  }

  // ---- what else happens to it ----

  /** One of them leads nowhere any more. */
  void hungUp(String descriptor) {
    List<ServiceState.Stored> left = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (ServiceState.Stored each : stored()) {
      if (each.descriptor().equals(descriptor)) {
        log(
            LogLevel.DEBUG,
            "A stored file descriptor (" + each.name() + ") was hung up, closing it.");
        gone.add(descriptor);
      } else {
        left.add(each);
      }
    }
    give(left, gone);
  }

  /** The service is down and has no job. */
  void release() {
    List<String> gone = new ArrayList<>();
    for (ServiceState.Stored each : stored()) {
      gone.add(each.descriptor());
    }
    give(List.of(), gone);
  }

  private void give(List<ServiceState.Stored> left, List<String> gone) {
    if (!gone.isEmpty()) {
      replace(left);
      host().close(gone);
    }
  }

  /**
   * A new manager, or unit files that were read again: what hand does not have or the unit may not
   * have any more is forgotten, the oldest first.
   */
  void resume() {
    List<ServiceState.Stored> left = new ArrayList<>();
    List<String> polled = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (ServiceState.Stored each : stored()) {
      if (left.size() >= most() || !host().isKept(each.descriptor())) {
        gone.add(each.descriptor());
        continue;
      }
      left.add(each);
      if (each.polled()) {
        polled.add(each.descriptor());
      }
    }
    give(left, gone);
    if (!polled.isEmpty()) {
      host().watchHangUp(service.name(), polled);
    }
  }

  private void log(LogLevel level, String sentence) {
    service.manager().log(level, service.name(), service.name().text() + ": " + sentence);
  }
}
