module org.reeve.manager {
  requires static transitive org.jspecify;
  requires transitive org.reeve.unit;
  requires transitive org.reeve.recipe;

  exports org.reeve.manager;
}
