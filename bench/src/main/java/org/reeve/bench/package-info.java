/** Whole-process benchmarks: Reeve beside the real systemd in one run. */
@NullMarked
package org.reeve.bench;

import org.jspecify.annotations.NullMarked;
