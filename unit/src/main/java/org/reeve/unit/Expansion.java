package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * Text with its specifiers replaced, or why that cannot be.
 *
 * @param text the result; null if there is none
 * @param fault the reason, "" if there is a result
 */
public record Expansion(@Nullable String text, String fault) {}
