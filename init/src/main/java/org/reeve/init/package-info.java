/** Main: wiring of PID 1, and the reeve commands. */
@NullMarked
package org.reeve.init;

import org.jspecify.annotations.NullMarked;
