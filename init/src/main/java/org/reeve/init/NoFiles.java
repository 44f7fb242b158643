package org.reeve.init;

import java.util.List;
import org.reeve.bus.UnitFiles;

final class NoFiles implements UnitFiles {
  public List<String> directories() {
    return List.of();
  }

  public String state(String unit) {
    return "static";
  }

  public String preset(String unit) {
    return "";
  }

  public String requireState(String unit) {
    return "static";
  }

  public List<Listed> list() {
    return List.of();
  }

  static final Outcome NO = new Outcome(true, List.of());

  public Outcome enable(List<String> units, boolean runtime, boolean force) {
    return NO;
  }

  public Outcome disable(List<String> units, boolean runtime) {
    return NO;
  }

  public Outcome reenable(List<String> units, boolean runtime, boolean force) {
    return NO;
  }

  public Outcome link(List<String> paths, boolean runtime, boolean force) {
    return NO;
  }

  public Outcome preset(List<String> units, boolean runtime, boolean force) {
    return NO;
  }

  public Outcome mask(List<String> units, boolean runtime, boolean force) {
    return NO;
  }

  public Outcome unmask(List<String> units, boolean runtime) {
    return NO;
  }

  public Outcome revert(List<String> units) {
    return NO;
  }

  public Outcome addDependency(
      List<String> units, String target, String type, boolean runtime, boolean force) {
    return NO;
  }

  public String defaultTarget() {
    return "graphical.target";
  }

  public Outcome setDefaultTarget(String target, boolean force) {
    return NO;
  }

  public List<String> links(String unit, boolean runtime) {
    return List.of();
  }
}
