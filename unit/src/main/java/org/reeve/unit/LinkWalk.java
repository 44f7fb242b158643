package org.reeve.unit;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Follows symbolic links inside a tree, so that absolute targets and {@code ..} stay inside it. */
final class LinkWalk {
  /** Tells what the link at a path says; null where there is none. */
  interface Links {
    @Nullable String target(String path);
  }

  private LinkWalk() {}

  /**
   * {@code path} with its links replaced, the one at the end only if {@code follow}; null if there
   * are more than {@code max}. Whether the result exists is not looked at.
   */
  static @Nullable String resolve(String path, boolean follow, int max, Links links) {
    Deque<String> todo = new ArrayDeque<>();
    push(todo, path);
    var done = new StringBuilder();
    int seen = 0;
    while (!todo.isEmpty()) {
      String part = todo.pop();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        done.setLength(Math.max(0, done.lastIndexOf("/")));
        continue;
      }
      int parent = done.length();
      done.append('/').append(part);
      String target = todo.isEmpty() && !follow ? null : links.target(done.toString());
      if (target != null) {
        if (++seen > max) {
          return null;
        }
        done.setLength(target.startsWith("/") ? 0 : parent);
        push(todo, target);
      }
    }
    return done.isEmpty() ? "/" : done.toString();
  }

  private static void push(Deque<String> todo, String path) {
    int end = path.length();
    while (end >= 0) {
      int slash = path.lastIndexOf('/', end - 1);
      todo.push(path.substring(slash + 1, end));
      end = slash;
    }
  }
}
