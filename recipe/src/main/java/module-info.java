/** Recipes, their text and wire form, and the layout of the channel to hand. */
module org.reeve.recipe {
  requires static transitive org.jspecify;

  exports org.reeve.recipe;
}
