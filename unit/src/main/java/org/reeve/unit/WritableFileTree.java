package org.reeve.unit;

import java.io.IOException;

/** What installing units needs beside reading. All calls follow links in directories only. */
public interface WritableFileTree extends FileTree {
  /**
   * Makes a symbolic link that says {@code target}; an existing file or link stays and is an
   * IOException.
   */
  void createLink(String path, String target) throws IOException;

  /** Makes a directory and those above it; no error if it is there. */
  void createDirectories(String path) throws IOException;

  /** Writes a file whole, making its directories; an existing one is replaced at once. */
  void write(String path, byte[] content) throws IOException;

  /** Removes a file or link. */
  void remove(String path) throws IOException;

  /** Removes a directory if it is empty; otherwise nothing happens. */
  void removeDirectoryIfEmpty(String path);
}
