package org.reeve.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Memory;
import org.reeve.linux.Pipe;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;

@Timeout(60)
class LoggingTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

  private String written() {
    return lines.toString(UTF_8);
  }

  @Test
  void eachLineOfAMessageHasThePrefixOfItsPriority() {
    JournalLoggerFinder finder =
        new JournalLoggerFinder(new LogOutput(lines, true, null), System.Logger.Level.DEBUG);
    System.Logger logger = finder.logger("org.example.Echo");
    logger.log(System.Logger.Level.ERROR, "broken");
    logger.log(System.Logger.Level.WARNING, "{0} of {1}", 1, 2);
    logger.log(System.Logger.Level.INFO, "two\nlines");
    logger.log(System.Logger.Level.DEBUG, "not a {format");
    logger.log(System.Logger.Level.TRACE, "too fine");
    assertThat(written())
        .isEqualTo(
            """
            <3>org.example.Echo: broken
            <4>org.example.Echo: 1 of 2
            <6>org.example.Echo: two
            <6>lines
            <7>org.example.Echo: not a {format
            """);
  }

  @Test
  void aPersonReadsThePriorityAsAWordAndAnExceptionWithItsTrace() {
    System.Logger logger =
        new JournalLoggerFinder(new LogOutput(lines, false, null), System.Logger.Level.INFO)
            .logger("x");
    logger.log(System.Logger.Level.WARNING, "cannot write", new IOException("disk full"));
    assertThat(written())
        .startsWith(
            "WARNING x: cannot write\n  java.io.IOException: disk full\n  \tat org.reeve.daemon")
        .endsWith("\n");
  }

  @Test
  void recordsOfJavaUtilLoggingGoTheSameWay() {
    JournalHandler handler = new JournalHandler(new LogOutput(lines, true, null));
    Logger logger = Logger.getAnonymousLogger();
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
    logger.severe("severe");
    logger.log(Level.WARNING, "{0}!", "warning");
    logger.info("info");
    logger.config("config");
    logger.finest("finest");
    assertThat(written()).isEqualTo("<3>severe\n<4>warning!\n<6>info\n<7>config\n<7>finest\n");
  }

  @Test
  void whereAJournalListensEntriesGoThereWithTheirFields() throws Exception {
    String path = directory.resolve("journal").toString();
    try (FakeManager journal = new FakeManager(UnixAddress.path(path))) {
      LogOutput output = new LogOutput(lines, true, new JournalSocket(UnixAddress.path(path)));
      JournalHandler handler = new JournalHandler(output);
      LogRecord record = new LogRecord(Level.WARNING, "one\ntwo ü");
      record.setLoggerName("org.example");
      record.setSourceClassName("org.example.Echo");
      record.setSourceMethodName("serve");
      handler.publish(record);
      assertThat(fields(journal.next().text().getBytes(UTF_8)))
          .isEqualTo(
              Map.of(
                  "MESSAGE",
                  "one\ntwo ü",
                  "PRIORITY",
                  "4",
                  "LOGGER",
                  "org.example",
                  "CODE_FUNC",
                  "org.example.Echo.serve",
                  "THREAD",
                  Thread.currentThread().getName()));
      assertThat(written()).isEmpty();
    }
  }

  @Test
  void whatIsTooLongForADatagramGoesInASealedFile() throws Exception {
    String path = directory.resolve("journal").toString();
    try (FakeManager journal = new FakeManager(UnixAddress.path(path))) {
      JournalSocket socket = new JournalSocket(UnixAddress.path(path));
      String text = "x".repeat(1_000_000);
      assertThat(socket.send(LogEntry.of(Priority.INFO, "", text, null, null))).isTrue();
      FakeManager.Message message = journal.next();
      assertThat(message.text()).isEmpty();
      try (Fd file = message.descriptors().getFirst()) {
        assertThat(Memory.seals(file)).isEqualTo(15);
        file.seek(0);
        assertThat(fields(Fs.readAll(file))).containsEntry("MESSAGE", text);
      }
    }
  }

  @Test
  void whereNoJournalListensLinesWithPrefixesAreLeft() {
    LogOutput output =
        new LogOutput(
            lines,
            true,
            new JournalSocket(UnixAddress.path(directory.resolve("nobody").toString())));
    output.write(LogEntry.of(Priority.NOTICE, "", "still heard", null, null));
    assertThat(written()).isEqualTo("<5>still heard\n");
  }

  @Test
  void journalStreamCountsOnlyIfItNamesTheDescriptor() {
    Socket.Pair pair = Socket.pair(Socket.Type.STREAM, false);
    try (Fd stream = pair.first();
        Fd other = pair.second();
        Pipe pipe = Pipe.open()) {
      // sockets and pipes have devices below 256, whose number is the minor one
      String named = (stream.stat().device() & 0xff) + ":" + stream.stat().inode();
      Map<String, String> environment = Map.of("JOURNAL_STREAM", named);
      assertThat(LogOutput.isStream(environment, stream)).isTrue();
      assertThat(LogOutput.isStream(environment, other)).isFalse();
      assertThat(LogOutput.isStream(environment, pipe.writing())).isFalse();
      assertThat(LogOutput.isStream(Map.of(), stream)).isFalse();
    }
  }

  /** The journal's side of its protocol. */
  private static Map<String, String> fields(byte[] bytes) {
    Map<String, String> fields = new LinkedHashMap<>();
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      while (bytes[end] != '\n' && bytes[end] != '=') {
        end++;
      }
      String name = new String(bytes, at, end - at, UTF_8);
      int begin = end + 1;
      int length;
      if (bytes[end] == '=') {
        length = 0;
        while (bytes[begin + length] != '\n') {
          length++;
        }
      } else {
        length = (int) ByteBuffer.wrap(bytes, begin, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
        begin += 8;
      }
      fields.put(name, new String(bytes, begin, length, UTF_8));
      at = begin + length + 1;
    }
    return fields;
  }
}
