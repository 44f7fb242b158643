/** The core: one loop owns all state, and all state is a value. */
@NullMarked
package org.reeve.manager;

import org.jspecify.annotations.NullMarked;
