package dev.dalleserver.cluster.collections;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.CollectionControl;
import dev.dalleserver.collections.CollectionStanding;
import dev.dalleserver.collections.CollectionState;
import dev.dalleserver.collections.CollectionSteps;
import dev.dalleserver.collections.CollectionStoreContract;
import dev.dalleserver.collections.CollectionWork;
import org.junit.jupiter.api.Test;

/** What the object of a process takes of the rows that it reads. */
class CollectionMirrorTest {
  private static final int SIZE = 2;

  private final AddressCollection collection = CollectionStoreContract.example(1, SIZE);
  private final CollectionMirror mirror = new CollectionMirror(collection, 1);

  private static CollectionRow row(CollectionState state, long control, long version) {
    return new CollectionRow(
        new CollectionStanding(
            new CollectionControl(state, "", 0, 0), CollectionWork.nothing(SIZE, 0)),
        SIZE,
        control,
        version,
        "");
  }

  @Test
  void a_row_that_was_read_earlier_and_comes_later_changes_nothing() {
    mirror.follow(row(CollectionState.PAUSED, 2, 3), false);
    mirror.follow(row(CollectionState.RUNNING, 1, 2), false);
    assertThat(collection.progress().state()).isEqualTo(CollectionState.PAUSED);
    assertThat(mirror.isBehind(3, false)).isFalse();
  }

  @Test
  void the_one_that_works_takes_what_was_decided_and_keeps_what_it_has_made_and_paid() {
    CollectionSteps.make(collection, 0);
    mirror.follow(row(CollectionState.PAUSED, 2, 2), true);
    assertThat(collection.progress().state()).isEqualTo(CollectionState.PAUSED);
    assertThat(collection.progress().made()).isEqualTo(1);
    assertThat(collection.progress().imagesPaid()).isEqualTo(1);
    assertThat(collection.hasChanges()).isTrue();
  }
}
