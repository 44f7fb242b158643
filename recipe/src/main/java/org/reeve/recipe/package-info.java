/**
 * A recipe is data: the steps between fork and exec as a value, with a text and a wire form; and
 * the messages that take it to hand. The wire layout has one definition, hand/channel.def, from
 * which {@link org.reeve.recipe.ChannelMessage} and the constants are made.
 */
@NullMarked
package org.reeve.recipe;

import org.jspecify.annotations.NullMarked;
