import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Sums up what the tests of one {@code ./check} did: {@code java tools/TestSummary.java ROOT SINCE}.
 *
 * <p>Reads every room's Surefire reports and the log of hand's {@code make check}, as far as they are not older than the
 * file SINCE, prints each skipped test with its reason, and ends with the line {@code N passed, N failed, N skipped}. Exit status 1 if
 * a test failed or none ran; in CI ({@code CI=true}) also for a skipped test that TESTING.md does not name.
 */
class TestSummary {
  /** A test that did not run. */
  record Skipped(String name, String reason) {}

  private final List<Skipped> skipped = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private int passed;

  public static void main(String[] args) throws Exception {
    System.exit(new TestSummary().run(Path.of(args[0]), Files.getLastModifiedTime(Path.of(args[1])).toMillis()));
  }

  private int run(Path root, long since) throws Exception {
    for (Path report : reports(root)) {
      if (Files.getLastModifiedTime(report).toMillis() >= since) {
        if (report.toString().endsWith(".xml")) {
          readSurefire(report);
        } else {
          readHand(report);
        }
      }
    }
    boolean ci = "true".equals(System.getenv("CI"));
    Path ledger = root.resolve("TESTING.md");
    String excused = Files.exists(ledger) ? Files.readString(ledger) : "";
    int unexcused = 0;
    for (Skipped test : skipped) {
      boolean named = excused.contains(test.name());
      unexcused += named ? 0 : 1;
      System.out.println("skipped: " + test.name() + ": " + test.reason() + (named ? " (in TESTING.md)" : ""));
    }
    for (String name : failed) {
      System.out.println("failed: " + name);
    }
    if (ci && unexcused > 0) {
      System.out.println("check: in CI nothing is skipped unless TESTING.md names it; " + unexcused + " were.");
    }
    System.out.println(passed + " passed, " + failed.size() + " failed, " + skipped.size() + " skipped");
    return !failed.isEmpty() || passed == 0 || (ci && unexcused > 0) ? 1 : 0;
  }

  private static List<Path> reports(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> rooms = Files.list(root)) {
      for (Path room : rooms.sorted().toList()) {
        Path surefire = room.resolve("target/surefire-reports");
        if (Files.isDirectory(surefire)) {
          try (Stream<Path> files = Files.list(surefire)) {
            files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml")).sorted().forEach(found::add);
          }
        }
      }
    }
    Path hand = root.resolve("hand/target/check.log");
    if (Files.exists(hand)) {
      found.add(hand);
    }
    return found;
  }

  private void readSurefire(Path report) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile()).getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      String type = test.getAttribute("classname");
      String name = type.substring(type.lastIndexOf('.') + 1) + "." + test.getAttribute("name");
      NodeList skips = test.getElementsByTagName("skipped");
      if (skips.getLength() > 0) {
        skipped.add(new Skipped(name, reason((Element) skips.item(0))));
      } else if (test.getElementsByTagName("failure").getLength() + test.getElementsByTagName("error").getLength() > 0) {
        failed.add(name);
      } else {
        passed++;
      }
    }
  }

  /** JUnit's reason: of a disabled test an attribute, of a failed assumption the first line of a stack trace. */
  private static String reason(Element skip) {
    String attribute = skip.getAttribute("message");
    String text = attribute.isBlank() ? skip.getTextContent().strip() : attribute;
    return text.lines().findFirst().orElse("no reason given").replaceFirst("^.*Assumption failed: ", "");
  }

  /** A line of hand's log is {@code ok NAME}, {@code not ok NAME} or {@code ok NAME # SKIP REASON}, as in TAP. */
  private void readHand(Path log) throws IOException {
    Pattern line = Pattern.compile("^(not )?ok (?:\\d+ )?(?:- )?(.*?)(?: # SKIP (.*))?$");
    for (String text : Files.readAllLines(log)) {
      Matcher m = line.matcher(text);
      if (m.matches()) {
        String name = "hand." + m.group(2);
        if (m.group(3) != null) {
          skipped.add(new Skipped(name, m.group(3)));
        } else if (m.group(1) != null) {
          failed.add(name);
        } else {
          passed++;
        }
      }
    }
  }
}
