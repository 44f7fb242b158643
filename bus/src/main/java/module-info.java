/**
 * The manager's face on D-Bus: the objects of org.freedesktop.systemd1 and who may talk to them.
 */
module org.reeve.bus {
  requires static transitive org.jspecify;
  requires transitive org.reeve.dbus;
  requires transitive org.reeve.manager;

  exports org.reeve.bus;
}
