package dev.dalleserver.cluster.collections;

import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.AddressList;
import dev.dalleserver.collections.CollectionFormat;
import dev.dalleserver.collections.CollectionStanding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The object of this process for one row, and which version of the row it has seen. */
final class CollectionMirror {
  private static final Logger LOG = LoggerFactory.getLogger(CollectionMirror.class);

  private final AddressCollection collection;

  /** Guarded by this, as what follows. */
  private long version;

  private long control;

  /** Of a row that was read. */
  CollectionMirror(CollectionFormat.Listed listed, CollectionRow row) {
    this.collection = new AddressCollection(listed.facts(), listed.addresses(), row.standing());
    this.version = row.version();
    this.control = row.control();
    tell(row);
  }

  /** Of a row that this process has inserted. */
  CollectionMirror(AddressCollection collection, long version) {
    this.collection = collection;
    this.version = version;
    this.control = 1;
  }

  AddressCollection collection() {
    return collection;
  }

  private void tell(CollectionRow row) {
    if (!row.fault().isEmpty()) {
      LOG.warn(
          "collection={} event=states_unusable reason=\"{}\"",
          collection.facts().id(),
          row.fault());
    }
  }

  /** Has the row read again, whatever its version is. */
  synchronized void forgetVersion() {
    version = 0;
  }

  /** Returns true when the object has to follow the row. */
  synchronized boolean isBehind(long present, boolean works) {
    return present > version || (!works && collection.hasChanges());
  }

  /**
   * Makes the object show what was read, unless it shows something newer.
   *
   * @param works whether this process works on it: then only what clients have decided is news
   */
  synchronized void follow(CollectionRow row, boolean works) {
    if (row.version() < version) {
      return;
    }
    version = row.version();
    tell(row);
    if (!works) {
      collection.follow(row.standing());
    } else if (row.control() > control) {
      collection.follow(row.standing().control());
    }
    control = row.control();
  }

  /** Takes in addresses that were added to the row, before the row is followed. */
  void grow(AddressList longer) {
    collection.grow(longer);
  }

  /** What has become of an attempt to save. */
  sealed interface Result permits Stored, Gone, Refused {}

  /** It is stored. */
  record Stored(CollectionTable.Saved row) implements Result {}

  /** The row was removed. */
  record Gone() implements Result {}

  /** Another process works. */
  record Refused() implements Result {}

  /** Saves. */
  @FunctionalInterface
  interface Saving {
    Result save(CollectionStanding now, long control);
  }

  /** Follows what clients have decided, unless the row has addresses to be read first. */
  private void followDecided(CollectionTable.Saved row) {
    if (row.size() != collection.addresses().size()) {
      return;
    }
    version = row.version();
    if (row.control() > control) {
      control = row.control();
      collection.follow(row.decided());
    }
  }

  /** Saves what this process has done; returns false when the row was removed. */
  synchronized boolean save(Saving saving) {
    CollectionStanding now = collection.takeChanges();
    boolean stored = false;
    try {
      Result result = saving.save(now, control);
      if (result instanceof Stored saved) {
        stored = true;
        followDecided(saved.row());
      }
      return !(result instanceof Gone);
    } finally {
      if (!stored) {
        collection.returnChanges();
      }
    }
  }
}
