/**
 * Typed system calls through {@link java.lang.foreign}: the one place in Reeve with native calls.
 *
 * <p>Everything goes through a single downcall handle, libc's {@code syscall(2)} with six integer
 * arguments and {@code errno} captured. One handle shape means one piece of linked machine code,
 * which halves the start-up cost of the foreign-function machinery; the price is that we lay out
 * the kernel's structures ourselves, as documented in section 2 of the manual and in {@code
 * linux/*.h}. All structures used are the same on x86_64 and aarch64 unless a comment says
 * otherwise.
 *
 * <p>Conventions of the package:
 *
 * <ul>
 *   <li>A call that fails throws {@link org.reeve.linux.ErrnoException}, naming call, argument and
 *       errno. A call that <em>would block</em> does not fail: as in {@code java.nio.channels} it
 *       returns 0 (and -1 means end of stream).
 *   <li>{@code EINTR} is never seen: an interrupted call is made again with the time that is left.
 *   <li>Paths are bytes, as they are for the kernel; {@link org.reeve.linux.Fs#path(String)} turns
 *       text into them.
 *   <li>Every descriptor made here is close-on-exec.
 *   <li>Buffers are direct {@link java.nio.ByteBuffer}s in native byte order: unlike {@code
 *       MemorySegment.get} they need no method handles, which matters in the first 30 ms of PID 1.
 *   <li>Nothing here is thread-safe by itself, and nothing here is shared between threads: scratch
 *       memory is per thread, objects have one owner.
 * </ul>
 */
@NullMarked
package org.reeve.linux;

import org.jspecify.annotations.NullMarked;
