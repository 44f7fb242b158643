package org.reeve.daemon;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Signals of this process, through {@code sun.misc.Signal} of module jdk.unsupported: the JDK's
 * only door to SIGHUP, exported and there to stay, but one that javac warns of wherever it is
 * named, which no source can suppress. Hence method handles, in this class alone.
 */
final class ProcessSignal {
  private ProcessSignal() {}

  /**
   * Runs {@code action}, in a thread of its own, whenever the signal comes.
   *
   * @param name the signal's name without SIG
   * @throws IllegalStateException if this JVM does not let go of the signal
   */
  static void handle(String name, Runnable action) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.publicLookup();
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          lookup
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(action);
      Object adapter =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      MethodHandle make =
          lookup.findConstructor(signal, MethodType.methodType(void.class, String.class));
      MethodHandle handle =
          lookup.findStatic(signal, "handle", MethodType.methodType(handler, signal, handler));
      handle.invoke(make.invoke(name), adapter);
    } catch (IllegalArgumentException refused) {
      throw new IllegalStateException(
          "SIG" + name + " cannot be handled in this JVM; start it without -Xrs.", refused);
    } catch (Error e) {
      throw e;
    } catch (Throwable absent) {
      throw new IllegalStateException(
          "SIG" + name + " cannot be handled, as this runtime has no module jdk.unsupported.",
          absent);
    }
  }
}
