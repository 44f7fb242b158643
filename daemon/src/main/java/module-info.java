/**
 * The library for people who write daemons in Java, for systemd, Reeve or any other init: see
 * package {@link org.reeve.daemon}.
 *
 * <p>Needs {@code --enable-native-access=org.reeve.linux}.
 */
module org.reeve.daemon {
  requires static transitive org.jspecify;
  requires transitive org.reeve.linux;
  requires org.reeve.recipe;
  // for sun.misc.Signal, see ProcessSignal
  requires jdk.unsupported;
  // only who uses JournalHandler needs it
  requires static transitive java.logging;

  exports org.reeve.daemon;
}
