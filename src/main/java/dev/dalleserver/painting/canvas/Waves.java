package dev.dalleserver.painting.canvas;

/**
 * Sine and cosine from a table: {@link Math} may differ between machines, and {@link StrictMath} is
 * slow for a million pixels. Off by less than one part in a million.
 */
public final class Waves {
  public static final float PI = (float) StrictMath.PI;
  public static final float TAU = 2 * PI;

  private static final int SIZE = 4096;
  private static final float TO_INDEX = SIZE / TAU;
  private static final float[] SINE = table();

  private Waves() {}

  private static float[] table() {
    float[] sine = new float[SIZE + 1];
    for (int i = 0; i <= SIZE; i++) {
      sine[i] = (float) StrictMath.sin(2 * StrictMath.PI * i / SIZE);
    }
    return sine;
  }

  public static float sin(float radians) {
    float position = radians * TO_INDEX;
    int whole = (int) position;
    if (position < whole) {
      whole--;
    }
    float part = position - whole;
    int index = whole & (SIZE - 1);
    return SINE[index] + (SINE[index + 1] - SINE[index]) * part;
  }

  public static float cos(float radians) {
    return sin(radians + PI / 2);
  }

  public static float atan2(float y, float x) {
    return (float) StrictMath.atan2(y, x);
  }

  /** Returns 0 below {@code low}, 1 above {@code high}, and a smooth S-curve between. */
  public static float smooth(float low, float high, float value) {
    float t = clamp((value - low) / (high - low));
    return t * t * (3 - 2 * t);
  }

  /** Clamps a value to 0 to 1. */
  public static float clamp(float value) {
    return value < 0 ? 0 : Math.min(value, 1);
  }

  public static float mix(float a, float b, float share) {
    return a + (b - a) * share;
  }

  /** Degrees to radians. */
  public static float rad(float degrees) {
    return degrees * (PI / 180);
  }
}
