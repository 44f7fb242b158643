package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Aliases, templates, masks, drop-ins and .wants/ directories; what systemd 252 does in the same
 * trees was tried in the lab.
 */
class LoadingTest {
  private static final String U = "/usr/lib/systemd/system/";
  private static final String E = "/etc/systemd/system/";
  private static final String TRUE = "[Service]\nExecStart=/bin/true\n";

  private final MemoryFileTree files = new MemoryFileTree();

  private UnitLoader loader() {
    return new UnitLoader(files, LoadPath.system(), SpecifierContext.of(Map.of('t', "/run")));
  }

  private UnitDefinition load(String name) {
    return loader().load(UnitName.of(name));
  }

  private void environment(String path, String assignment) {
    files.file(path, "[Service]\nEnvironment=" + assignment + "\n");
  }

  @Test
  void etcTakesThePlaceOfUsr() {
    files.file(U + "a.service", TRUE).file(E + "a.service", TRUE + "Nice=3\n");
    assertThat(load("a.service").get(ExecSettings.NICE)).isEqualTo(3);
    assertThat(load("a.service").fragmentPath()).isEqualTo(E + "a.service");
  }

  @Test
  void anAliasIsTheUnitItLeadsTo() {
    files
        .file(U + "a.service", TRUE)
        .link(E + "b.service", U + "a.service")
        .link(E + "c.service", "b.service");
    UnitDefinition unit = load("c.service");
    assertThat(unit.name()).isEqualTo(UnitName.of("a.service"));
    assertThat(unit.names())
        .containsExactlyInAnyOrder(
            UnitName.of("a.service"), UnitName.of("b.service"), UnitName.of("c.service"));
    assertThat(load("a.service").names()).hasSize(3);
  }

  @Test
  void aLinkOutOfTheLoadPathIsTheUnitItself() {
    files.file("/srv/x.service", TRUE).link(E + "x.service", "/srv/x.service");
    assertThat(load("x.service").fragmentPath()).isEqualTo("/srv/x.service");
    assertThat(load("x.service").loadState()).isEqualTo(LoadState.LOADED);
  }

  @Test
  void aLinkOfAnotherTypeIsNoAlias() {
    files.file(U + "a.service", TRUE).link(E + "b.socket", U + "a.service");
    assertThat(load("b.socket").loadState()).isEqualTo(LoadState.NOT_FOUND);
    assertThat(loader().problems())
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .contains("not a valid alias");
  }

  @Test
  void aliasesInACircleAndDanglingOnesAreNotFound() {
    files
        .link(E + "a.service", "b.service")
        .link(E + "b.service", "a.service")
        .link(E + "d.service", "/srv/no.service");
    assertThat(load("a.service").loadState()).isEqualTo(LoadState.NOT_FOUND);
    assertThat(load("d.service").loadState()).isEqualTo(LoadState.NOT_FOUND);
    assertThat(load("a.service").loadErrorName()).isEqualTo("org.freedesktop.systemd1.NoSuchUnit");
  }

  @Test
  void devNullAndEmptyFilesMask() {
    files.link(E + "a.service", "/dev/null").file(U + "a.service", TRUE).file(E + "b.service", "");
    assertThat(load("a.service").loadState()).isEqualTo(LoadState.MASKED);
    assertThat(load("b.service").loadState()).isEqualTo(LoadState.MASKED);
    Problem error = load("a.service").loadError();
    assertThat(error)
        .isNotNull()
        .extracting(Problem::message)
        .isEqualTo("Unit a.service is masked.");
  }

  @Test
  void anInstanceIsItsTemplateWithSpecifiersFilledIn() {
    files.file(
        U + "a@.service",
        "[Unit]\nDescription=%n %N %p %P %i %I %j %J %f %t %y %Y %%\nAfter=b@.service c@%i.service\n"
            + TRUE);
    UnitDefinition unit = load("a@x-y\\x2dz.service");
    assertThat(unit.get(UnitSettings.DESCRIPTION))
        .isEqualTo(
            "a@x-y\\x2dz.service a@x-y\\x2dz a a x-y\\x2dz x/y-z a a /x/y-z /run /usr/lib/systemd/system/a@.service"
                + " /usr/lib/systemd/system %");
    assertThat(unit.get(UnitSettings.AFTER))
        .containsExactly(UnitName.of("b@x-y\\x2dz.service"), UnitName.of("c@x-y\\x2dz.service"));
  }

  @Test
  void anInstanceWithAFileOfItsOwnTakesThat() {
    files.file(U + "a@.service", TRUE).file(U + "a@i.service", TRUE + "Nice=1\n");
    assertThat(load("a@i.service").get(ExecSettings.NICE)).isEqualTo(1);
    assertThat(load("a@j.service").get(ExecSettings.NICE)).isZero();
  }

  @Test
  void aTemplateItselfCannotBeLoaded() {
    files.file(U + "a@.service", TRUE);
    assertThat(load("a@.service").loadState()).isEqualTo(LoadState.ERROR);
  }

  @Test
  void dropInsAreReadByFileNameAcrossDirectories() {
    files.file(U + "a.service", TRUE);
    environment(U + "a.service.d/20.conf", "A=2");
    environment(E + "a.service.d/10.conf", "A=1");
    environment("/run/systemd/system/a.service.d/30.conf", "A=3");
    files
        .file(U + "a.service.d/readme", "junk")
        .file(U + "a.service.d/25.conf", "[Service]\nEnvironment=A=9\n");
    files.link(E + "a.service.d/25.conf", "/dev/null");
    UnitDefinition unit = load("a.service");
    assertThat(unit.dropInPaths())
        .containsExactly(
            E + "a.service.d/10.conf",
            U + "a.service.d/20.conf",
            "/run/systemd/system/a.service.d/30.conf");
    assertThat(unit.get(ExecSettings.ENVIRONMENT)).containsExactly("A=3");
    assertThat(unit.origins(ExecSettings.ENVIRONMENT)).hasSize(3);
  }

  @Test
  void ofDropInsOfOneNameEtcBeatsUsrAndTheSpecificBeatsTheGeneral() {
    files.file(U + "a-b-c@.service", TRUE);
    environment(U + "a-b-c@i.service.d/1.conf", "Y=instance");
    environment(E + "a-b-c@.service.d/1.conf", "Y=template in etc");
    environment(U + "a-b-@.service.d/2.conf", "Z=template");
    environment(U + "a-b-@i.service.d/2.conf", "Z=instance");
    environment(U + "a-b-@i.service.d/3.conf", "W=prefix instance");
    environment(U + "a-b-c@.service.d/3.conf", "W=template");
    environment(U + "a-b-.service.d/4.conf", "P=plain prefix");
    environment(U + "a-b-@i.service.d/4.conf", "P=prefix instance");
    environment(U + "a-.service.d/5.conf", "V=prefix");
    environment(E + "service.d/5.conf", "V=type in etc");
    environment(U + "a-.service.d/6.conf", "J=plain");
    environment(U + "a-@i.service.d/6.conf", "J=instance");
    assertThat(load("a-b-c@i.service").get(ExecSettings.ENVIRONMENT))
        .containsExactly(
            "Y=template", "Z=instance", "W=template", "P=plain", "V=prefix", "J=plain");
  }

  @Test
  void dropInsOfAliasesCountToo() {
    files.file(U + "a.service", TRUE).link(E + "z.service", U + "a.service");
    environment(U + "z.service.d/1.conf", "ALIAS=1");
    assertThat(load("a.service").get(ExecSettings.ENVIRONMENT)).containsExactly("ALIAS=1");
  }

  @Test
  void anEmptyAssignmentTakesBackEarlierOnes() {
    files
        .file(U + "a.service", TRUE)
        .file(E + "a.service.d/x.conf", "[Service]\nExecStart=\nExecStart=/bin/false\n");
    assertThat(load("a.service").get(ServiceSettings.EXEC_START))
        .extracting(ExecCommand::path)
        .containsExactly("/bin/false");
    assertThat(load("a.service").loadState()).isEqualTo(LoadState.LOADED);
  }

  @Test
  void dependenciesCannotBeTakenBack() {
    files.file(U + "a.service", "[Unit]\nAfter=b.service\nAfter=\nAfter=c.service\n" + TRUE);
    assertThat(load("a.service").dependencies(DependencyType.AFTER))
        .containsExactly(UnitName.of("b.service"), UnitName.of("c.service"));
  }

  @Test
  void anyEmptyConditionTakesBackAllConditions() {
    files.file(
        U + "a.service",
        "[Unit]\nConditionPathExists=/a\nConditionHost=x\nConditionUser=\nConditionPathExists=|!/b\nAssertHost=y\n"
            + TRUE);
    assertThat(load("a.service").get(UnitSettings.CONDITIONS))
        .containsExactly(new Condition(ConditionKind.PATH_EXISTS, true, true, "/b"));
    assertThat(load("a.service").get(UnitSettings.ASSERTS)).hasSize(1);
  }

  @Test
  void linksInWantsDirectoriesAreDependenciesWithTheLinkAsOrigin() {
    files.file(U + "a.target", "[Unit]\nDescription=x\n").file(U + "b.service", TRUE);
    files.link(E + "a.target.wants/b.service", U + "b.service");
    files.link(U + "a.target.requires/t@.service", U + "t@.service");
    files.link(E + "a.target.wants/masked.service", "/dev/null");
    files.file(E + "a.target.wants/nolink.service", TRUE).link(E + "a.target.wants/junk", "/x");
    UnitDefinition unit = load("a.target");
    assertThat(unit.dependencies())
        .containsExactly(
            new Dependency(
                DependencyType.WANTS,
                UnitName.of("b.service"),
                new Origin(E + "a.target.wants/b.service", 0)),
            new Dependency(
                DependencyType.REQUIRES,
                UnitName.of("t@a.service"),
                new Origin(U + "a.target.requires/t@.service", 0)));
    assertThat(unit.problems()).hasSize(3);
  }

  @Test
  void aFileMadeAfterTheFirstLoadIsFound() {
    UnitLoader loader = loader();
    assertThat(loader.load(UnitName.of("late.service")).loadState()).isEqualTo(LoadState.NOT_FOUND);
    files.file(E + "late.service", TRUE);
    assertThat(loader.load(UnitName.of("late.service")).loadState()).isEqualTo(LoadState.LOADED);
  }

  @Test
  void changedNewAndRemovedFilesMakeADefinitionStale() {
    files.file(E + "a.service", TRUE);
    UnitLoader loader = loader();
    UnitDefinition unit = loader.load(UnitName.of("a.service"));
    assertThat(loader.isStale(unit)).isFalse();
    environment(E + "a.service.d/x.conf", "A=1");
    assertThat(loader.isStale(unit)).isTrue();
    UnitDefinition again = loader().load(UnitName.of("a.service"));
    assertThat(loader.isStale(again)).isFalse();
    files.file(E + "a.service", TRUE + "# changed\n");
    assertThat(loader.isStale(again)).isTrue();
  }

  @Test
  void knownKeysWithoutEffectAreMentionedOnce() {
    files.file(E + "a.service", TRUE + "PrivateTmp=yes\nPrivateTmp=no\n");
    assertThat(load("a.service").problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.severity()).isEqualTo(Severity.NOTICE);
          assertThat(problem.toString())
              .isEqualTo(
                  E
                      + "a.service:3: PrivateTmp= is known but not enforced by this version of Reeve; the unit runs"
                      + " without it.");
        });
  }

  @Test
  void whatOtherSettingsImplyIsFilledIn() {
    files.file(E + "a.service", "[Service]\nType=notify\nExecStart=/bin/true\n");
    files.file(
        E + "b.service", "[Unit]\nJobTimeoutSec=5\n[Service]\nType=oneshot\nExecStart=/bin/true\n");
    files.file(E + "c.service", "[Service]\nExecStop=/bin/true\nRemainAfterExit=yes\n");
    files.file(E + "d.service", "[Service]\nTimeoutSec=0\nExecStart=/bin/true\n");
    assertThat(load("a.service").get(ServiceSettings.NOTIFY_ACCESS)).isEqualTo(NotifyAccess.MAIN);
    assertThat(load("b.service").get(ServiceSettings.TIMEOUT_START_SEC))
        .isEqualTo(TimeSpan.INFINITY);
    assertThat(load("b.service").get(UnitSettings.JOB_RUNNING_TIMEOUT_SEC))
        .isEqualTo(TimeSpan.ofSeconds(5));
    assertThat(load("c.service").get(ServiceSettings.TYPE)).isEqualTo(ServiceType.ONESHOT);
    assertThat(load("d.service").get(ServiceSettings.TIMEOUT_STOP_SEC))
        .isEqualTo(TimeSpan.INFINITY);
    assertThat(load("d.service").get(ServiceSettings.TIMEOUT_START_SEC))
        .isEqualTo(TimeSpan.INFINITY);
  }

  @Test
  void aSliceNeedsNoFile() {
    assertThat(load("a-b.slice").loadState()).isEqualTo(LoadState.LOADED);
  }

  @Test
  void aThousandUnitsLoadInAFractionOfASecond() {
    for (int i = 0; i < 1000; i++) {
      files.file(
          U + "s" + i + ".service",
          "[Unit]\nDescription=Service " + i + "\nAfter=network.target\n" + TRUE);
      files.link(E + "multi-user.target.wants/s" + i + ".service", U + "s" + i + ".service");
    }
    files.file(U + "multi-user.target", "[Unit]\nDescription=x\n");
    load("s0.service"); // classes are loaded once
    long start = System.nanoTime();
    UnitLoader loader = loader();
    assertThat(loader.load(UnitName.of("multi-user.target")).dependencies()).hasSize(1000);
    for (int i = 0; i < 1000; i++) {
      assertThat(loader.load(UnitName.of("s" + i + ".service")).loadState())
          .isEqualTo(LoadState.LOADED);
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println("loading 1000 units from memory: " + millis + " ms");
    assertThat(millis).isLessThan(2_000);
  }
}
