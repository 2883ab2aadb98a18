package dev.dalleserver.painting.study;

import dev.dalleserver.painting.canvas.Noise;
import dev.dalleserver.painting.canvas.Waves;

/** What is on a surface: how much of the second colour shows at a point, 0 to 1. */
public enum Pattern {
  PLAIN {
    @Override
    float at(float u, float v) {
      return 0;
    }
  },
  STRIPES {
    @Override
    float at(float u, float v) {
      return Waves.smooth(-0.25f, 0.25f, Waves.sin(u * Waves.PI + 0.5f * Waves.sin(v)));
    }
  },
  BANDS {
    @Override
    float at(float u, float v) {
      return Waves.smooth(-0.25f, 0.25f, Waves.sin(v * Waves.PI + 0.4f * Waves.sin(u * 1.3f)));
    }
  },
  SPOTS {
    @Override
    float at(float u, float v) {
      return 1 - Waves.smooth(0.26f, 0.38f, cell(u, v, 0.5f));
    }
  },
  ROSETTES {
    @Override
    float at(float u, float v) {
      float distance = cell(u, v, 0.4f);
      return Waves.smooth(0.14f, 0.2f, distance) - Waves.smooth(0.32f, 0.4f, distance);
    }
  },
  SCALES {
    @Override
    float at(float u, float v) {
      return scallop(u, v, 1);
    }
  },
  FEATHERS {
    @Override
    float at(float u, float v) {
      return scallop(u * 1.2f, v * 0.8f, 1.5f);
    }
  },
  CHECKS {
    @Override
    float at(float u, float v) {
      float product = Waves.sin(u * Waves.PI) * Waves.sin(v * Waves.PI);
      return Waves.smooth(-0.08f, 0.08f, product);
    }
  },
  DIAMONDS {
    @Override
    float at(float u, float v) {
      float x = Math.abs(wrap(u) - 0.5f);
      float y = Math.abs(wrap(v * 0.6f) - 0.5f);
      return 1 - Waves.smooth(0.32f, 0.38f, x + y);
    }
  },
  DOTS {
    @Override
    float at(float u, float v) {
      float x = wrap(u) - 0.5f;
      float y = wrap(v + 0.5f * (floor(u) & 1)) - 0.5f;
      return 1 - Waves.smooth(0.2f, 0.28f, (float) Math.sqrt(x * x + y * y));
    }
  },
  FUR {
    @Override
    float at(float u, float v) {
      return Waves.clamp(0.45f + 0.6f * NOISE.octaves(u * 2.2f, v * 0.55f, 2));
    }
  },
  BLOTCHES {
    @Override
    float at(float u, float v) {
      return Waves.smooth(0.02f, 0.2f, NOISE.octaves(u * 0.6f, v * 0.6f, 2));
    }
  },
  WAVES {
    @Override
    float at(float u, float v) {
      return Waves.smooth(-0.2f, 0.3f, Waves.sin(v * 2.6f + 1.4f * Waves.sin(u * 1.2f)));
    }
  },
  FACETS {
    @Override
    float at(float u, float v) {
      int x = floor(u);
      int y = floor(v);
      boolean upper = wrap(u) + wrap(v) < 1;
      return NOISE.grain(2 * x + (upper ? 0 : 1), y);
    }
  };

  private static final Noise NOISE = new Noise(77);

  /** How much of the second colour shows at a point; a motif is about one unit large. */
  abstract float at(float u, float v);

  private static int floor(float value) {
    int whole = (int) value;
    return value < whole ? whole - 1 : whole;
  }

  private static float wrap(float value) {
    return value - floor(value);
  }

  /** Distance to the nearest of the points strewn one to a cell. */
  private static float cell(float u, float v, float spread) {
    int x = floor(u);
    int y = floor(v);
    float best = 9;
    for (int i = -1; i <= 1; i++) {
      for (int j = -1; j <= 1; j++) {
        float px = x + i + 0.5f + spread * (NOISE.grain(x + i, y + j) - 0.5f);
        float py = y + j + 0.5f + spread * (NOISE.grain(y + j, x + i + 91) - 0.5f);
        best = Math.min(best, (px - u) * (px - u) + (py - v) * (py - v));
      }
    }
    return (float) Math.sqrt(best);
  }

  /** Rows of overlapping rounded edges, each row half a step aside. */
  private static float scallop(float u, float v, float length) {
    float row = v / length;
    int number = floor(row);
    float x = wrap(u + 0.5f * (number & 1)) - 0.5f;
    float y = wrap(row) - (1 - 2.4f * x * x);
    return Waves.clamp(1 - Math.abs(y) * 4) * 0.9f;
  }
}
