package org.reeve.unit;

/**
 * OOMPolicy=: what follows when the kernel kills a process for lack of memory (systemd.service(5)).
 */
public enum OomPolicy implements Word {
  CONTINUE("continue"),
  STOP("stop"),
  KILL("kill");

  private final String text;

  OomPolicy(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
