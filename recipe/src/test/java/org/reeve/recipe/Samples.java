package org.reeve.recipe;

import java.util.List;

/**
 * One of each: every kind of step and every kind of message, with values at the edges of their
 * fields.
 */
final class Samples {
  private Samples() {}

  private static final Octets ODD =
      Octets.of(new byte[] {'a', (byte) 0xff, ' ', '\\', (byte) 0xc3, (byte) 0xbc});

  static final List<Step> STEPS =
      List.of(
          new Step.Fork(),
          new Step.Session(),
          new Step.Umask(0777),
          new Step.WorkingDirectory(ODD, true),
          new Step.Null(255),
          new Step.Open(Octets.of("/var/log/x y"), OpenFlags.ALL, 0644, 1),
          new Step.Duplicate(1, 2),
          new Step.Attached(249, 0),
          new Step.Kept(Octets.of("c0ffee/stdout"), 1),
          new Step.CloseOthers(List.of(0, 1, 2, 3)),
          new Step.Signals(List.of(1, 13)),
          new Step.Limit(Resource.NOFILE, 1024, -1),
          new Step.Nice(-20),
          new Step.OomScore(-1000),
          new Step.Groups(List.of(0L, 0xffff_fffeL)),
          new Step.Group(0xffff_fffeL),
          new Step.User(1),
          new Step.NoNewPrivileges(),
          new Step.Environment(
              List.of(Octets.of("A=1"), Octets.of("B=").plus(ODD), Octets.of("C="))),
          new Step.OwnPid(Octets.of("LISTEN_PID")),
          new Step.PidFile(Octets.of("/run/x.pid")),
          new Step.Lock(Octets.of("/run/x.lock"), true, 3),
          new Step.Name(Octets.of("(x)")),
          new Step.Directory(Octets.of("/run/x"), 07777, Step.NOBODY_ELSE, 0, true),
          new Step.Link(ODD, Octets.of("../y")),
          new Step.Data(Octets.of(new byte[] {0, 1, (byte) 0xff}), 0),
          new Step.Terminal(Octets.of("/dev/tty1"), TerminalClaim.FAIL, 1000, 0),
          new Step.TerminalReset(Octets.of("/dev/tty1"), TerminalFlags.ALL, 24, -1),
          new Step.OwnStream(Octets.of("JOURNAL_STREAM"), 1),
          new Step.Scheduler(5, 99, true),
          new Step.IoPriority(3 << 13 | 7),
          new Step.Affinity(List.of(0, 8191)),
          new Step.TimerSlack(-1),
          new Step.Personality(0xffff_ffffL),
          new Step.CoredumpFilter(0x1ff),
          new Step.BoundingSet(-1),
          new Step.KeepCapabilities(),
          new Step.Ambient(1L << 40),
          new Step.SecureBits(0x3f),
          new Step.Blocking(3, false),
          new Step.Exec(Octets.of("/bin/echo"), List.of(Octets.of("echo"), Octets.empty(), ODD)));

  static final Recipe RECIPE = recipe();

  static final List<ChannelMessage> MESSAGES =
      List.of(
          new ChannelMessage.Spawn(
              -1, SpawnFlags.SHARE_MEMORY | SpawnFlags.WARDEN, 0, -1, RECIPE.encode()),
          new ChannelMessage.Steps(Long.MIN_VALUE, Recipe.of(new Step.Umask(0)).encode()),
          new ChannelMessage.Keep(ODD),
          new ChannelMessage.Unkeep(Octets.of("name")),
          new ChannelMessage.Ack(1L << 40),
          new ChannelMessage.Exit(255),
          new ChannelMessage.Finish(FinishVerb.POWEROFF, 0, 90_000_000),
          new ChannelMessage.Restart(),
          new ChannelMessage.Ping(-2),
          new ChannelMessage.Hello(
              1, Abilities.PID_ONE | Abilities.CLONE3, 2, 5, 6, 2, 9, FinishVerb.REBOOT, 7),
          new ChannelMessage.Kept(Octets.of("stdout")),
          new ChannelMessage.Child(1, 2, 3, 4, Phase.FAILED, 5, 6, 7, 8, 9),
          new ChannelMessage.Ready(),
          new ChannelMessage.Started(1, 2, 3, 4),
          new ChannelMessage.Execed(1),
          new ChannelMessage.Failed(1, 2, -1, 24, 13, 203, 4),
          new ChannelMessage.Tolerated(1, 2, 3, 4),
          new ChannelMessage.Exited(
              1, 2, 3, 4, Octets.of("/a/b"), 1, 2, 3, 4, 5, 6, 7, Phase.EXECED, -1, 0, 0, 8, 0),
          new ChannelMessage.Signalled(15, 1, 0xffff_ffffL, 0, 3),
          new ChannelMessage.Stepped(1),
          new ChannelMessage.Pong(1),
          new ChannelMessage.Refused(1, 74, Octets.of("what")),
          new ChannelMessage.Warden(1, 2),
          new ChannelMessage.WardenEnded(1, 2, 3, true, 4),
          new ChannelMessage.Launch(List.of(Octets.of("hand")), List.of(Octets.of("A=b"), ODD)));

  private static Recipe recipe() {
    List<Recipe.Line> lines = new java.util.ArrayList<>();
    for (int i = 0; i < STEPS.size(); i++) {
      Source source = new Source("Directive" + i + "=", "/etc/systemd/system/x.service", i + 1);
      Recipe.Line line = Recipe.Line.of(STEPS.get(i), i % 3 == 0 ? Source.DEFAULT : source);
      lines.add(i % 4 == 3 ? line.tolerant() : line);
    }
    return new Recipe(lines);
  }

  /** The least number of descriptors a message of that type takes. */
  static int attached(ChannelMessage message) {
    return switch (message) {
      case ChannelMessage.Keep _, ChannelMessage.Kept _, ChannelMessage.Started _ -> 1;
      case ChannelMessage.Hello _ -> 2;
      case ChannelMessage.Spawn _ -> 250;
      default -> 0;
    };
  }
}
