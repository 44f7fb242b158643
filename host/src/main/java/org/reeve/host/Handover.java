package org.reeve.host;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reeve.linux.Fd;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.MalformedException;
import org.reeve.recipe.Octets;
import org.reeve.unit.RawText;

/**
 * What hand has handed to this manager: how {@code init} was started, and all that a {@link
 * LinuxHost} goes on with. It is received before anything is decided, because the decisions depend
 * on it.
 */
public final class Handover {
  private final HandChannel channel;
  private final Replay replay;

  private Handover(HandChannel channel, Replay replay) {
    this.channel = channel;
    this.replay = replay;
  }

  /**
   * Receives it.
   *
   * @param channel the manager's end, {@link org.reeve.recipe.Wire#MANAGER_CHANNEL} as a rule
   * @throws MalformedException if hand is of another version
   */
  public static Handover receive(Fd channel) throws MalformedException {
    HandChannel hand = new HandChannel(channel);
    return new Handover(hand, Replay.receive(hand));
  }

  /** The command line of {@code init}, its name first. */
  public List<Octets> arguments() {
    return replay.launch().arguments();
  }

  /** The environment {@code init} was started with; not the JVM's, which is bare. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (Octets variable : replay.launch().environment()) {
      String text = RawText.decode(variable.bytes());
      int equals = text.indexOf('=');
      if (equals > 0) {
        environment.put(text.substring(0, equals), text.substring(equals + 1));
      }
    }
    return environment;
  }

  /** 1 if init is PID 1 of its namespace. */
  public int handPid() {
    return replay.hello().pid();
  }

  /** 1 for the first manager that hand has started, 2 for its successor, and so on. */
  public long generation() {
    return replay.hello().generation();
  }

  /** Ends hand, and with it this process, without having managed anything. */
  public void exit(int code) {
    channel.send(new ChannelMessage.Exit(code));
    channel.flush();
  }

  HandChannel channel() {
    return channel;
  }

  Replay replay() {
    return replay;
  }
}
