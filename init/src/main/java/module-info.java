module org.reeve.init {
  requires static transitive org.jspecify;
  requires transitive org.reeve.host;
  requires transitive org.reeve.bus;
  requires org.reeve.cli;
  requires org.reeve.daemon;
}
