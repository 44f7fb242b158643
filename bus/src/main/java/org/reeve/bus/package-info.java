/** The manager's face: the org.freedesktop.systemd1 objects. */
@NullMarked
package org.reeve.bus;

import org.jspecify.annotations.NullMarked;
