package org.reeve.unit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * StandardInputData= and StandardInputText=: what a program reads from its standard input, piece by
 * piece, each as {@link RawText}. The two keys add to one list, whose pieces follow each other
 * without anything between.
 */
final class InputDataType extends Type<List<String>> {
  /** Base64. */
  static final InputDataType DATA = new InputDataType(false);

  /** Text with C escapes and specifiers; a newline is put behind it. */
  static final InputDataType TEXT = new InputDataType(true);

  private final boolean text;

  private InputDataType(boolean text) {
    super("ay");
    this.text = text;
  }

  @Override
  public @Nullable List<String> parse(String value, ValueContext context) {
    if (text) {
      String expanded = context.expand(Words.unescape(value));
      return expanded == null ? null : List.of(expanded + "\n");
    }
    try {
      return List.of(RawText.decode(Base64.getMimeDecoder().decode(RawText.encode(value))));
    } catch (IllegalArgumentException e) {
      context.warn("Failed to decode base64 data, ignoring: " + value);
      return null;
    }
  }

  @Override
  public List<String> append(List<String> earlier, List<String> later) {
    var all = new ArrayList<>(earlier);
    all.addAll(later);
    return List.copyOf(all);
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public String print(List<String> value) {
    return Base64.getEncoder().encodeToString(bytes(value));
  }

  @Override
  public Object toBus(List<String> value) {
    return bytes(value);
  }

  @Override
  public List<String> fromBus(Object value) {
    if (value instanceof byte[] data) {
      return data.length == 0 ? List.of() : List.of(RawText.decode(data));
    }
    throw mismatch(value);
  }

  private static byte[] bytes(List<String> pieces) {
    var all = new ByteArrayOutputStream();
    for (String piece : pieces) {
      all.writeBytes(RawText.encode(piece));
    }
    return all.toByteArray();
  }
}
