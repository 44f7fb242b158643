/**
 * Throw-away machines with Reeve, or the real systemd, as PID 1: what whole-machine tests and
 * benchmarks share.
 */
@NullMarked
package org.reeve.e2e;

import org.jspecify.annotations.NullMarked;
