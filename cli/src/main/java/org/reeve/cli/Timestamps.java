package org.reeve.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Locale;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Points in time as systemd prints them (systemctl(1), --timestamp=).
 *
 * @param style {@code pretty}, {@code unix}, {@code us}, {@code utc} or {@code us+utc}
 * @param zone the time zone as $TZ names it; null for the machine's
 */
record Timestamps(String style, @Nullable String zone) {
  private static final String[] WEEKDAYS = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  private static final long SECOND = 1_000_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long WEEK = 7 * DAY;
  private static final long MONTH = 2_629_800 * SECOND;
  private static final long YEAR = 31_557_600 * SECOND;

  private record Local(long offsetSeconds, String name) {}

  /**
   * A point in time.
   *
   * @param usec microseconds since 1970; 0 and all ones mean never
   * @return empty for never
   */
  String print(long usec) {
    if (usec == 0 || usec == -1) {
      return "";
    }
    if (style.equals("unix")) {
      return "@" + usec / SECOND;
    }
    boolean micros = style.startsWith("us") || style.startsWith("µs");
    Local local = style.endsWith("utc") ? new Local(0, "UTC") : local(usec / SECOND);
    long seconds = usec / SECOND + local.offsetSeconds;
    long days = Math.floorDiv(seconds, 86400L);
    int rest = (int) Math.floorMod(seconds, 86400L);
    StringBuilder text = new StringBuilder(40);
    text.append(WEEKDAYS[(int) Math.floorMod(days, 7L)]).append(' ');
    date(text, days);
    two(text.append(' '), rest / 3600);
    two(text.append(':'), rest / 60 % 60);
    two(text.append(':'), rest % 60);
    if (micros) {
      String fraction = Long.toString(usec % SECOND);
      text.append('.').append("0".repeat(6 - fraction.length())).append(fraction);
    }
    return text.append(' ').append(local.name).toString();
  }

  /** The proleptic Gregorian date of a day counted from 1970-01-01. */
  private static void date(StringBuilder text, long epochDay) {
    long z = epochDay + 719_468;
    long era = Math.floorDiv(z, 146_097L);
    long day = z - era * 146_097;
    long year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    long dayOfYear = day - (365 * year + year / 4 - year / 100);
    long month = (5 * dayOfYear + 2) / 153;
    int dayOfMonth = (int) (dayOfYear - (153 * month + 2) / 5 + 1);
    int realMonth = (int) (month < 10 ? month + 3 : month - 9);
    text.append(year + era * 400 + (realMonth <= 2 ? 1 : 0));
    two(text.append('-'), realMonth);
    two(text.append('-'), dayOfMonth);
  }

  private static void two(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  /** The local offset; java.time is asked only where the zone is not plainly UTC. */
  private Local local(long epochSecond) {
    if (zone == null ? !Window.exists("/etc/localtime") : isUtc(zone)) {
      return new Local(0, "UTC");
    }
    ZoneId id = ZoneId.systemDefault();
    ZoneRules rules = id.getRules();
    Instant instant = Instant.ofEpochSecond(epochSecond);
    boolean summer = rules.isDaylightSavings(instant);
    String name = TimeZone.getTimeZone(id).getDisplayName(summer, TimeZone.SHORT, Locale.ENGLISH);
    return new Local(rules.getOffset(instant).getTotalSeconds(), libcName(name));
  }

  private static boolean isUtc(String zone) {
    return zone.isEmpty() || zone.equals("UTC") || zone.equals("Etc/UTC");
  }

  /** Zones without letters: Java says GMT-03:00 where libc says -03. */
  private static String libcName(String name) {
    if (!name.startsWith("GMT") || name.length() < 4) {
      return name;
    }
    String offset = name.substring(3);
    return offset.endsWith(":00") ? offset.substring(0, offset.length() - 3) : offset;
  }

  /** How far a point in time is from now: {@code 5min ago}, {@code 3 days left}. */
  static String relative(long usec, long now) {
    if (usec == 0 || usec == -1) {
      return "";
    }
    long distance = Math.abs(now - usec);
    String side = usec <= now ? " ago" : " left";
    if (distance >= YEAR) {
      return two(distance, YEAR, "year", MONTH, "month") + side;
    }
    if (distance >= MONTH) {
      return two(distance, MONTH, "month", DAY, "day") + side;
    }
    if (distance >= WEEK) {
      return two(distance, WEEK, "week", DAY, "day") + side;
    }
    if (distance >= 2 * DAY) {
      return distance / DAY + " days" + side;
    }
    if (distance >= 25 * HOUR) {
      return "1 day " + (distance - DAY) / HOUR + "h" + side;
    }
    if (distance >= 6 * HOUR) {
      return distance / HOUR + "h" + side;
    }
    if (distance >= HOUR) {
      return distance / HOUR + "h " + distance % HOUR / MINUTE + "min" + side;
    }
    if (distance >= 5 * MINUTE) {
      return distance / MINUTE + "min" + side;
    }
    if (distance >= MINUTE) {
      return distance / MINUTE + "min " + distance % MINUTE / SECOND + "s" + side;
    }
    if (distance >= SECOND) {
      return distance / SECOND + "s" + side;
    }
    if (distance >= 1000) {
      return distance / 1000 + "ms" + side;
    }
    return distance > 0 ? distance + "us" + side : "now";
  }

  private static String two(long distance, long big, String bigName, long small, String smallName) {
    long many = distance / big;
    long few = distance % big / small;
    String text = many + " " + bigName + (many == 1 ? "" : "s");
    return few == 0 ? text : text + " " + few + " " + smallName + (few == 1 ? "" : "s");
  }

  /** The present, in microseconds since 1970. */
  static long now() {
    return System.currentTimeMillis() * 1000;
  }
}
