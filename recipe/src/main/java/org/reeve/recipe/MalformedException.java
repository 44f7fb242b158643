package org.reeve.recipe;

import java.io.Serial;

/**
 * Bytes that are not what hand/channel.def says; the message is one sentence with what, where and
 * why.
 */
public final class MalformedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  MalformedException(String sentence) {
    super(sentence);
  }
}
