/** A recipe is data: the steps between fork and exec as a value, with a text and a wire form. */
@NullMarked
package org.reeve.recipe;

import org.jspecify.annotations.NullMarked;
