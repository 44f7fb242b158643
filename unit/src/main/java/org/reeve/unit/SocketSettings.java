package org.reeve.unit;

import java.util.List;

/** Keys of [Socket] that are a socket’s own (systemd.socket(5)). */
public final class SocketSettings {
  private static final SettingGroup TABLE = new SettingGroup("systemd.socket(5)", Section.SOCKET);

  public static final Setting<String> BIND_IPV6_ONLY =
      TABLE
          .key(
              "BindIPv6Only",
              new ChoiceType("bind IPv6 only value", "default", "both", "ipv6-only"),
              "default")
          .must()
          .honoured()
          .add();

  public static final Setting<Integer> BACKLOG =
      TABLE.key("Backlog", IntegerType.UNSIGNED, Integer.MAX_VALUE).must().honoured().add();

  public static final Setting<TimeSpan> TIMEOUT_SEC =
      TABLE.key("TimeoutSec", TimeSpanType.TIMEOUT, TimeSpan.ofSeconds(90)).honoured().add();

  public static final Setting<String> BIND_TO_DEVICE =
      TABLE.key("BindToDevice", TextType.EXPANDED, "").honoured().add();

  public static final Setting<String> SOCKET_USER =
      TABLE.key("SocketUser", UserType.USER, "").must().honoured().add();

  public static final Setting<String> SOCKET_GROUP =
      TABLE.key("SocketGroup", UserType.GROUP, "").must().honoured().add();

  public static final Setting<Integer> SOCKET_MODE =
      TABLE.key("SocketMode", ModeType.MODE, 0666).must().honoured().add();

  public static final Setting<Integer> DIRECTORY_MODE =
      TABLE.key("DirectoryMode", ModeType.MODE, 0755).common().honoured().add();

  public static final Setting<Boolean> ACCEPT =
      TABLE.key("Accept", BooleanType.BOOLEAN, false).must().honoured().add();

  public static final Setting<Boolean> FLUSH_PENDING =
      TABLE.key("FlushPending", BooleanType.BOOLEAN, false).common().honoured().add();

  public static final Setting<Boolean> WRITABLE =
      TABLE.key("Writable", BooleanType.BOOLEAN, false).common().honoured().add();

  public static final Setting<Boolean> KEEP_ALIVE =
      TABLE.key("KeepAlive", BooleanType.BOOLEAN, false).common().honoured().add();

  public static final Setting<TimeSpan> KEEP_ALIVE_TIME_SEC =
      TABLE.key("KeepAliveTimeSec", TimeSpanType.SEC, TimeSpan.ZERO).honoured().add();

  public static final Setting<TimeSpan> KEEP_ALIVE_INTERVAL_SEC =
      TABLE.key("KeepAliveIntervalSec", TimeSpanType.SEC, TimeSpan.ZERO).honoured().add();

  public static final Setting<Integer> KEEP_ALIVE_PROBES =
      TABLE.key("KeepAliveProbes", IntegerType.UNSIGNED, 0).honoured().add();

  public static final Setting<TimeSpan> DEFER_ACCEPT_SEC =
      TABLE.key("DeferAcceptSec", TimeSpanType.SEC, TimeSpan.ZERO).honoured().add();

  public static final Setting<Boolean> NO_DELAY =
      TABLE.key("NoDelay", BooleanType.BOOLEAN, false).common().honoured().add();

  public static final Setting<Integer> PRIORITY =
      TABLE.key("Priority", IntegerType.INT, -1).honoured().add();

  public static final Setting<Long> RECEIVE_BUFFER =
      TABLE.key("ReceiveBuffer", SizeType.BYTES, 0L).common().honoured().add();

  public static final Setting<Long> SEND_BUFFER =
      TABLE.key("SendBuffer", SizeType.BYTES, 0L).honoured().add();

  public static final Setting<Integer> IP_TOS =
      TABLE.key("IPTOS", NamedNumberType.IP_TOS, -1).honoured().add();

  public static final Setting<Integer> IP_TTL =
      TABLE.key("IPTTL", IntegerType.INT, -1).honoured().add();

  public static final Setting<Long> PIPE_SIZE =
      TABLE.key("PipeSize", SizeType.BYTES, 0L).honoured().add();

  public static final Setting<Boolean> FREE_BIND =
      TABLE.key("FreeBind", BooleanType.BOOLEAN, false).honoured().add();

  public static final Setting<Boolean> TRANSPARENT =
      TABLE.key("Transparent", BooleanType.BOOLEAN, false).honoured().add();

  public static final Setting<Boolean> BROADCAST =
      TABLE.key("Broadcast", BooleanType.BOOLEAN, false).honoured().add();

  public static final Setting<Boolean> PASS_CREDENTIALS =
      TABLE.key("PassCredentials", BooleanType.BOOLEAN, false).common().honoured().add();

  public static final Setting<Boolean> PASS_FILE_DESCRIPTORS_TO_EXEC =
      TABLE.key("PassFileDescriptorsToExec", BooleanType.BOOLEAN, false).since(256).add();

  public static final Setting<Boolean> PASS_SECURITY =
      TABLE.key("PassSecurity", BooleanType.BOOLEAN, false).honoured().add();

  public static final Setting<Boolean> PASS_PACKET_INFO =
      TABLE.key("PassPacketInfo", BooleanType.BOOLEAN, false).honoured().add();

  public static final Setting<String> TIMESTAMPING =
      TABLE
          .key("Timestamping", new ChoiceType("timestamping precision", "off", "us", "ns"), "off")
          .honoured()
          .add();

  public static final Setting<Boolean> REMOVE_ON_STOP =
      TABLE.key("RemoveOnStop", BooleanType.BOOLEAN, false).must().honoured().add();

  /** All Listen…= lines in order; the keys themselves only write here. */
  public static final Setting<List<Listen>> LISTEN =
      TABLE.key("Listen", new ListenType(null), List.of()).must().in().add();

  public static final Setting<List<String>> SYMLINKS =
      TABLE.key("Symlinks", WordsType.PATHS, List.of()).common().honoured().add();

  public static final Setting<Integer> MARK =
      TABLE.key("Mark", IntegerType.INT, -1).honoured().add();

  public static final Setting<Integer> MAX_CONNECTIONS =
      TABLE.key("MaxConnections", IntegerType.UNSIGNED, 64).must().honoured().add();

  public static final Setting<Integer> MAX_CONNECTIONS_PER_SOURCE =
      TABLE.key("MaxConnectionsPerSource", IntegerType.UNSIGNED, 0).honoured().add();

  public static final Setting<Long> MESSAGE_QUEUE_MAX_MESSAGES =
      TABLE.key("MessageQueueMaxMessages", LongType.SIGNED, 0L).honoured().add();

  public static final Setting<Long> MESSAGE_QUEUE_MESSAGE_SIZE =
      TABLE.key("MessageQueueMessageSize", LongType.SIGNED, 0L).honoured().add();

  public static final Setting<String> TCP_CONGESTION =
      TABLE.key("TCPCongestion", TextType.PLAIN, "").honoured().add();

  public static final Setting<Boolean> REUSE_PORT =
      TABLE.key("ReusePort", BooleanType.BOOLEAN, false).common().honoured().add();

  public static final Setting<String> SMACK_LABEL =
      TABLE.key("SmackLabel", TextType.EXPANDED, "").kernel().add();

  public static final Setting<String> SMACK_LABEL_IP_IN =
      TABLE.key("SmackLabelIPIn", TextType.EXPANDED, "").kernel().add();

  public static final Setting<String> SMACK_LABEL_IP_OUT =
      TABLE.key("SmackLabelIPOut", TextType.EXPANDED, "").kernel().add();

  public static final Setting<String> FILE_DESCRIPTOR_NAME =
      TABLE.key("FileDescriptorName", TextType.EXPANDED, "").must().honoured().add();

  public static final Setting<Integer> SOCKET_PROTOCOL =
      TABLE.key("SocketProtocol", NamedNumberType.SOCKET_PROTOCOL, 0).honoured().add();

  public static final Setting<TimeSpan> TRIGGER_LIMIT_INTERVAL_SEC =
      TABLE
          .key("TriggerLimitIntervalSec", TimeSpanType.SEC, TimeSpan.INFINITY)
          .common()
          .honoured()
          .add();

  public static final Setting<Integer> TRIGGER_LIMIT_BURST =
      TABLE.key("TriggerLimitBurst", IntegerType.UNSIGNED, -1).common().honoured().add();

  public static final Setting<TimeSpan> POLL_LIMIT_INTERVAL_SEC =
      TABLE.key("PollLimitIntervalSec", TimeSpanType.SEC, TimeSpan.INFINITY).since(255).add();

  public static final Setting<Integer> POLL_LIMIT_BURST =
      TABLE.key("PollLimitBurst", IntegerType.UNSIGNED, -1).since(255).add();

  public static final Setting<List<ExecCommand>> EXEC_START_PRE =
      TABLE.key("ExecStartPre", ExecType.COMMANDS, List.of()).common().honoured().add();

  public static final Setting<List<ExecCommand>> EXEC_START_POST =
      TABLE.key("ExecStartPost", ExecType.COMMANDS, List.of()).honoured().add();

  public static final Setting<List<ExecCommand>> EXEC_STOP_PRE =
      TABLE.key("ExecStopPre", ExecType.COMMANDS, List.of()).honoured().add();

  public static final Setting<List<ExecCommand>> EXEC_STOP_POST =
      TABLE.key("ExecStopPost", ExecType.COMMANDS, List.of()).honoured().add();

  public static final Setting<String> SERVICE =
      TABLE.key("Service", UnitNameType.SERVICE, "").must().bus(null).honoured().add();

  public static final Setting<Boolean> SELINUX_CONTEXT_FROM_NET =
      TABLE.key("SELinuxContextFromNet", BooleanType.BOOLEAN, false).kernel().bus(null).add();

  public static final Setting<List<Listen>> LISTEN_STREAM =
      TABLE
          .synonym("ListenStream", new ListenType(Listen.Kind.STREAM), LISTEN)
          .must()
          .honoured()
          .add();

  public static final Setting<List<Listen>> LISTEN_DATAGRAM =
      TABLE
          .synonym("ListenDatagram", new ListenType(Listen.Kind.DATAGRAM), LISTEN)
          .must()
          .honoured()
          .add();

  public static final Setting<List<Listen>> LISTEN_SEQUENTIAL_PACKET =
      TABLE
          .synonym("ListenSequentialPacket", new ListenType(Listen.Kind.SEQUENTIAL_PACKET), LISTEN)
          .must()
          .honoured()
          .add();

  public static final Setting<List<Listen>> LISTEN_FIFO =
      TABLE.synonym("ListenFIFO", new ListenType(Listen.Kind.FIFO), LISTEN).must().honoured().add();

  public static final Setting<List<Listen>> LISTEN_SPECIAL =
      TABLE
          .synonym("ListenSpecial", new ListenType(Listen.Kind.SPECIAL), LISTEN)
          .common()
          .honoured()
          .add();

  public static final Setting<List<Listen>> LISTEN_NETLINK =
      TABLE
          .synonym("ListenNetlink", new ListenType(Listen.Kind.NETLINK), LISTEN)
          .common()
          .honoured()
          .add();

  public static final Setting<List<Listen>> LISTEN_MESSAGE_QUEUE =
      TABLE
          .synonym("ListenMessageQueue", new ListenType(Listen.Kind.MESSAGE_QUEUE), LISTEN)
          .honoured()
          .add();

  public static final Setting<List<Listen>> LISTEN_USB_FUNCTION =
      TABLE
          .synonym("ListenUSBFunction", new ListenType(Listen.Kind.USB_FUNCTION), LISTEN)
          .honoured()
          .add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private SocketSettings() {}
}
