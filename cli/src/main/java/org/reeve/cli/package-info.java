/**
 * {@code systemctl} of our own. A command line becomes an {@link org.reeve.cli.Invocation}, its
 * verb is looked up in {@link org.reeve.cli.Verbs}, and what the verb has to say goes through
 * {@link org.reeve.cli.Screen}. Behaviour, texts and exit statuses are those of systemd 252; the
 * oracle is the binary itself (the differential test lives in {@code e2e}).
 */
@NullMarked
package org.reeve.cli;

import org.jspecify.annotations.NullMarked;
