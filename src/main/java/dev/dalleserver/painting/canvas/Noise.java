package dev.dalleserver.painting.canvas;

/**
 * Smooth randomness over the plane: gradient noise after Perlin, with eight directions and a hashed
 * lattice, and sums of its octaves.
 *
 * @see <a href="https://doi.org/10.1145/566654.566636">Improving noise, SIGGRAPH 2002</a>
 */
public final class Noise {
  private final int seed;

  public Noise(long seed) {
    this.seed = (int) (seed ^ (seed >>> 32));
  }

  /** About -1 to 1, one feature per unit. */
  public float at(float x, float y) {
    int left = floor(x);
    int top = floor(y);
    float dx = x - left;
    float dy = y - top;
    float u = dx * dx * dx * (dx * (dx * 6 - 15) + 10);
    float v = dy * dy * dy * (dy * (dy * 6 - 15) + 10);
    float upper = Waves.mix(slope(left, top, dx, dy), slope(left + 1, top, dx - 1, dy), u);
    float lower =
        Waves.mix(slope(left, top + 1, dx, dy - 1), slope(left + 1, top + 1, dx - 1, dy - 1), u);
    return 1.4f * Waves.mix(upper, lower, v);
  }

  /** Octaves of noise, each half as large and twice as fine as the one before; about -1 to 1. */
  public float octaves(float x, float y, int count) {
    float sum = 0;
    float weight = 1;
    float total = 0;
    float scale = 1;
    for (int i = 0; i < count; i++) {
      sum += weight * at(x * scale + 17.3f * i, y * scale - 9.1f * i);
      total += weight;
      weight *= 0.5f;
      scale *= 2.03f;
    }
    return sum / total;
  }

  /** White noise of a pixel, from 0 to below 1. */
  public float grain(int x, int y) {
    return (hash(x, y) >>> 8) * (1f / (1 << 24));
  }

  /** A number that belongs to a lattice point. */
  public int hash(int x, int y) {
    int bits = seed + x * 0x27d4eb2d + y * 0x165667b1;
    bits = (bits ^ (bits >>> 15)) * 0x85ebca6b;
    bits = (bits ^ (bits >>> 13)) * 0xc2b2ae35;
    return bits ^ (bits >>> 16);
  }

  /**
   * The height at (dx, dy) of a plane through the lattice point, tilted in one of eight directions.
   */
  private float slope(int latticeX, int latticeY, float dx, float dy) {
    return switch (hash(latticeX, latticeY) & 7) {
      case 0 -> dx;
      case 1 -> -dx;
      case 2 -> dy;
      case 3 -> -dy;
      case 4 -> 0.7071f * (dx + dy);
      case 5 -> 0.7071f * (dx - dy);
      case 6 -> 0.7071f * (dy - dx);
      default -> -0.7071f * (dx + dy);
    };
  }

  private static int floor(float value) {
    int whole = (int) value;
    return value < whole ? whole - 1 : whole;
  }
}
