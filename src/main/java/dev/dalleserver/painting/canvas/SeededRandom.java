package dev.dalleserver.painting.canvas;

import java.util.List;

/**
 * A seeded random number generator. Generators of different names are independent, so that one part
 * of a picture can change without changing another.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">SplitMix, OOPSLA 2014</a>
 */
public final class SeededRandom {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final float UNIT = 1f / (1 << 24);

  private final long seed;
  private long state;

  public SeededRandom(long seed) {
    this.seed = seed;
    this.state = seed;
  }

  /**
   * Returns a generator that depends on this one's seed and the name, not on the numbers drawn so
   * far.
   */
  public SeededRandom named(String name) {
    return new SeededRandom(mix(seed ^ hash(name)));
  }

  /** Returns a hash of {@code text} that is the same on every JDK (FNV-1a, mixed). */
  public static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /** The finalizer of SplitMix64. */
  static long mix(long value) {
    long bits = value;
    bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
    return bits ^ (bits >>> 31);
  }

  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** From 0 to below {@code bound}. */
  public int below(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** From 0 to below 1. */
  public float unit() {
    return (nextLong() >>> 40) * UNIT;
  }

  public float between(float low, float high) {
    return low + (high - low) * unit();
  }

  /** Around 0, mostly within one, never beyond two: the sum of four uniform numbers. */
  public float bell() {
    return unit() + unit() + unit() + unit() - 2;
  }

  public boolean chance(float probability) {
    return unit() < probability;
  }

  /** -1 or 1. */
  public int sign() {
    return chance(0.5f) ? 1 : -1;
  }

  public <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
