package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The algebra of job types: what makes it safe to merge wishes in any order. */
final class JobTypeTest {
  private static final List<JobType> QUEUED =
      List.of(JobType.START, JobType.VERIFY_ACTIVE, JobType.STOP, JobType.RELOAD, JobType.RESTART);

  private static final List<ActiveState> STATES = List.of(ActiveState.values());

  private record Pair(JobType a, JobType b) {}

  private static List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (JobType a : QUEUED) {
      for (JobType b : QUEUED) {
        pairs.add(new Pair(a, b));
      }
    }
    return pairs;
  }

  /** The merge that the job table makes: collapsed by the unit's state at once. */
  private static @Nullable JobType merge(
      @Nullable JobType a, @Nullable JobType b, ActiveState state) {
    if (a == null || b == null) {
      return null;
    }
    JobType merged = JobType.merge(a, b);
    return merged == null ? null : merged.collapse(state);
  }

  @Test
  void mergingDoesNotDependOnTheOrderOfTwo() {
    assertThat(pairs())
        .allSatisfy(p -> assertThat(JobType.merge(p.a, p.b)).isEqualTo(JobType.merge(p.b, p.a)));
  }

  @Test
  void mergingWithItselfChangesNothing() {
    assertThat(QUEUED).allSatisfy(type -> assertThat(JobType.merge(type, type)).isEqualTo(type));
  }

  @Test
  void mergingThreeDoesNotDependOnWhichTwoComeFirst() {
    for (ActiveState state : STATES) {
      for (Pair p : pairs()) {
        for (JobType c : QUEUED) {
          JobType left = merge(merge(p.a, p.b, state), c, state);
          JobType right = merge(p.a, merge(p.b, c, state), state);
          assertThat(left).as("%s, %s in a unit that is %s", p, c, state).isEqualTo(right);
        }
      }
    }
  }

  @Test
  void onlyAStopMergesWithAStop() {
    assertThat(QUEUED)
        .allSatisfy(type ->
            assertThat(JobType.merge(type, JobType.STOP))
                .isEqualTo(type == JobType.STOP ? JobType.STOP : null));
  }

  @Test
  void whatContainsAnotherWishIsWhatTheyMergeTo() {
    assertThat(pairs())
        .allSatisfy(
            p -> assertThat(p.a.isSupersetOf(p.b)).isEqualTo(JobType.merge(p.a, p.b) == p.a));
  }

  @Test
  void containingIsTransitive() {
    for (Pair p : pairs()) {
      for (JobType c : QUEUED) {
        if (p.a.isSupersetOf(p.b) && p.b.isSupersetOf(c)) {
          assertThat(p.a.isSupersetOf(c)).as("%s contains %s", p, c).isTrue();
        }
      }
    }
  }

  @Test
  void conflictingIsHavingNoMerge() {
    assertThat(pairs())
        .allSatisfy(
            p -> assertThat(JobType.conflict(p.a, p.b)).isEqualTo(JobType.merge(p.a, p.b) == null));
  }

  @Test
  void collapsingTwiceIsCollapsingOnce() {
    for (JobType type : JobType.values()) {
      for (ActiveState state : STATES) {
        JobType once = type.collapse(state);
        assertThat(once.collapse(state)).as("%s in %s", type, state).isEqualTo(once);
      }
    }
  }

  @Test
  void nothingIsRedundantBothAsAStartAndAsAStop() {
    assertThat(STATES)
        .noneSatisfy(state -> {
          assertThat(JobType.START.isRedundantIn(state)).isTrue();
          assertThat(JobType.STOP.isRedundantIn(state)).isTrue();
        });
  }

  @Test
  void ofTwoJobsOneGoesFirstAndStoppingIsStartingBackwards() {
    JobRules rules = new JobRules();
    assertThat(rules.order(JobType.START, JobType.START)).isNegative();
    assertThat(rules.order(JobType.STOP, JobType.STOP)).isPositive();
    assertThat(pairs()).allSatisfy(p -> assertThat(rules.order(p.a, p.b)).isNotZero());
  }
}
