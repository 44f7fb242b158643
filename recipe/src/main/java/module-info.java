module org.reeve.recipe {
  requires static transitive org.jspecify;
}
