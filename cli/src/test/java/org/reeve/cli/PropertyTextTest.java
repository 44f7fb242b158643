package org.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reeve.dbus.Variant;

class PropertyTextTest {
  private static String shown(boolean empty, String name, String signature, Object value) {
    PropertyText text = new PropertyText(new Timestamps("pretty", "UTC"), empty, false);
    text.add(name, Variant.of(signature, value));
    return text.text();
  }

  @Test
  void numbersThatMeanNothingHaveWords() {
    assertThat(shown(false, "MemoryMax", "t", -1L)).isEqualTo("MemoryMax=infinity\n");
    assertThat(shown(false, "CPUWeight", "t", -1L)).isEqualTo("CPUWeight=[not set]\n");
    assertThat(shown(false, "IPIngressBytes", "t", -1L)).isEqualTo("IPIngressBytes=[no data]\n");
    assertThat(shown(false, "IOReadBytes", "t", -1L))
        .isEqualTo("IOReadBytes=18446744073709551615\n");
    assertThat(shown(false, "UID", "u", 0xFFFF_FFFFL)).isEqualTo("UID=[not set]\n");
  }

  @Test
  void timesAndModesAreWrittenAsPeopleWriteThem() {
    assertThat(shown(false, "RestartUSec", "t", 2_500_000L)).isEqualTo("RestartUSec=2.500000s\n");
    assertThat(shown(false, "UMask", "u", 18L)).isEqualTo("UMask=0022\n");
  }

  @Test
  void emptyValuesAreShownOnlyOnRequest() {
    assertThat(shown(false, "StatusText", "s", "")).isEmpty();
    assertThat(shown(true, "StatusText", "s", "")).isEqualTo("StatusText=\n");
    assertThat(shown(true, "Asserts", "a(sbbsi)", List.of())).isEqualTo("Asserts=[unprintable]\n");
  }

  @Test
  void wordsAreQuotedForAShell() {
    assertThat(shown(false, "Environment", "as", List.of("A=1", "B=two words", "C=$x")))
        .isEqualTo("Environment=A=1 \"B=two words\" \"C=\\$x\"\n");
  }

  @Test
  void commandsTellHowTheyEnded() {
    List<Object> command =
        List.of("/bin/sh", List.of("/bin/sh", "-c", "exit 3"), false, 0L, 0L, 0L, 0L, 44L, 1, 3);
    assertThat(shown(false, "ExecStart", "a(sasbttttuii)", List.of(command)))
        .isEqualTo(
            "ExecStart={ path=/bin/sh ; argv[]=/bin/sh -c exit 3 ; ignore_errors=no ;"
                + " start_time=[n/a] ; stop_time=[n/a] ; pid=44 ; code=exited ; status=3 }\n");
  }

  @Test
  void setsOfProcessorsAreRanges() {
    assertThat(shown(false, "CPUAffinity", "ay", List.of(0b1011, 1)))
        .isEqualTo("CPUAffinity=0-1 3 8\n");
  }
}
