package org.reeve.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Direct buffers from text and back, for tests. */
final class Buffers {
  private Buffers() {}

  static ByteBuffer of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return empty(bytes.length).put(bytes).flip();
  }

  static ByteBuffer empty(int size) {
    return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  static String text(ByteBuffer buffer) {
    return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
  }
}
