/** Whole-machine tests: Reeve, or the real systemd, as PID 1 of throw-away machines. */
@NullMarked
package org.reeve.e2e;

import org.jspecify.annotations.NullMarked;
