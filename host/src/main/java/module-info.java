module org.reeve.host {
  requires static transitive org.jspecify;
  requires transitive org.reeve.manager;
  requires transitive org.reeve.linux;
}
