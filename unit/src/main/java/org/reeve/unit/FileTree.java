package org.reeve.unit;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that unit loading reads: a port, so that the same loader works on a machine, on the
 * tree of an image (offline root) and on a tree in memory. Paths are absolute {@link RawText},
 * resolved inside the tree: symbolic links never lead out of it.
 */
public interface FileTree {
  /** What stands at a path. */
  enum Kind {
    ABSENT,
    FILE,
    DIRECTORY,
    LINK,
    /** Device, socket, FIFO. */
    OTHER
  }

  /**
   * What is known of a path without reading it.
   *
   * @param kind what it is
   * @param size in bytes; 0 if it is no file
   * @param mtimeUsec modification time, microseconds since 1970; 0 if absent
   */
  record Stat(Kind kind, long size, long mtimeUsec) {
    static final Stat NOTHING = new Stat(Kind.ABSENT, 0, 0);

    public boolean exists() {
      return kind != Kind.ABSENT;
    }

    public boolean isFile() {
      return kind == Kind.FILE;
    }

    public boolean isDirectory() {
      return kind == Kind.DIRECTORY;
    }
  }

  /** The path itself; symbolic links in its directories are followed, one at its end is not. */
  Stat lstat(String path);

  /** What a path leads to; a dangling link is {@link Kind#ABSENT}. */
  Stat stat(String path);

  /** The whole content of a file. */
  byte[] read(String path) throws IOException;

  /**
   * One name in a directory.
   *
   * @param name without slash
   * @param kind what it is, links not followed
   */
  record Entry(String name, Kind kind) {}

  /**
   * What is in a directory, sorted by name; nothing if it is absent, unreadable or no directory.
   */
  List<Entry> list(String directory);

  /** What a symbolic link says, as written; null if the path is none. */
  @Nullable String readLink(String path);

  /** The path with all symbolic links followed; null if it leads nowhere. */
  @Nullable String realPath(String path);
}
