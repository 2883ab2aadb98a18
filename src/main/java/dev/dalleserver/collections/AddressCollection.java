package dev.dalleserver.collections;

import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.ListenerRegistry;
import dev.dalleserver.progress.Subscription;
import java.time.Duration;
import java.util.List;

/**
 * A list of addresses whose pictures are made in the background. Thread-safe; what is stored of it
 * is up to {@link CollectionService}.
 */
public final class AddressCollection {
  /** What is stored of a collection whenever it has changed. */
  record Snapshot(
      CollectionState state,
      String reason,
      long imagesPaid,
      List<FailureReason> reasons,
      byte[] states) {}

  /** An address that failed, its position in the list, and the reason. */
  public record Failure(int position, Address address, FailureReason reason) {}

  private final CollectionFacts facts;
  private final ListenerRegistry<AddressCollection> listeners = new ListenerRegistry<>();
  private final AddressStates states;

  /** Only grows, at its end. */
  private volatile AddressList addresses;

  private CollectionState state;
  private String reason;
  private long imagesPaid;
  private Duration perPicture = Duration.ZERO;
  private int epoch;
  private boolean changed;

  AddressCollection(CollectionFacts facts, AddressList addresses, Snapshot stored) {
    this.facts = facts;
    this.addresses = addresses;
    this.states = new AddressStates(stored.states(), stored.reasons());
    this.state = stored.state();
    this.reason = stored.reason();
    this.imagesPaid = stored.imagesPaid();
  }

  /** Creates one of which nothing is made yet. */
  static AddressCollection begin(CollectionFacts facts, AddressList addresses) {
    return new AddressCollection(
        facts,
        addresses,
        new Snapshot(CollectionState.RUNNING, "", 0, List.of(), new byte[addresses.size()]));
  }

  public CollectionFacts facts() {
    return facts;
  }

  public AddressList addresses() {
    return addresses;
  }

  /** Returns the picture at a position. */
  public PictureKey key(int position) {
    return new PictureKey(facts.series(), addresses.get(position));
  }

  public synchronized CollectionProgress progress() {
    Duration remaining =
        state == CollectionState.RUNNING
            ? perPicture.multipliedBy(states.waiting()).dividedBy(facts.workers())
            : Duration.ZERO;
    return new CollectionProgress(
        state,
        reason,
        addresses.size(),
        states.present(),
        states.made(),
        states.failed(),
        imagesPaid,
        remaining);
  }

  /**
   * Returns the failures from a position of the list on.
   *
   * @param from counted from 0
   */
  public synchronized List<Failure> failures(int from, int limit) {
    return states.failures(from, limit).stream()
        .map(it -> new Failure(it.position(), addresses.get(it.position()), it.reason()))
        .toList();
  }

  /** Returns true when the picture at a position is there, as far as the collection knows. */
  public synchronized boolean isThere(int position) {
    return states.isThere(position);
  }

  /**
   * Returns an object that stands for the time from a beginning to the next end: equal ones are of
   * the same time.
   */
  public synchronized Object lifetime() {
    return facts.id() + "#" + epoch;
  }

  /** Calls {@code action} after every change, on the thread that makes it. */
  public Subscription subscribe(Runnable action) {
    return listeners.add(changedOne -> action.run());
  }

  /** Returns a position that waits, or -1. */
  synchronized int next() {
    return states.next();
  }

  synchronized boolean isRunning() {
    return state == CollectionState.RUNNING;
  }

  void markPresent(int position) {
    change(() -> states.setPresent(position));
  }

  void markPresent(List<Integer> positions) {
    change(() -> positions.forEach(states::setPresent));
  }

  void markMade(int position, boolean paid) {
    change(
        () -> {
          states.setMade(position);
          imagesPaid += paid ? 1 : 0;
        });
  }

  void markFailed(int position, FailureReason why) {
    change(() -> states.setFailed(position, why));
  }

  /** Tells why the collection waits; empty when it goes on. */
  void explain(String why) {
    boolean news;
    synchronized (this) {
      news = state == CollectionState.RUNNING && !reason.equals(why);
    }
    if (news) {
      change(() -> reason = why);
    }
  }

  /** Sets how long a picture takes, for estimates. */
  synchronized void estimate(Duration ofOnePicture) {
    perPicture = ofOnePicture;
  }

  void pause(String why) {
    change(
        () -> {
          state = CollectionState.PAUSED;
          reason = why;
        });
  }

  /** Goes on, with the addresses that wait. */
  void resume() {
    change(
        () -> {
          state = states.waiting() > 0 ? CollectionState.RUNNING : CollectionState.DONE;
          reason = "";
          epoch++;
        });
  }

  /**
   * Takes in more addresses, which wait. A collection that was done goes on; one that is paused
   * stays so.
   *
   * @param longer the addresses so far, and the new ones behind them
   */
  void extend(AddressList longer) {
    change(
        () -> {
          states.grow(longer.size());
          addresses = longer;
          if (state == CollectionState.DONE && states.waiting() > 0) {
            state = CollectionState.RUNNING;
            epoch++;
          }
        });
  }

  /** Makes the failed addresses wait again, and returns their positions. */
  synchronized List<Integer> releaseFailed() {
    return states.releaseFailed();
  }

  /** Ends the collection when no address waits; returns true when it has ended now. */
  boolean endIfComplete() {
    boolean complete;
    synchronized (this) {
      complete = state == CollectionState.RUNNING && states.waiting() == 0;
    }
    if (complete) {
      change(
          () -> {
            state = CollectionState.DONE;
            reason = "";
          });
    }
    return complete;
  }

  void cancel() {
    change(() -> state = CollectionState.CANCELLED);
  }

  /** Returns what is to be stored, and counts it as stored. */
  synchronized Snapshot takeChanges() {
    changed = false;
    return new Snapshot(state, reason, imagesPaid, states.reasons(), states.copy());
  }

  synchronized boolean hasChanges() {
    return changed;
  }

  /** Counts the changes as not stored again, after a failure. */
  synchronized void returnChanges() {
    changed = true;
  }

  private void change(Runnable action) {
    synchronized (this) {
      action.run();
      changed = true;
    }
    listeners.notifyListeners(this);
  }
}
