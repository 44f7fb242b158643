/** The real {@code Host}: one loop between hand, the kernel and the manager. */
module org.reeve.host {
  requires static transitive org.jspecify;
  requires transitive org.reeve.manager;
  requires transitive org.reeve.linux;

  exports org.reeve.host;
}
