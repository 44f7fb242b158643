package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of state records, written and read again. */
class StateRecordTest {
  /** Lone surrogates stand for bytes that were not UTF-8, such as a service's STATUS= may have. */
  @ParameterizedTest
  @ValueSource(strings = {"", "a.service", "ü\u4e2d", "\ud83d\ude00", "byte \udcff and \udc80"})
  void anyTextComesBackAsItWas(String text) {
    byte[] record = new StateWriter(1).text(text).nullableText(text).integer(7).toBytes();
    StateReader in = new StateReader("unit:a.service", record, 1);
    assertThat(in.text()).isEqualTo(text);
    assertThat(in.nullableText()).isEqualTo(text);
    assertThat(in.integer()).isEqualTo(7);
  }

  @Test
  void aTextThatIsCutIsRefusedWithTheRecordsName() {
    byte[] record = new StateWriter(1).text("a text").toBytes();
    StateReader in = new StateReader("unit:a.service", Arrays.copyOf(record, record.length - 1), 1);
    assertThatThrownBy(in::text)
        .isInstanceOf(StateReader.StateException.class)
        .hasMessageContaining("unit:a.service");
  }
}
