package org.reeve.unit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A tree in memory, for tests and simulations. Not for use by several threads at once. */
public final class MemoryFileTree implements WritableFileTree {
  private static final int MAX_LINKS = 40;

  private sealed interface Node {}

  private record FileNode(String content, long mtimeUsec) implements Node {}

  private record LinkNode(String target) implements Node {}

  private record OtherNode() implements Node {}

  private static final class DirectoryNode implements Node {
    final TreeMap<String, Node> children = new TreeMap<>();
    long mtimeUsec;
  }

  private final DirectoryNode root = new DirectoryNode();
  private long clock = 1_000_000;

  /** An empty tree with {@code /dev/null}. */
  public MemoryFileTree() {
    directory("/dev").children.put("null", new OtherNode());
  }

  /** Puts a file; returns this for chaining. */
  public MemoryFileTree file(String path, String text) {
    return file(path, RawText.encode(text));
  }

  /** Puts a file. */
  public MemoryFileTree file(String path, byte[] content) {
    put(path, new FileNode(RawText.decode(content), ++clock));
    return this;
  }

  /** Puts a symbolic link. */
  public MemoryFileTree link(String path, String target) {
    put(path, new LinkNode(target));
    return this;
  }

  /**
   * Every file and link, a line each, {@code path} or {@code path -> target}, sorted: for comparing
   * trees.
   */
  public List<String> listing() {
    var out = new ArrayList<String>();
    collect(root, "", out);
    return out;
  }

  private static void collect(DirectoryNode directory, String path, List<String> out) {
    for (var child : directory.children.entrySet()) {
      String at = path + "/" + child.getKey();
      switch (child.getValue()) {
        case DirectoryNode below -> collect(below, at, out);
        case LinkNode link -> out.add(at + " -> " + link.target);
        case FileNode _ -> out.add(at);
        case OtherNode _ -> {}
      }
    }
  }

  private void put(String path, Node node) {
    DirectoryNode parent = directory(parentOf(path));
    parent.children.put(nameOf(path), node);
    parent.mtimeUsec = ++clock;
  }

  private DirectoryNode directory(String path) {
    Node found = find(path, true);
    if (found instanceof DirectoryNode directory) {
      return directory;
    }
    if (found != null || path.equals("/")) {
      throw new IllegalArgumentException(path + " is not a directory.");
    }
    DirectoryNode parent = directory(parentOf(path));
    var made = new DirectoryNode();
    made.mtimeUsec = ++clock;
    parent.children.put(nameOf(path), made);
    parent.mtimeUsec = clock;
    return made;
  }

  private @Nullable Node find(String path, boolean follow) {
    String real = resolve(path, follow);
    return real == null ? null : walk(real);
  }

  /** The node at a path that holds no links. */
  private @Nullable Node walk(String path) {
    Node node = root;
    int i = 1;
    while (i < path.length() && node instanceof DirectoryNode directory) {
      int end = path.indexOf('/', i);
      end = end < 0 ? path.length() : end;
      if (end > i) {
        node = directory.children.get(path.substring(i, end));
      }
      i = end + 1;
      if (node == null) {
        return null;
      }
    }
    return i < path.length() ? null : node;
  }

  /**
   * The path without links (but for one at its end unless {@code follow}); null if a directory of
   * it is missing.
   */
  private @Nullable String resolve(String path, boolean follow) {
    return LinkWalk.resolve(
        path, follow, MAX_LINKS, at -> walk(at) instanceof LinkNode(String target) ? target : null);
  }

  private static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Stat statOf(@Nullable Node node) {
    return switch (node) {
      case null -> Stat.NOTHING;
      case FileNode(String content, long mtime) ->
          new Stat(Kind.FILE, RawText.encode(content).length, mtime);
      case DirectoryNode directory -> new Stat(Kind.DIRECTORY, 0, directory.mtimeUsec);
      case LinkNode _ -> new Stat(Kind.LINK, 0, 0);
      case OtherNode _ -> new Stat(Kind.OTHER, 0, 0);
    };
  }

  @Override
  public Stat lstat(String path) {
    return statOf(find(path, false));
  }

  @Override
  public Stat stat(String path) {
    return statOf(find(path, true));
  }

  @Override
  public byte[] read(String path) throws IOException {
    if (find(path, true) instanceof FileNode(String content, long _)) {
      return RawText.encode(content);
    }
    if (find(path, true) instanceof OtherNode) {
      return new byte[0];
    }
    throw new IOException(path + ": No such file or directory");
  }

  @Override
  public List<Entry> list(String directory) {
    var entries = new ArrayList<Entry>();
    if (find(directory, true) instanceof DirectoryNode found) {
      for (var child : found.children.entrySet()) {
        entries.add(new Entry(child.getKey(), statOf(child.getValue()).kind()));
      }
    }
    return entries;
  }

  @Override
  public @Nullable String readLink(String path) {
    return find(path, false) instanceof LinkNode(String target) ? target : null;
  }

  @Override
  public @Nullable String realPath(String path) {
    String real = resolve(path, true);
    return real != null && walk(real) != null ? real : null;
  }

  @Override
  public void createLink(String path, String target) throws IOException {
    if (lstat(path).exists()) {
      throw new IOException(path + ": File exists");
    }
    put(path, new LinkNode(target));
  }

  @Override
  public void createDirectories(String path) {
    directory(path);
  }

  @Override
  public void write(String path, byte[] content) {
    file(path, content);
  }

  @Override
  public void remove(String path) throws IOException {
    Node parent = find(parentOf(path), true);
    if (!(parent instanceof DirectoryNode directory)
        || directory.children.remove(nameOf(path)) == null) {
      throw new IOException(path + ": No such file or directory");
    }
    directory.mtimeUsec = ++clock;
  }

  @Override
  public void removeDirectoryIfEmpty(String path) {
    if (find(path, false) instanceof DirectoryNode directory
        && directory.children.isEmpty()
        && find(parentOf(path), true) instanceof DirectoryNode parent) {
      parent.children.remove(nameOf(path));
      parent.mtimeUsec = ++clock;
    }
  }
}
