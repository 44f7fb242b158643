package org.reeve.unit;

import java.util.List;

/**
 * Keys of resource control (systemd.resource-control(5)), in all sections of units that have
 * processes.
 */
public final class ResourceSettings {
  private static final SettingGroup TABLE =
      new SettingGroup(
          "systemd.resource-control(5)",
          Section.SERVICE,
          Section.SOCKET,
          Section.MOUNT,
          Section.SWAP,
          Section.SLICE,
          Section.SCOPE);

  public static final Setting<String> SLICE =
      TABLE.key("Slice", UnitNameType.SLICE, "").must().honoured().add();

  public static final Setting<Delegation> DELEGATE =
      TABLE.key("Delegate", DelegationType.DELEGATE, Delegation.NONE).kernel().add();

  public static final Setting<String> DELEGATE_SUBGROUP =
      TABLE.key("DelegateSubgroup", TextType.PLAIN, "").kernel().since(254).add();

  public static final Setting<Boolean> COREDUMP_RECEIVE =
      TABLE.key("CoredumpReceive", BooleanType.BOOLEAN, false).kernel().since(255).add();

  public static final Setting<Boolean> CPU_ACCOUNTING =
      TABLE.key("CPUAccounting", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Long> CPU_WEIGHT =
      TABLE.key("CPUWeight", new WeightType("CPU weight", 1, 10000), -1L).kernel().add();

  public static final Setting<Long> STARTUP_CPU_WEIGHT =
      TABLE.key("StartupCPUWeight", new WeightType("CPU weight", 1, 10000), -1L).kernel().add();

  public static final Setting<Long> CPU_SHARES =
      TABLE
          .key("CPUShares", new WeightType("CPU shares", 2, 262144), -1L)
          .legacy()
          .notice(
              "Unit uses CPUShares=; please use CPUWeight= instead. Support for CPUShares= will be removed soon.")
          .add();

  public static final Setting<Long> STARTUP_CPU_SHARES =
      TABLE
          .key("StartupCPUShares", new WeightType("CPU shares", 2, 262144), -1L)
          .legacy()
          .notice(
              "Unit uses StartupCPUShares=; please use CPUWeight= instead. Support for StartupCPUShares= will be removed soon.")
          .add();

  public static final Setting<TimeSpan> CPU_QUOTA =
      TABLE
          .key("CPUQuota", QuotaType.QUOTA, TimeSpan.INFINITY)
          .kernel()
          .bus("CPUQuotaPerSecUSec")
          .add();

  public static final Setting<TimeSpan> CPU_QUOTA_PERIOD_SEC =
      TABLE.key("CPUQuotaPeriodSec", TimeSpanType.OR_INFINITY, TimeSpan.INFINITY).kernel().add();

  public static final Setting<List<Integer>> ALLOWED_CPUS =
      TABLE.key("AllowedCPUs", NumberSetType.of("AllowedCPUs"), List.of()).kernel().add();

  public static final Setting<List<Integer>> STARTUP_ALLOWED_CPUS =
      TABLE
          .key("StartupAllowedCPUs", NumberSetType.of("StartupAllowedCPUs"), List.of())
          .kernel()
          .add();

  public static final Setting<List<Integer>> ALLOWED_MEMORY_NODES =
      TABLE
          .key("AllowedMemoryNodes", NumberSetType.of("AllowedMemoryNodes"), List.of())
          .kernel()
          .add();

  public static final Setting<List<Integer>> STARTUP_ALLOWED_MEMORY_NODES =
      TABLE
          .key(
              "StartupAllowedMemoryNodes", NumberSetType.of("StartupAllowedMemoryNodes"), List.of())
          .kernel()
          .add();

  public static final Setting<Boolean> IO_ACCOUNTING =
      TABLE.key("IOAccounting", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<Long> IO_WEIGHT =
      TABLE.key("IOWeight", new WeightType("weight", 1, 10000), -1L).kernel().add();

  public static final Setting<Long> STARTUP_IO_WEIGHT =
      TABLE.key("StartupIOWeight", new WeightType("weight", 1, 10000), -1L).kernel().add();

  public static final Setting<List<String>> IO_DEVICE_WEIGHT =
      TABLE.key("IODeviceWeight", VerbatimType.list("a(st)"), List.of()).kernel().add();

  public static final Setting<List<String>> IO_READ_BANDWIDTH_MAX =
      TABLE.key("IOReadBandwidthMax", VerbatimType.list("a(st)"), List.of()).kernel().add();

  public static final Setting<List<String>> IO_WRITE_BANDWIDTH_MAX =
      TABLE.key("IOWriteBandwidthMax", VerbatimType.list("a(st)"), List.of()).kernel().add();

  public static final Setting<List<String>> IO_READ_IOPS_MAX =
      TABLE.key("IOReadIOPSMax", VerbatimType.list("a(st)"), List.of()).kernel().add();

  public static final Setting<List<String>> IO_WRITE_IOPS_MAX =
      TABLE.key("IOWriteIOPSMax", VerbatimType.list("a(st)"), List.of()).kernel().add();

  public static final Setting<List<String>> IO_DEVICE_LATENCY_TARGET_SEC =
      TABLE
          .key("IODeviceLatencyTargetSec", VerbatimType.list("a(st)"), List.of())
          .kernel()
          .bus("IODeviceLatencyTargetUSec")
          .add();

  public static final Setting<Boolean> BLOCK_IO_ACCOUNTING =
      TABLE.key("BlockIOAccounting", BooleanType.BOOLEAN, false).legacy().add();

  public static final Setting<Long> BLOCK_IO_WEIGHT =
      TABLE.key("BlockIOWeight", new WeightType("block IO weight", 10, 1000), -1L).legacy().add();

  public static final Setting<Long> STARTUP_BLOCK_IO_WEIGHT =
      TABLE
          .key("StartupBlockIOWeight", new WeightType("block IO weight", 10, 1000), -1L)
          .legacy()
          .add();

  public static final Setting<List<String>> BLOCK_IO_DEVICE_WEIGHT =
      TABLE
          .key("BlockIODeviceWeight", VerbatimType.list("a(st)"), List.of())
          .legacy()
          .notice(
              "Unit uses BlockIODeviceWeight=; please use IO*= settings instead. Support for BlockIODeviceWeight= will be removed soon.")
          .add();

  public static final Setting<List<String>> BLOCK_IO_READ_BANDWIDTH =
      TABLE
          .key("BlockIOReadBandwidth", VerbatimType.list("a(st)"), List.of())
          .legacy()
          .notice(
              "Unit uses BlockIOReadBandwidth=; please use IO*= settings instead. Support for BlockIOReadBandwidth= will be removed soon.")
          .add();

  public static final Setting<List<String>> BLOCK_IO_WRITE_BANDWIDTH =
      TABLE
          .key("BlockIOWriteBandwidth", VerbatimType.list("a(st)"), List.of())
          .legacy()
          .notice(
              "Unit uses BlockIOWriteBandwidth=; please use IO*= settings instead. Support for BlockIOWriteBandwidth= will be removed soon.")
          .add();

  public static final Setting<Boolean> MEMORY_ACCOUNTING =
      TABLE.key("MemoryAccounting", BooleanType.BOOLEAN, true).kernel().add();

  public static final Setting<Long> DEFAULT_MEMORY_LOW =
      TABLE.key("DefaultMemoryLow", SizeType.MEMORY, 0L).kernel().add();

  public static final Setting<Long> DEFAULT_STARTUP_MEMORY_LOW =
      TABLE.key("DefaultStartupMemoryLow", SizeType.MEMORY, 0L).kernel().since(254).add();

  public static final Setting<Long> DEFAULT_MEMORY_MIN =
      TABLE.key("DefaultMemoryMin", SizeType.MEMORY, 0L).kernel().add();

  public static final Setting<Long> MEMORY_MIN =
      TABLE.key("MemoryMin", SizeType.MEMORY, 0L).kernel().add();

  public static final Setting<Long> MEMORY_LOW =
      TABLE.key("MemoryLow", SizeType.MEMORY, 0L).kernel().add();

  public static final Setting<Long> STARTUP_MEMORY_LOW =
      TABLE.key("StartupMemoryLow", SizeType.MEMORY, 0L).kernel().since(254).add();

  public static final Setting<Long> MEMORY_HIGH =
      TABLE.key("MemoryHigh", SizeType.MEMORY, SizeType.INFINITY).kernel().add();

  public static final Setting<Long> STARTUP_MEMORY_HIGH =
      TABLE.key("StartupMemoryHigh", SizeType.MEMORY, SizeType.INFINITY).kernel().since(254).add();

  public static final Setting<Long> MEMORY_MAX =
      TABLE.key("MemoryMax", SizeType.MEMORY, SizeType.INFINITY).kernel().add();

  public static final Setting<Long> STARTUP_MEMORY_MAX =
      TABLE.key("StartupMemoryMax", SizeType.MEMORY, SizeType.INFINITY).kernel().since(254).add();

  public static final Setting<Long> MEMORY_SWAP_MAX =
      TABLE.key("MemorySwapMax", SizeType.MEMORY, SizeType.INFINITY).kernel().add();

  public static final Setting<Long> STARTUP_MEMORY_SWAP_MAX =
      TABLE
          .key("StartupMemorySwapMax", SizeType.MEMORY, SizeType.INFINITY)
          .kernel()
          .since(254)
          .add();

  public static final Setting<Long> MEMORY_ZSWAP_MAX =
      TABLE.key("MemoryZSwapMax", SizeType.MEMORY, SizeType.INFINITY).kernel().since(253).add();

  public static final Setting<Long> STARTUP_MEMORY_ZSWAP_MAX =
      TABLE
          .key("StartupMemoryZSwapMax", SizeType.MEMORY, SizeType.INFINITY)
          .kernel()
          .since(254)
          .add();

  public static final Setting<Boolean> MEMORY_ZSWAP_WRITEBACK =
      TABLE.key("MemoryZSwapWriteback", BooleanType.BOOLEAN, true).kernel().since(256).add();

  public static final Setting<Long> MEMORY_LIMIT =
      TABLE
          .key("MemoryLimit", SizeType.MEMORY, SizeType.INFINITY)
          .legacy()
          .notice(
              "Unit uses MemoryLimit=; please use MemoryMax= instead. Support for MemoryLimit= will be removed soon.")
          .add();

  public static final Setting<String> DEVICE_POLICY =
      TABLE
          .key("DevicePolicy", new ChoiceType("device policy", "auto", "closed", "strict"), "auto")
          .kernel()
          .add();

  public static final Setting<List<Pair>> DEVICE_ALLOW =
      TABLE.key("DeviceAllow", PairsType.DEVICES, List.of()).kernel().add();

  public static final Setting<Boolean> TASKS_ACCOUNTING =
      TABLE.key("TasksAccounting", BooleanType.BOOLEAN, true).kernel().add();

  public static final Setting<Long> TASKS_MAX =
      TABLE.key("TasksMax", SizeType.TASKS, SizeType.INFINITY).kernel().add();

  public static final Setting<Boolean> IP_ACCOUNTING =
      TABLE.key("IPAccounting", BooleanType.BOOLEAN, false).kernel().add();

  public static final Setting<List<AddressPrefix>> IP_ADDRESS_ALLOW =
      TABLE.key("IPAddressAllow", AddressPrefixesType.PREFIXES, List.of()).kernel().add();

  public static final Setting<List<AddressPrefix>> IP_ADDRESS_DENY =
      TABLE.key("IPAddressDeny", AddressPrefixesType.PREFIXES, List.of()).kernel().add();

  public static final Setting<List<String>> IP_INGRESS_FILTER_PATH =
      TABLE.key("IPIngressFilterPath", WordsType.PATHS, List.of()).kernel().add();

  public static final Setting<List<String>> IP_EGRESS_FILTER_PATH =
      TABLE.key("IPEgressFilterPath", WordsType.PATHS, List.of()).kernel().add();

  public static final Setting<List<String>> DISABLE_CONTROLLERS =
      TABLE.key("DisableControllers", KnownWordsType.CONTROLLERS, List.of()).kernel().add();

  public static final Setting<String> MANAGED_OOM_SWAP =
      TABLE
          .key("ManagedOOMSwap", new ChoiceType("", "auto", "kill"), "auto")
          .kernel()
          .emptyUnsets()
          .add();

  public static final Setting<String> MANAGED_OOM_MEMORY_PRESSURE =
      TABLE
          .key("ManagedOOMMemoryPressure", new ChoiceType("", "auto", "kill"), "auto")
          .kernel()
          .emptyUnsets()
          .add();

  public static final Setting<List<String>> MANAGED_OOM_MEMORY_PRESSURE_LIMIT =
      TABLE
          .key("ManagedOOMMemoryPressureLimit", new VerbatimType("u", 0), List.of())
          .kernel()
          .add();

  public static final Setting<String> MANAGED_OOM_PREFERENCE =
      TABLE
          .key(
              "ManagedOOMPreference",
              new ChoiceType("ManagedOOMPreference=", "none", "avoid", "omit"),
              "none")
          .kernel()
          .add();

  public static final Setting<String> MEMORY_PRESSURE_WATCH =
      TABLE
          .key(
              "MemoryPressureWatch",
              new ChoiceType("memory pressure watch mode", "auto", "on", "off", "skip"),
              "auto")
          .kernel()
          .since(254)
          .add();

  public static final Setting<TimeSpan> MEMORY_PRESSURE_THRESHOLD_SEC =
      TABLE
          .key("MemoryPressureThresholdSec", TimeSpanType.SEC, TimeSpan.ofMillis(200))
          .kernel()
          .since(254)
          .add();

  public static final Setting<List<String>> BPF_PROGRAM =
      TABLE.key("BPFProgram", VerbatimType.list("a(ss)"), List.of()).kernel().add();

  public static final Setting<List<SocketBind>> SOCKET_BIND_ALLOW =
      TABLE.key("SocketBindAllow", SocketBindType.ITEMS, List.of()).kernel().add();

  public static final Setting<List<SocketBind>> SOCKET_BIND_DENY =
      TABLE.key("SocketBindDeny", SocketBindType.ITEMS, List.of()).kernel().add();

  public static final Setting<Filter> RESTRICT_NETWORK_INTERFACES =
      TABLE.key("RestrictNetworkInterfaces", FilterType.INTERFACES, Filter.NONE).kernel().add();

  public static final Setting<List<String>> NFT_SET =
      TABLE.key("NFTSet", VerbatimType.list("a(iiss)"), List.of()).kernel().since(255).add();

  public static final Setting<String> NET_CLASS =
      TABLE.key("NetClass", TextType.PLAIN, "").legacy().withoutEffect().add();

  /** All rows of this table, in the order in which systemctl show prints them. */
  public static final List<Setting<?>> ALL = TABLE.seal();

  private ResourceSettings() {}
}
