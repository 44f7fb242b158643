package org.reeve.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class WireTest {
  /**
   * Where the field "descriptors attached" lies: altering it is a lie about the packet, not in it.
   */
  private static final int HEADER = 16;

  @Test
  void everyMessageSurvivesTheChannel() throws MalformedException {
    for (ChannelMessage message : Samples.MESSAGES) {
      int attached = Samples.attached(message);
      assertThat(ChannelMessage.decode(message.encode(attached), attached)).isEqualTo(message);
    }
  }

  /** The same bytes are read and written again by C in hand/test/wire_test.c. */
  @Test
  void messagesAndStepsHaveTheseBytes() throws IOException {
    StringBuilder text = new StringBuilder();
    for (ChannelMessage message : Samples.MESSAGES) {
      byte[] packet = message.encode(Samples.attached(message));
      text.append("message ").append(HexFormat.of().formatHex(packet)).append('\n');
    }
    text.append("recipe ").append(HexFormat.of().formatHex(Samples.RECIPE.encode().bytes()));
    try (InputStream in =
        Objects.requireNonNull(WireTest.class.getResourceAsStream("every.wire"))) {
      assertThat(text + "\n").isEqualTo(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void theSamplesLeaveOutNoMessageAndNoStep() {
    Set<Class<?>> messages = new LinkedHashSet<>();
    Samples.MESSAGES.forEach(m -> messages.add(m.getClass()));
    assertThat(messages).containsExactlyInAnyOrder(ChannelMessage.class.getPermittedSubclasses());
    Set<Class<?>> steps = new LinkedHashSet<>();
    Samples.STEPS.forEach(s -> steps.add(s.getClass()));
    assertThat(steps).containsExactlyInAnyOrder(Step.class.getPermittedSubclasses());
  }

  @Test
  void aRecipeSurvivesTheChannelButForItsSources() throws MalformedException {
    Recipe decoded = Recipe.decode(Samples.RECIPE.encode());
    assertThat(decoded.lines())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("source")
        .isEqualTo(Samples.RECIPE.lines());
  }

  @Test
  void aMessageCutAnywhereIsRefused() {
    for (ChannelMessage message : Samples.MESSAGES) {
      int attached = Samples.attached(message);
      byte[] whole = message.encode(attached);
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> ChannelMessage.decode(cut, attached))
            .isInstanceOf(MalformedException.class);
      }
    }
  }

  @Test
  void aMessageWithAnythingLeftOverIsRefused() {
    for (ChannelMessage message : Samples.MESSAGES) {
      int attached = Samples.attached(message);
      byte[] longer = Arrays.copyOf(message.encode(attached), message.encode(attached).length + 1);
      longer[8]++; // the size says so too
      if (longer[8] != 0) {
        assertThatThrownBy(() -> ChannelMessage.decode(longer, attached))
            .isInstanceOf(MalformedException.class)
            .hasMessageContaining("left over");
      }
    }
  }

  @Test
  void aMessageWithAnAlteredHeaderIsRefused() {
    for (ChannelMessage message : Samples.MESSAGES) {
      int attached = Samples.attached(message);
      for (int at = 0; at < HEADER; at++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] altered = message.encode(attached);
          altered[at] ^= (byte) (1 << bit);
          int where = at;
          boolean becameAnother = (at == 6 || at == 7) && readable(altered, attached);
          if (!becameAnother) {
            assertThatThrownBy(() -> ChannelMessage.decode(altered, attached))
                .as("byte %d of %s", where, message)
                .isInstanceOf(MalformedException.class);
          }
        }
      }
    }
  }

  private static boolean readable(byte[] packet, int attached) {
    try {
      ChannelMessage.decode(packet, attached);
      return true;
    } catch (MalformedException e) {
      return false;
    }
  }

  @Test
  void anAlteredByteIsReadAsAnotherValueOrRefusedButNeverBreaksTheReader() {
    long seed = Long.getLong("reeve.seed", System.nanoTime());
    System.out.println("WireTest: -Dreeve.seed=" + seed);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    byte[] recipe = Samples.RECIPE.encode().bytes();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] altered = recipe.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        altered[random.nextInt(altered.length)] = (byte) random.nextInt();
      }
      try {
        Recipe again = Recipe.decode(Octets.of(altered));
        assertThat(again.encode()).isEqualTo(Octets.of(altered));
      } catch (MalformedException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  @Test
  void aTextWithANulByteIsNotWritten() {
    Recipe recipe = Recipe.of(new Step.PidFile(Octets.of("/run/a\0b")));
    assertThatThrownBy(recipe::encode)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NUL");
  }

  @Test
  void aMessageWithTheWrongNumberOfDescriptorsIsNeitherWrittenNorRead() {
    ChannelMessage keep = new ChannelMessage.Keep(Octets.of("x"));
    assertThatThrownBy(() -> keep.encode(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChannelMessage.decode(keep.encode(1), 0))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("says 1 descriptors are attached, but 0 are");
  }

  @Test
  void aListThatClaimsMoreElementsThanThereIsRoomForIsRefusedBeforeAnythingIsAllocated() {
    byte[] wire = Recipe.of(new Step.CloseOthers(List.of(1))).encode().bytes();
    wire[wire.length - 8 + 3] = 0x7f;
    assertThatThrownBy(() -> Recipe.decode(Octets.of(wire)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("cannot have");
  }
}
