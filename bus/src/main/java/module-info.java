module org.reeve.bus {
  requires static transitive org.jspecify;
  requires transitive org.reeve.manager;
  requires transitive org.reeve.dbus;
}
