module org.reeve.linux {
  requires static transitive org.jspecify;
}
