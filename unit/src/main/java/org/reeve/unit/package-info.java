/**
 * The unit-file language: names, parsing, drop-ins, load path, typed settings. Pure Java, any OS.
 */
@NullMarked
package org.reeve.unit;

import org.jspecify.annotations.NullMarked;
