/** The command line: {@code systemctl}, a client of the manager over D-Bus. */
module org.reeve.cli {
  requires static transitive org.jspecify;
  requires org.reeve.unit;
  requires org.reeve.dbus;
  requires org.reeve.linux;

  exports org.reeve.cli;
}
