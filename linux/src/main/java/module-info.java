/** Typed system calls; needs {@code --enable-native-access=org.reeve.linux}. */
module org.reeve.linux {
  requires static transitive org.jspecify;

  exports org.reeve.linux;
}
