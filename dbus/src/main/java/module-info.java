module org.reeve.dbus {
  requires static transitive org.jspecify;
  requires transitive org.reeve.linux;
}
