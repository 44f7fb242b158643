package org.reeve.unit;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The machine's files, or those below a directory as if it were the root. Names that Java cannot
 * express as a path (bytes that are no UTF-8) are as good as absent: no unit can be called so.
 */
public final class DiskFileTree implements WritableFileTree {
  private static final int MAX_LINKS = 40;

  private final String root;

  /** The machine's own root. */
  public DiskFileTree() {
    this("");
  }

  /** The tree below {@code root}, an absolute path; "" or / is the machine's own. */
  public DiskFileTree(String root) {
    this.root = root.equals("/") ? "" : root;
  }

  /**
   * The path on the machine; links are followed inside the tree first if it is not the machine's
   * own.
   */
  private @Nullable Path path(String path, boolean follow) {
    try {
      if (root.isEmpty()) {
        return Path.of(path);
      }
      String inside = LinkWalk.resolve(path, follow, MAX_LINKS, this::targetInside);
      return inside == null ? null : Path.of(root + inside);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private Path need(String path, boolean follow) throws IOException {
    Path found = path(path, follow);
    if (found == null) {
      throw new IOException(path + ": Too many levels of symbolic links or no valid path");
    }
    return found;
  }

  private @Nullable String targetInside(String at) {
    return target(Path.of(root + at));
  }

  private static @Nullable String target(Path path) {
    try {
      return Files.readSymbolicLink(path).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  @Override
  public Stat lstat(String path) {
    return stat(path(path, false), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Stat stat(String path) {
    return root.isEmpty()
        ? stat(path(path, true))
        : stat(path(path, true), LinkOption.NOFOLLOW_LINKS);
  }

  private static Stat stat(@Nullable Path path, LinkOption... options) {
    if (path == null) {
      return Stat.NOTHING;
    }
    try {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class, options);
      Kind kind = kind(attributes);
      long size = kind == Kind.FILE ? attributes.size() : 0;
      return new Stat(kind, size, attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS));
    } catch (IOException e) {
      return Stat.NOTHING;
    }
  }

  @Override
  public byte[] read(String path) throws IOException {
    try (var in = new FileInputStream(need(path, true).toFile())) { // lighter than a channel
      return in.readAllBytes();
    }
  }

  @Override
  public List<Entry> list(String directory) {
    Path path = path(directory, true);
    if (path == null) {
      return List.of();
    }
    String[] names = path.toFile().list(); // names only, and lighter than a directory stream
    if (names == null) {
      return List.of();
    }
    Arrays.sort(names);
    var entries = new ArrayList<Entry>(names.length);
    for (String name : names) {
      Kind kind = kind(path, name);
      if (kind != Kind.ABSENT) {
        entries.add(new Entry(name, kind));
      }
    }
    return entries;
  }

  private static Kind kind(Path directory, String name) {
    try {
      return kind(
          Files.readAttributes(
              directory.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException | InvalidPathException e) {
      return Kind.ABSENT;
    }
  }

  private static Kind kind(BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return Kind.FILE;
    }
    if (attributes.isDirectory()) {
      return Kind.DIRECTORY;
    }
    return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
  }

  @Override
  public @Nullable String readLink(String path) {
    Path found = path(path, false);
    return found == null ? null : target(found);
  }

  @Override
  public @Nullable String realPath(String path) {
    if (!root.isEmpty()) {
      String inside = LinkWalk.resolve(path, true, MAX_LINKS, this::targetInside);
      return inside != null && stat(inside).exists() ? inside : null;
    }
    try {
      return Path.of(path).toRealPath().toString();
    } catch (IOException | InvalidPathException e) {
      return null;
    }
  }

  @Override
  public void createLink(String path, String target) throws IOException {
    try {
      Files.createSymbolicLink(need(path, false), Path.of(target));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(path + ": File exists", e);
    }
  }

  @Override
  public void createDirectories(String path) throws IOException {
    Files.createDirectories(need(path, true));
  }

  @Override
  public void write(String path, byte[] content) throws IOException {
    Path to = need(path, false);
    Path parent = to.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path fresh = to.resolveSibling("." + to.getFileName() + ".new");
    Files.write(fresh, content);
    Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void remove(String path) throws IOException {
    try {
      Files.delete(need(path, false));
    } catch (NoSuchFileException e) {
      throw new IOException(path + ": No such file or directory", e);
    }
  }

  @Override
  public void removeDirectoryIfEmpty(String path) {
    Path found = path(path, false);
    if (found == null || !list(path).isEmpty()) {
      return;
    }
    try {
      Files.deleteIfExists(found);
    } catch (IOException e) {
      // Somebody put a file there meanwhile; then it is not empty and stays.
      return;
    }
  }
}
