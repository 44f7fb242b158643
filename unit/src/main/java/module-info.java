/** The unit-file language: names, files, settings, load path, installation. */
module org.reeve.unit {
  requires static transitive org.jspecify;

  exports org.reeve.unit;
}
