/** Typed system calls through java.lang.foreign: the one place with native calls. */
@NullMarked
package org.reeve.linux;

import org.jspecify.annotations.NullMarked;
