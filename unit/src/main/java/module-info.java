module org.reeve.unit {
  requires static transitive org.jspecify;
}
