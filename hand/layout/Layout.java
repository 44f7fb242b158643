import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes both sides of the channel from `channel.def`:
///
///     java Layout.java c    channel.def channel.h
///     java Layout.java java channel.def DIRECTORY
///
/// A file is only touched when its contents change, so that make and javac rebuild nothing in vain.
/// The grammar is that of the file's first lines; anything else stops the build with the line's number.
public final class Layout {
  record Field(String name, String type, String doc) {}

  record Constant(long value, String name, String doc) {}

  record Names(boolean set, String name, String doc, List<Constant> constants) {
    long all() {
      return constants.stream().mapToLong(Constant::value).reduce(0, (a, b) -> set ? a | b : Math.max(a, b));
    }
  }

  record Message(int type, String name, boolean fromManager, int least, int most, StringBuilder doc, List<Field> fields) {}

  record Step(int kind, String name, String word, int exit, String doc, List<Field> fields) {}

  private long version;
  private long magic;
  private long recipeMagic;
  private final List<Constant> limits = new ArrayList<>();
  private final Map<String, Names> names = new TreeMap<>();
  private final List<Message> messages = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  public static void main(String[] args) throws IOException {
    Layout layout = new Layout();
    layout.read(Path.of(args[1]));
    if (args[0].equals("c")) {
      write(Path.of(args[2]), layout.header());
      return;
    }
    Path directory = Path.of(args[2], "org", "reeve", "recipe");
    write(directory.resolve("Wire.java"), layout.wire());
    write(directory.resolve("ChannelMessage.java"), layout.channelMessage());
    write(directory.resolve("StepTable.java"), layout.stepTable());
    for (Names n : layout.names.values()) {
      write(directory.resolve(n.name() + ".java"), n.set() ? set(n) : enumeration(n));
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.writeString(file, text);
    }
  }

  // ------------------------------------------------------------------ reading

  private void read(Path file) throws IOException {
    List<Field> fields = List.of();
    List<Constant> constants = List.of();
    Message message = null;
    boolean inSet = false;
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] halves = line.split(" -- ", 2);
      String[] w = halves[0].strip().split(" +");
      String doc = halves.length > 1 ? halves[1].strip() : "";
      try {
        if (line.startsWith("  |")) {
          message.doc().append('\n').append(line.substring(3).strip());
        } else if (line.startsWith("  ") && Character.isDigit(w[0].charAt(0))) {
          if (!inSet && Long.decode(w[0]) != constants.size()) {
            throw new IllegalArgumentException("an enum is numbered from 0 without gaps");
          }
          constants.add(new Constant(Long.decode(w[0]), w[1], doc));
        } else if (line.startsWith("  ")) {
          checkType(w[1]);
          fields.add(new Field(w[0], w[1], doc));
        } else if (w[0].equals("channel")) {
          version = Long.decode(w[2]);
          magic = Long.decode(w[4]);
          recipeMagic = Long.decode(w[6]);
        } else if (w[0].equals("limit")) {
          limits.add(new Constant(Long.decode(w[2]), w[1], doc));
        } else if (w[0].equals("enum") || w[0].equals("set")) {
          constants = new ArrayList<>();
          inSet = w[0].equals("set");
          names.put(w[1], new Names(w[0].equals("set"), w[1], doc, constants));
        } else if (w[0].equals("message")) {
          fields = new ArrayList<>();
          String[] range = w[6].split("\\.\\.");
          message = new Message(Integer.parseInt(w[1]), w[2], w[4].equals("manager"), Integer.parseInt(range[0]),
              Integer.parseInt(range[1]), new StringBuilder(doc), fields);
          messages.add(message);
        } else if (w[0].equals("step")) {
          fields = new ArrayList<>();
          steps.add(new Step(Integer.parseInt(w[1]), w[2], w[3], Integer.parseInt(w[5]), doc, fields));
        } else {
          throw new IllegalArgumentException("not understood");
        }
      } catch (RuntimeException e) {
        throw new IllegalStateException(file + ":" + number + ": " + e.getMessage() + ": " + line, e);
      }
    }
  }

  private void checkType(String type) {
    if (!List.of("i32", "u32", "u64", "flag", "text", "bytes", "texts", "i32s", "u32s").contains(type)
        && !names.containsKey(type)) {
      throw new IllegalArgumentException("no such field type: " + type);
    }
  }

  // ------------------------------------------------------------------ C

  private String header() {
    StringBuilder c = new StringBuilder();
    c.append("/* Made from channel.def by layout/Layout.java: change that file, not this one. */\n#pragma once\n")
        .append("#include \"wire.h\"\n\n")
        .append("#define CHANNEL_MAGIC 0x%xu\n#define CHANNEL_VERSION %du\n#define RECIPE_MAGIC 0x%xu\n\n"
            .formatted(magic, version, recipeMagic));
    for (Constant l : limits) {
      c.append("#define LIMIT_%s %d /* %s */\n".formatted(l.name(), l.value(), l.doc()));
    }
    for (Names n : names.values()) {
      c.append("\n/* %s */\nenum %s {\n".formatted(n.doc(), snake(n.name())));
      for (Constant k : n.constants()) {
        c.append("  %s_%s = %d, /* %s */\n".formatted(upper(n.name()), k.name(), k.value(), k.doc()));
      }
      c.append("};\n#define %s_ALL %du\n".formatted(upper(n.name()), n.all()));
    }
    c.append("\nenum message_type {\n");
    for (Message m : messages) {
      c.append("  MESSAGE_%s = %d,\n".formatted(upper(m.name()), m.type()));
    }
    c.append("};\n\n/* X(NAME, name, least descriptors attached, most) for each message the manager sends */\n")
        .append("#define FOR_EACH_REQUEST(X)");
    for (Message m : messages) {
      if (m.fromManager()) {
        c.append(" \\\n  X(%s, %s, %d, %d)".formatted(upper(m.name()), snake(m.name()), m.least(), m.most()));
      }
    }
    c.append("\n\n/* X(NAME, name) for each message, either way */\n#define FOR_EACH_MESSAGE(X)");
    for (Message m : messages) {
      c.append(" \\\n  X(%s, %s)".formatted(upper(m.name()), snake(m.name())));
    }
    c.append("\n\nenum step_kind {\n");
    for (Step s : steps) {
      c.append("  STEP_%s = %d, /* %s */\n".formatted(upper(s.name()), s.kind(), s.doc()));
    }
    c.append("};\n\n/* X(NAME, name) for each step */\n#define FOR_EACH_STEP(X)");
    for (Step s : steps) {
      c.append(" \\\n  X(%s, %s)".formatted(upper(s.name()), snake(s.name())));
    }
    c.append('\n');
    for (Message m : messages) {
      struct(c, "message_" + snake(m.name()), m.doc().toString(), m.fields());
      boolean onlyTests = m.fromManager() || m.name().equals("Launch"); // hand says these to nobody
      c.append(onlyTests ? "#ifdef WRITE_ALL\n" : "");
      c.append("static inline void put_message_%s(struct writer *out, const struct message_%s *m, uint32_t attached) {\n"
          .formatted(snake(m.name()), snake(m.name())));
      c.append("  begin_message(out, CHANNEL_MAGIC, CHANNEL_VERSION, MESSAGE_%s, attached);\n".formatted(upper(m.name())));
      putFields(c, m.fields(), "  ");
      c.append("  (void)m;\n  end_message(out);\n}\n").append(onlyTests ? "#endif\n" : "");
    }
    for (Step s : steps) {
      struct(c, "step_" + snake(s.name()), s.doc(), s.fields());
    }
    return c.toString();
  }

  private void struct(StringBuilder c, String name, String doc, List<Field> fields) {
    c.append("\n/* %s */\nstruct %s {\n".formatted(doc.replace("\n", "\n   "), name));
    for (Field f : fields) {
      String type = cType(f.type());
      c.append("  %s%s%s; /* %s */\n".formatted(type, type.endsWith("*") ? "" : " ", f.name(), f.doc()));
    }
    c.append(fields.isEmpty() ? "  char nothing;\n" : "");
    c.append("};\n");
    c.append("static inline bool get_%s(struct reader *in, struct %s *m) {\n".formatted(name, name));
    for (Field f : fields) {
      Names n = names.get(f.type());
      if (n == null) {
        c.append("  m->%s = get_%s(in);\n".formatted(f.name(), f.type()));
      } else {
        c.append("  m->%s = get_%s(in, %s_ALL);\n".formatted(f.name(), n.set() ? "set" : "enum", upper(n.name())));
      }
    }
    c.append(fields.isEmpty() ? "  m->nothing = 0;\n" : "").append("  return at_end(in);\n}\n");
  }

  private void putFields(StringBuilder c, List<Field> fields, String indent) {
    for (Field f : fields) {
      c.append("%sput_%s(out, m->%s);\n".formatted(indent, names.containsKey(f.type()) ? "u32" : f.type(), f.name()));
    }
  }

  private String cType(String type) {
    return switch (type) {
      case "i32" -> "int32_t";
      case "u32" -> "uint32_t";
      case "u64" -> "uint64_t";
      case "flag" -> "bool";
      case "text" -> "const char *";
      case "bytes" -> "struct bytes";
      case "texts" -> "struct texts";
      case "i32s", "u32s" -> "struct numbers";
      default -> "uint32_t";
    };
  }

  // ------------------------------------------------------------------ Java

  private static String file(String imports) {
    return "// Made from hand/channel.def by hand/layout/Layout.java: change that file, not this one.\n"
        + "package org.reeve.recipe;\n\n" + imports;
  }

  private String wire() {
    StringBuilder j = new StringBuilder(file(""));
    j.append("/** Constants of the channel between hand and manager. */\npublic final class Wire {\n  private Wire() {}\n\n");
    j.append("  static final int MAGIC = 0x%x;\n  static final int RECIPE_MAGIC = 0x%x;\n".formatted(magic, recipeMagic));
    j.append("\n  /** Version of the layout; both sides must have the same. */\n  public static final int VERSION = %d;\n".formatted(version));
    for (Constant l : limits) {
      j.append("\n  /** %s. */\n  public static final int %s = %d;\n".formatted(sentence(l.doc()), l.name(), l.value()));
    }
    return j.append("}\n").toString();
  }

  private static String set(Names n) {
    StringBuilder j = new StringBuilder(file(""));
    j.append("/** Bits: %s. */\npublic final class %s {\n  private %s() {}\n".formatted(n.doc(), n.name(), n.name()));
    for (Constant k : n.constants()) {
      j.append("\n  /** %s. */\n  public static final int %s = %d;\n".formatted(sentence(k.doc()), k.name(), k.value()));
    }
    return j.append("\n  static final int ALL = %d;\n}\n".formatted(n.all())).toString();
  }

  private static String enumeration(Names n) {
    StringBuilder j = new StringBuilder(file(""));
    j.append("/** %s. */\npublic enum %s {\n".formatted(sentence(n.doc()), n.name()));
    List<String> rows = new ArrayList<>();
    for (Constant k : n.constants()) {
      rows.add("  /** %s. */\n  %s(%d)".formatted(sentence(k.doc()), k.name(), k.value()));
    }
    j.append(String.join(",\n", rows)).append(";\n\n  private final int code;\n\n");
    j.append("  %s(int code) {\n    this.code = code;\n  }\n\n".formatted(n.name()));
    j.append("  /** The number on the wire; constants are numbered from 0 in their order. */\n");
    return j.append("  public int code() {\n    return code;\n  }\n}\n").toString();
  }

  private String channelMessage() {
    StringBuilder j = new StringBuilder(file("import java.util.List;\n\n"));
    j.append("""
        /**
         * The messages between hand and manager, as in hand/channel.def. Descriptors travel beside a message, never in it:
         * fields of that kind are indexes into the list of attached descriptors.
         */
        public sealed interface ChannelMessage {
          /** Number of this kind of message on the wire. */
          int type();

          /**
           * The message as one packet.
           *
           * @param attached how many descriptors will be attached to it
           * @throws IllegalArgumentException if it would be larger than {@link Wire#MESSAGE_BYTES} or may not have that many
           */
          default byte[] encode(int attached) {
            WireWriter out = WireWriter.message(type(), attached);
            switch (this) {
        """.indent(0));
    for (Message m : messages) {
      j.append("      case %s %s -> {\n        out.attachable(attached, %d, %d);\n"
          .formatted(m.name(), m.fields().isEmpty() ? "_" : "m", m.least(), m.most()));
      putJava(j, m.fields(), "m", "        ");
      j.append("      }\n");
    }
    j.append("""
            }
            return out.finish();
          }

          /**
           * Reads a packet.
           *
           * @param packet the packet, whole
           * @param attached how many descriptors came with it
           * @throws MalformedException if it is not exactly one message of this version
           */
          static ChannelMessage decode(byte[] packet, int attached) throws MalformedException {
            WireReader in = WireReader.message(packet, attached);
            ChannelMessage message =
                switch (in.type()) {
        """.indent(0));
    for (Message m : messages) {
      j.append("          case %d -> {\n            in.attachable(attached, %d, %d);\n            yield new %s(%s);\n          }\n"
          .formatted(m.type(), m.least(), m.most(), m.name(), getJava(m.fields())));
    }
    j.append("          default -> throw in.malformed(\"has an unknown type\");\n        };\n    in.end();\n    return message;\n  }\n");
    for (Message m : messages) {
      j.append("\n  /**\n   * %s message %d: %s.\n".formatted(m.fromManager() ? "From the manager," : "From hand,", m.type(),
          html(m.doc().toString()).replaceFirst("[.]$", "").replaceFirst("\n", ".<br>").replace("\n", "\n   * ")
              .replace(".<br>", ".\n   *\n   * <p>")));
      params(j, m.fields());
      j.append("   */\n  record %s(%s) implements ChannelMessage {\n".formatted(m.name(), components(m.fields())));
      List<String> lists = m.fields().stream().filter(f -> javaType(f.type()).startsWith("List")).map(f -> camel(f.name())).toList();
      if (!lists.isEmpty()) {
        j.append("    public %s {\n".formatted(m.name()));
        lists.forEach(l -> j.append("      %s = List.copyOf(%s);\n".formatted(l, l)));
        j.append("    }\n\n");
      }
      j.append("    @Override\n    public int type() {\n      return %d;\n    }\n  }\n".formatted(m.type()));
    }
    return j.append("}\n").toString();
  }

  private String stepTable() {
    StringBuilder j = new StringBuilder(file(""));
    j.append("/** The rows of hand/channel.def for steps: number, word, usual exit status, fields. */\nfinal class StepTable {\n");
    j.append("  private StepTable() {}\n");
    selector(j, "int", "kind", s -> Integer.toString(s.kind()));
    selector(j, "String", "word", s -> '"' + s.word() + '"');
    selector(j, "int", "exitStatus", s -> Integer.toString(s.exit()));
    j.append("\n  static String word(int kind) {\n    return switch (kind) {\n");
    for (Step s : steps) {
      j.append("      case %d -> \"%s\";\n".formatted(s.kind(), s.word()));
    }
    j.append("      default -> \"\";\n    };\n  }\n");
    j.append("\n  static void put(WireWriter out, Step step) {\n    switch (step) {\n");
    for (Step s : steps) {
      if (s.fields().isEmpty()) {
        j.append("      case Step.%s _ -> {}\n".formatted(s.name()));
        continue;
      }
      j.append("      case Step.%s s -> {\n".formatted(s.name()));
      putJava(j, s.fields(), "s", "        ");
      j.append("      }\n");
    }
    j.append("    }\n  }\n\n  static Step get(int kind, WireReader in) throws MalformedException {\n    return switch (kind) {\n");
    for (Step s : steps) {
      j.append("      case %d -> new Step.%s(%s);\n".formatted(s.kind(), s.name(), getJava(s.fields())));
    }
    return j.append("      default -> throw in.malformed(\"has a step of unknown kind \" + kind);\n    };\n  }\n}\n").toString();
  }

  private void selector(StringBuilder j, String type, String name, java.util.function.Function<Step, String> value) {
    j.append("\n  static %s %s(Step step) {\n    return switch (step) {\n".formatted(type, name));
    for (Step s : steps) {
      j.append("      case Step.%s _ -> %s;\n".formatted(s.name(), value.apply(s)));
    }
    j.append("    };\n  }\n");
  }

  private void putJava(StringBuilder j, List<Field> fields, String variable, String indent) {
    for (Field f : fields) {
      Names n = names.get(f.type());
      String value = variable + "." + camel(f.name()) + "()";
      j.append(indent).append(n == null ? "out.%s(%s);\n".formatted(f.type(), value)
          : n.set() ? "out.set(%s, %s.ALL);\n".formatted(value, n.name()) : "out.i32(%s.code());\n".formatted(value));
    }
  }

  private String getJava(List<Field> fields) {
    List<String> parts = new ArrayList<>();
    for (Field f : fields) {
      Names n = names.get(f.type());
      parts.add(n == null ? "in.%s(\"%s\")".formatted(f.type(), f.name())
          : n.set() ? "in.set(\"%s\", %s.ALL)".formatted(f.name(), n.name())
          : "in.constant(\"%s\", %s.values())".formatted(f.name(), n.name()));
    }
    return String.join(", ", parts);
  }

  private String components(List<Field> fields) {
    return String.join(", ", fields.stream().map(f -> javaType(f.type()) + " " + camel(f.name())).toList());
  }

  private static void params(StringBuilder j, List<Field> fields) {
    if (!fields.isEmpty()) {
      j.append("   *\n");
    }
    for (Field f : fields) {
      j.append("   * @param %s %s\n".formatted(camel(f.name()), html(f.doc())));
    }
  }

  private String javaType(String type) {
    Names n = names.get(type);
    return switch (type) {
      case "i32" -> "int";
      case "u32", "u64" -> "long";
      case "flag" -> "boolean";
      case "text", "bytes" -> "Octets";
      case "texts" -> "List<Octets>";
      case "i32s" -> "List<Integer>";
      case "u32s" -> "List<Long>";
      default -> n != null && n.set() ? "int" : type;
    };
  }

  private static String html(String text) {
    return text.replace("<", "&lt;");
  }

  private static String sentence(String text) {
    return html(Character.toUpperCase(text.charAt(0)) + text.substring(1));
  }

  private static String camel(String snake) {
    StringBuilder s = new StringBuilder();
    for (String part : snake.split("_")) {
      s.append(s.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return s.toString();
  }

  private static String snake(String camel) {
    return camel.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
  }

  private static String upper(String camel) {
    return snake(camel).toUpperCase(java.util.Locale.ROOT);
  }
}
