/** The real {@code Host}: hand's channel, cgroups, descriptors, users, timers. */
@NullMarked
package org.reeve.host;

import org.jspecify.annotations.NullMarked;
