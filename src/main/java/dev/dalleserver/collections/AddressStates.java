package dev.dalleserver.collections;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where each address of a collection stands, in one byte each; addresses that failed for the same
 * reason share it. Not thread-safe: {@link AddressCollection} guards it.
 */
final class AddressStates {
  /** An address that failed; its position and the reason. */
  record Failed(int position, FailureReason reason) {}

  private static final byte WAITING = 0;
  private static final byte MADE = 1;
  private static final byte PRESENT = 2;

  /** The first of the states that name a reason. */
  private static final int FAILED = 3;

  /** More different reasons are told as the last one of their kind. */
  private static final int MAX_REASONS = 250;

  private byte[] states;
  private final List<FailureReason> reasons;
  private int made;
  private int present;
  private int failed;
  private int cursor;

  AddressStates(int size) {
    this(new byte[size], List.of());
  }

  /**
   * Continues from stored states.
   *
   * @throws MalformedCollectionException when they name a reason that is not there
   */
  AddressStates(byte[] states, List<FailureReason> reasons) {
    this.states = states;
    this.reasons = new ArrayList<>(reasons);
    for (byte state : states) {
      int number = Byte.toUnsignedInt(state);
      if (number >= FAILED + reasons.size()) {
        throw new MalformedCollectionException("a state without a reason");
      }
      count(number, 1);
    }
  }

  private void count(int state, int change) {
    switch (state) {
      case WAITING -> {}
      case MADE -> made += change;
      case PRESENT -> present += change;
      default -> failed += change;
    }
  }

  private void set(int position, int state) {
    count(Byte.toUnsignedInt(states[position]), -1);
    count(state, 1);
    states[position] = (byte) state;
  }

  /** Adds addresses that wait, behind the others. */
  void grow(int size) {
    states = Arrays.copyOf(states, size);
  }

  void setMade(int position) {
    set(position, MADE);
  }

  void setPresent(int position) {
    set(position, PRESENT);
  }

  void setFailed(int position, FailureReason reason) {
    int number = reasons.indexOf(reason);
    if (number < 0 && reasons.size() < MAX_REASONS) {
      reasons.add(reason);
      number = reasons.size() - 1;
    }
    set(position, FAILED + (number < 0 ? MAX_REASONS - 1 : number));
  }

  /** Makes all failed addresses wait again, and returns their positions. */
  List<Integer> releaseFailed() {
    List<Integer> released = new ArrayList<>();
    for (int i = 0; i < states.length; i++) {
      if (Byte.toUnsignedInt(states[i]) >= FAILED) {
        set(i, WAITING);
        released.add(i);
      }
    }
    reasons.clear();
    return released;
  }

  boolean isWaiting(int position) {
    return states[position] == WAITING;
  }

  boolean isThere(int position) {
    return states[position] == MADE || states[position] == PRESENT;
  }

  /** Returns a waiting position, each time the next one, or -1 when none waits. */
  int next() {
    if (waiting() > 0) {
      for (int i = 0; i < states.length; i++) {
        int position = (cursor + i) % states.length;
        if (isWaiting(position)) {
          cursor = position + 1;
          return position;
        }
      }
    }
    return -1;
  }

  List<Failed> failures(int from, int limit) {
    List<Failed> found = new ArrayList<>();
    for (int i = Math.max(0, from); i < states.length && found.size() < limit; i++) {
      int number = Byte.toUnsignedInt(states[i]);
      if (number >= FAILED) {
        found.add(new Failed(i, reasons.get(number - FAILED)));
      }
    }
    return found;
  }

  int made() {
    return made;
  }

  int present() {
    return present;
  }

  int failed() {
    return failed;
  }

  int waiting() {
    return states.length - made - present - failed;
  }

  byte[] copy() {
    return Arrays.copyOf(states, states.length);
  }

  List<FailureReason> reasons() {
    return List.copyOf(reasons);
  }
}
