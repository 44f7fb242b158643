package org.reeve.unit;

import java.nio.charset.StandardCharsets;

/**
 * Text that remembers bytes. Unit files are UTF-8 by convention only: paths, arguments and
 * environment values are bytes to the kernel. Decoding turns every byte that is not part of valid
 * UTF-8 into a lone low surrogate U+DC80..U+DCFF (valid text has none), and encoding turns it back,
 * so nothing is lost on the way through Java strings.
 */
public final class RawText {
  private static final int SURROGATE = 0xDC00;

  private RawText() {}

  /** Decodes UTF-8; a byte that is not valid UTF-8 becomes the char U+DC00 + byte. Never fails. */
  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** Decodes {@code bytes[from, to)} as {@link #decode(byte[])} does. */
  public static String decode(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] >= 0) {
      i++;
    }
    if (i == to) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    var text = new StringBuilder(to - from);
    i = from;
    while (i < to) {
      int length = sequenceLength(bytes, i, to);
      if (length == 0) {
        text.append((char) (SURROGATE + (bytes[i] & 0xFF)));
        i++;
      } else {
        text.appendCodePoint(codePoint(bytes, i, length));
        i += length;
      }
    }
    return text.toString();
  }

  /**
   * The bytes of {@code text}: UTF-8, with U+DC80..U+DCFF standing alone as the byte they came
   * from.
   */
  public static byte[] encode(String text) {
    if (isEscapeFree(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    var bytes = new java.io.ByteArrayOutputStream(text.length() + 16);
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isRawByte(text, i)) {
        bytes.writeBytes(text.substring(start, i).getBytes(StandardCharsets.UTF_8));
        bytes.write(text.charAt(i) - SURROGATE);
        start = i + 1;
      }
    }
    bytes.writeBytes(text.substring(start).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  /** True if every byte of the source was valid UTF-8. */
  public static boolean isEscapeFree(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isRawByte(text, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRawByte(String text, int i) {
    char c = text.charAt(i);
    return c >= 0xDC80 && c <= 0xDCFF && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  /** Length of the valid UTF-8 sequence at {@code i}, or 0 if there is none. */
  private static int sequenceLength(byte[] bytes, int i, int to) {
    int first = bytes[i] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || i + length > to) {
      return 0;
    }
    for (int k = 1; k < length; k++) {
      if ((bytes[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[i + 1] & 0xFF;
    boolean overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    boolean surrogate = first == 0xED && second >= 0xA0;
    boolean beyond = first == 0xF4 && second >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
  }

  private static int codePoint(byte[] bytes, int i, int length) {
    int value = length == 1 ? bytes[i] : bytes[i] & (0xFF >> (length + 1));
    for (int k = 1; k < length; k++) {
      value = value << 6 | (bytes[i + k] & 0x3F);
    }
    return value;
  }
}
