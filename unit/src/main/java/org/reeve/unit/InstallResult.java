package org.reeve.unit;

import java.util.List;

/**
 * What an installation verb did.
 *
 * @param carriesInstallInfo false if no unit of it had anything to install, which clients mention
 * @param changes what was done, in order; also where there are faults
 * @param faults what could not be done; a client is told the first
 */
public record InstallResult(
    boolean carriesInstallInfo, List<InstallChange> changes, List<InstallFault> faults) {
  public InstallResult {
    changes = List.copyOf(changes);
    faults = List.copyOf(faults);
  }

  public boolean ok() {
    return faults.isEmpty();
  }
}
