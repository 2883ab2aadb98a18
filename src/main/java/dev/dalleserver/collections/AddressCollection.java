package dev.dalleserver.collections;

import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.progress.ListenerRegistry;
import dev.dalleserver.progress.Subscription;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A list of addresses whose pictures are made in the background. Thread-safe; what is stored of it
 * is up to {@link CollectionStore}.
 */
public final class AddressCollection {
  /** An address that failed, its position in the list, and the reason. */
  public record Failure(int position, Address address, FailureReason reason) {}

  private final CollectionFacts facts;
  private final ListenerRegistry<AddressCollection> listeners = new ListenerRegistry<>();

  /** Only grows, at its end. */
  private volatile AddressList addresses;

  /** Guarded by this, as all that follows. */
  private AddressStates states;

  private CollectionControl control;
  private long imagesPaid;
  private int retries;
  private Duration perPicture = Duration.ZERO;
  private boolean changed;
  private boolean restarted;
  private BitSet released = new BitSet();

  /**
   * Creates one that stands where it is stored to stand.
   *
   * @throws IllegalArgumentException when a collection of that size cannot stand so
   */
  public AddressCollection(
      CollectionFacts facts, AddressList addresses, CollectionStanding stored) {
    stored.requireFor(addresses.size());
    this.facts = facts;
    this.addresses = addresses;
    this.control = stored.control();
    this.states = states(stored.work());
    this.imagesPaid = stored.work().imagesPaid();
    this.retries = stored.work().retries();
    release(control);
  }

  private AddressStates states(CollectionWork work) {
    return new AddressStates(Arrays.copyOf(work.states(), addresses.size()), work.reasons());
  }

  /** Creates one of which nothing is made yet. */
  static AddressCollection begin(CollectionFacts facts, AddressList addresses) {
    return new AddressCollection(facts, addresses, CollectionStanding.begun(addresses.size()));
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
        control.state() == CollectionState.RUNNING
            ? perPicture.multipliedBy(states.waiting()).dividedBy(facts.workers())
            : Duration.ZERO;
    return new CollectionProgress(
        control.state(),
        control.reason(),
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
    return facts.id() + "#" + control.epoch();
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
    return control.state() == CollectionState.RUNNING;
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
      news = isRunning() && !control.reason().equals(why);
    }
    if (news) {
      change(() -> control = control.with(control.state(), why));
    }
  }

  /** Sets how long a picture takes, for estimates. */
  synchronized void estimate(Duration ofOnePicture) {
    perPicture = ofOnePicture;
  }

  /** Stops it for now, because its worker has met what a person must look at. */
  void pause(String why) {
    change(() -> control = control.with(CollectionState.PAUSED, why));
  }

  /** Does what a client has decided; returns false when that changes nothing. */
  boolean decide(CollectionDecision decision) {
    synchronized (this) {
      CollectionControl decided = decision.apply(control, states.waiting(), states.failed());
      if (decided.equals(control)) {
        return false;
      }
      changed = true;
      take(decided);
    }
    listeners.notifyListeners(this);
    return true;
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
          grow(longer);
          take(control.extended());
        });
  }

  /** Takes in the addresses that another process has added, behind those so far. */
  public synchronized void grow(AddressList longer) {
    if (longer.size() > addresses.size()) {
      states.grow(longer.size());
      addresses = longer;
    }
  }

  /** Does what was decided elsewhere, and keeps what its worker has done here. */
  public void follow(CollectionControl decided) {
    synchronized (this) {
      take(decided);
    }
    listeners.notifyListeners(this);
  }

  /**
   * Stands where it is stored to stand, in place of all that is known here.
   *
   * @throws IllegalArgumentException when it cannot stand so
   */
  public void follow(CollectionStanding stored) {
    stored.requireFor(addresses.size());
    synchronized (this) {
      states = states(stored.work());
      imagesPaid = stored.work().imagesPaid();
      retries = stored.work().retries();
      changed = false;
      take(stored.control());
    }
    listeners.notifyListeners(this);
  }

  private void take(CollectionControl decided) {
    restarted |= decided.epoch() != control.epoch();
    control = decided;
    release(decided);
  }

  /** Makes the failed addresses wait again, when that was decided since they were. */
  private void release(CollectionControl decided) {
    if (decided.retries() > retries) {
      retries = decided.retries();
      states.releaseFailed().forEach(released::set);
    }
  }

  /**
   * Returns the positions that wait again, when it was told to go on since the last call; empty
   * when it was not.
   */
  synchronized Optional<BitSet> takeRestart() {
    if (!restarted) {
      return Optional.empty();
    }
    BitSet again = released;
    restarted = false;
    released = new BitSet();
    return Optional.of(again);
  }

  /** Ends the collection when no address waits; returns true when it has ended now. */
  boolean endIfComplete() {
    boolean complete;
    synchronized (this) {
      complete = isRunning() && states.waiting() == 0;
    }
    if (complete) {
      change(() -> control = control.with(CollectionState.DONE, ""));
    }
    return complete;
  }

  /** Tells that it was removed. */
  public void cancel() {
    change(() -> control = control.with(CollectionState.CANCELLED, control.reason()));
  }

  /** Returns where it stands. */
  public synchronized CollectionStanding standing() {
    return new CollectionStanding(
        control, new CollectionWork(imagesPaid, states.reasons(), states.copy(), retries));
  }

  /** Returns what is to be stored, and counts it as stored. */
  public synchronized CollectionStanding takeChanges() {
    changed = false;
    return standing();
  }

  /** Returns true when something has changed since it was last stored, or read. */
  public synchronized boolean hasChanges() {
    return changed;
  }

  /** Counts the changes as not stored again, after a failure. */
  public synchronized void returnChanges() {
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
