/**
 * D-Bus itself: types, marshalling, messages, SASL, connections as pure state machines, object
 * tables.
 */
module org.reeve.dbus {
  requires static transitive org.jspecify;
  requires transitive org.reeve.linux;

  exports org.reeve.dbus;
}
