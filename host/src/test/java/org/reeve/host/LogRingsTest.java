package org.reeve.host;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reeve.linux.Fd;
import org.reeve.linux.Memory;
import org.reeve.linux.Socket;
import org.reeve.linux.Sys;
import org.reeve.manager.InvocationId;
import org.reeve.manager.LogPage;
import org.reeve.unit.UnitName;

@Timeout(60)
class LogRingsTest {
  private static final UnitName A = UnitName.of("a.service");
  private static final UnitName B = UnitName.of("b.service");
  private static final InvocationId FIRST = new InvocationId(1, 2);
  private static final InvocationId SECOND = new InvocationId(3, 4);

  private static void write(Fd to, String text) {
    to.writeFully(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> lines(LogSink sink, UnitName unit) {
    List<String> lines = new ArrayList<>();
    for (LogEntry entry : sink.last(unit, Integer.MAX_VALUE)) {
      lines.add(entry.line().toString());
    }
    return lines;
  }

  private static Socket.Pair stream() {
    Socket.Pair pair = Socket.pair(Socket.Type.STREAM, true);
    Socket.passCredentials(pair.first());
    return pair;
  }

  @Test
  void linesComeOutAsTheyWentInWithTheirWriter() {
    Socket.Pair pair = stream();
    try (LogRings rings = LogRings.open(Memory.create("logs"), 8);
        Fd in = pair.first();
        Fd out = pair.second()) {
      write(out, "one\ntw");
      rings.receive(A, FIRST, in);
      write(out, "o\n\nthree");
      rings.receive(A, FIRST, in);
      assertThat(rings.receive(A, FIRST, in)).isZero();
      assertThat(lines(rings, A)).containsExactly("one", "two", "", "three");
      LogEntry one = rings.last(A, 4).getFirst();
      assertThat(one.pid()).isEqualTo(Sys.pid());
      assertThat(one.uid()).isEqualTo(Sys.uid());
      assertThat(one.invocation()).isEqualTo(FIRST);
      assertThat(one.fromManager()).isFalse();
    }
  }

  @Test
  void aLineCanBeginWithItsPriority() {
    Socket.Pair pair = stream();
    try (LogRings rings = LogRings.open(Memory.create("logs"), 8);
        Fd in = pair.first();
        Fd out = pair.second()) {
      write(out, "<3>bad\nplain\n<8>no mark\n<0>\n<");
      rings.receive(A, FIRST, in);
      List<String> said = new ArrayList<>();
      for (LogEntry entry : rings.last(A, 9)) {
        said.add(entry.priority() + " " + entry.line());
      }
      assertThat(said).containsExactly("3 bad", "6 plain", "6 <8>no mark", "0 ", "6 <");
    }
  }

  @Test
  void theEndOfAStreamIsMinusOne() {
    Socket.Pair pair = stream();
    try (LogRings rings = LogRings.open(Memory.create("logs"), 8);
        Fd in = pair.first()) {
      write(pair.second(), "last words");
      pair.second().close();
      assertThat(rings.receive(A, FIRST, in)).isEqualTo(10);
      assertThat(rings.receive(A, FIRST, in)).isEqualTo(-1);
      assertThat(lines(rings, A)).containsExactly("last words");
    }
  }

  @Test
  void messagesAndOutputStandInOrderAndInvocationsDoNotMix() {
    Socket.Pair pair = stream();
    try (LogRings rings = LogRings.open(Memory.create("logs"), 8);
        Fd in = pair.first();
        Fd out = pair.second()) {
      rings.message(A, FIRST, 6, "Started a.");
      write(out, "unended");
      rings.receive(A, FIRST, in);
      rings.message(A, FIRST, 4, "a failed.");
      write(out, "fresh\n");
      rings.receive(A, SECOND, in);
      assertThat(lines(rings, A)).containsExactly("Started a.", "a failed.", "fresh", "unended");
      assertThat(rings.last(A, 4).get(1).priority()).isEqualTo(4);
    }
  }

  @Test
  void aRingKeepsItsNewestLinesAndNoOtherUnitLosesAny() {
    Socket.Pair pair = stream();
    try (LogRings rings = LogRings.open(Memory.create("logs"), 8);
        Fd in = pair.first();
        Fd out = pair.second()) {
      rings.message(B, FIRST, 6, "quiet");
      for (int i = 0; i < 20_000; i++) {
        write(out, "line number " + i + "\n");
        rings.receive(A, FIRST, in);
      }
      List<String> lines = lines(rings, A);
      assertThat(lines).hasSizeGreaterThan(500).last().isEqualTo("line number 19999");
      for (int i = 1; i < lines.size(); i++) {
        int number = 20_000 - lines.size() + i;
        assertThat(lines.get(i)).isEqualTo("line number " + number);
      }
      assertThat(lines(rings, B)).containsExactly("quiet");
    }
  }

  @Test
  void aNewManagerFindsWhatTheOldOneRead() {
    Socket.Pair pair = stream();
    Fd file = Memory.create("logs");
    try (Fd kept = file.dup();
        Fd in = pair.first();
        Fd out = pair.second()) {
      LogRings old = LogRings.open(file, 8);
      write(out, "before\n");
      old.receive(A, FIRST, in);
      old.message(B, SECOND, 6, "other");
      old.close();
      try (LogRings fresh = LogRings.open(kept.dup(), 8)) {
        assertThat(lines(fresh, A)).containsExactly("before");
        assertThat(lines(fresh, B)).containsExactly("other");
        write(out, "after\n");
        fresh.receive(A, FIRST, in);
        assertThat(lines(fresh, A)).containsExactly("before", "after");
      }
    }
  }

  @Test
  void bytesReadButNotWrittenDownWhenTheManagerWasKilledAreFound() {
    // What kill -9 leaves right after recvmsg has returned: the record says "being read", head is
    // where it was.
    Socket.Pair pair = stream();
    Fd file = Memory.create("logs");
    try (Fd kept = file.dup();
        Fd in = pair.first();
        Fd out = pair.second();
        LogRings old = LogRings.open(file, 8)) {
      write(out, "whole\n");
      old.receive(A, FIRST, in);
      ByteBuffer memory = requireNonNull(old.memory(A));
      long head = memory.getLong(24);
      write(out, "read, then killed\n");
      old.receive(A, FIRST, in);
      int record = 512 + (int) head;
      memory.putInt(record + 32, -1); // size: being read
      memory.putLong(24, head);
      try (LogRings fresh = LogRings.open(kept.dup(), 8)) {
        assertThat(lines(fresh, A)).containsExactly("whole", "read, then killed");
      }
    }
  }

  @Test
  void aLineOfWhichTheManagerHadReadAPartWhenItWasKilledStaysInOnePiece() {
    Socket.Pair pair = stream();
    Fd file = Memory.create("logs");
    try (Fd kept = file.dup();
        Fd in = pair.first();
        Fd out = pair.second();
        LogRings old = LogRings.open(file, 8)) {
      write(out, "begun, ");
      old.receive(A, FIRST, in);
      ByteBuffer memory = requireNonNull(old.memory(A));
      long head = memory.getLong(24);
      write(out, "ended\n");
      old.receive(A, FIRST, in);
      int record = 512 + (int) head;
      memory.putInt(record + 32, -1).putInt(record + 36, 0); // being read, by whom is not known yet
      memory.putLong(24, head);
      try (LogRings fresh = LogRings.open(kept.dup(), 8)) {
        assertThat(lines(fresh, A)).containsExactly("begun, ended");
      }
    }
  }

  @Test
  void pagesHaveEveryRecordOnceWhateverComesBetweenThem() {
    try (LogRings rings = LogRings.open(Memory.create("logs"), 8)) {
      int written = 0;
      List<String> read = new ArrayList<>();
      long next = 0;
      for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 80; i++) {
          rings.message(A, FIRST, 6, "message " + written++);
        }
        LogPage page = rings.page(A, next);
        while (!page.records().isEmpty()) {
          assertThat(page.first()).as("nothing was overwritten unread").isLessThanOrEqualTo(next);
          page.records().forEach(record -> read.add(record.bytes().toString()));
          next = page.next();
          page = rings.page(A, next);
        }
      }
      assertThat(read).hasSize(8000).first().isEqualTo("message 0");
      for (int i = 0; i < read.size(); i++) {
        assertThat(read.get(i)).isEqualTo("message " + i);
      }
    }
  }

  @Test
  void aPageIsBoundedAndSaysWhatWasOverwritten() {
    try (LogRings rings = LogRings.open(Memory.create("logs"), 8)) {
      String text = "x".repeat(1000);
      for (int i = 0; i < 1000; i++) {
        rings.message(A, FIRST, 6, text);
      }
      LogPage page = rings.page(A, 0);
      assertThat(page.first()).isGreaterThan(900_000);
      assertThat(page.records()).hasSizeBetween(10, 30);
      assertThat(rings.page(A, page.next() + 1).records().size()).as("no boundary").isPositive();
      assertThat(rings.page(A, Long.MAX_VALUE).first()).as("no such place").isEqualTo(page.first());
      assertThat(rings.page(B, 0)).isEqualTo(LogPage.EMPTY);
    }
  }

  @Test
  void whenAllRingsAreTakenTheLeastUsedGoes() {
    try (LogRings rings = LogRings.open(Memory.create("logs"), 2)) {
      rings.message(A, FIRST, 6, "a");
      rings.message(B, FIRST, 6, "b");
      rings.message(A, FIRST, 6, "a again");
      rings.message(UnitName.of("c.service"), FIRST, 6, "c");
      assertThat(lines(rings, A)).containsExactly("a", "a again");
      assertThat(lines(rings, B)).isEmpty();
    }
  }

  @Test
  void unitsThatComeAndGoTakeTurnsInTheRingsThatAreKeptOfThem() {
    try (Fd file = Memory.create("logs");
        LogRings rings = LogRings.open(file.dup(), 4096)) {
      UnitName stays = UnitName.of("stays.service");
      rings.loaded(stays);
      rings.message(stays, FIRST, 6, "still there");
      for (int i = 1; i <= 2 * LogRings.MOST_DROPPED; i++) {
        UnitName unit = UnitName.of("request@" + i + ".service");
        rings.loaded(unit);
        rings.message(unit, FIRST, 6, "begins");
        rings.dropped(unit);
        rings.message(unit, FIRST, 6, "wrote this last");
      }
      assertThat(file.stat().size()).isEqualTo((LogRings.MOST_DROPPED + 1) * (long) LogRing.SIZE);
      assertThat(rings.last(stays, 9)).hasSize(1);
      assertThat(rings.last(UnitName.of("request@1.service"), 9)).isEmpty();
      for (int i = LogRings.MOST_DROPPED + 1; i <= 2 * LogRings.MOST_DROPPED; i++) {
        assertThat(rings.last(UnitName.of("request@" + i + ".service"), 9)).hasSize(2);
      }
    }
  }

  @Test
  void theReaderTakesAFloodWhileAnotherUnitIsHeard() throws Exception {
    Socket.Pair flood = Socket.pair(Socket.Type.STREAM, false);
    Socket.Pair calm = Socket.pair(Socket.Type.STREAM, false);
    List<String> ended = Collections.synchronizedList(new ArrayList<>());
    LogRings rings = LogRings.open(Memory.create("logs"), 8);
    try (LogReader reader = new LogReader(rings, (name, _, _) -> ended.add(name))) {
      reader.read("flood", A, FIRST, flood.first());
      reader.read("calm", B, FIRST, calm.first());
      Thread writer =
          new Thread(() -> {
            for (int i = 0; i < 20_000; i++) {
              write(flood.second(), "the same line again and again\n");
            }
            flood.second().close();
          });
      writer.start();
      write(calm.second(), "heard\n");
      Deadline.until("the calm unit's line", () -> lines(rings, B).contains("heard"));
      writer.join();
      Deadline.until("the end of the flood", () -> ended.contains("flood"));
      calm.second().close();
      Deadline.until("the end of the other", () -> ended.contains("calm"));
      assertThat(lines(rings, A)).last().isEqualTo("the same line again and again");
    }
    rings.close();
  }
}
