package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.Rgb;
import dev.dalleserver.painting.canvas.Ribbon;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The picture broken into planes, each seen from a slightly different place and lit on its own. */
final class Facets implements Technique {
  /** Corners of a convex plane as x, y, x, y ... */
  private record Plane(float[] corners) {
    float area() {
      float sum = 0;
      int n = corners.length;
      for (int i = 0; i < n; i += 2) {
        int j = (i + 2) % n;
        sum += corners[i] * corners[j + 1] - corners[j] * corners[i + 1];
      }
      return Math.abs(sum) / 2;
    }

    float middle(int axis) {
      float sum = 0;
      for (int i = axis; i < corners.length; i += 2) {
        sum += corners[i];
      }
      return sum / (corners.length / 2f);
    }
  }

  @Override
  public void paint(TechniqueInput input) throws StoppedException {
    input.canvas().copy(input.study().colors());
    SeededRandom random = input.random("facets");
    List<Plane> planes = new ArrayList<>();
    float w = input.width();
    float h = input.height();
    split(input, new Plane(new float[] {0, 0, w, 0, w, h, 0, h}), random, planes, 0);
    input.pace().at(0.15f);
    for (int i = 0; i < planes.size(); i++) {
      if (i % 8 == 0) {
        input.pace().at(0.15f + 0.6f * i / planes.size());
      }
      plane(input, planes.get(i), random);
    }
    for (Plane plane : planes) {
      lines(input, plane, random);
    }
    input.pace().at(1);
  }

  /** Cuts a plane in two along one of few directions until it is small enough. */
  private static void split(
      TechniqueInput input, Plane plane, SeededRandom random, List<Plane> done, int depth) {
    float weight = input.study().importance(plane.middle(0), plane.middle(1));
    float small = input.unit() * input.unit() * (weight > 0.3f ? 0.0085f : 0.02f);
    if (depth > 11 || plane.area() < small * random.between(0.6f, 2.2f)) {
      done.add(plane);
      return;
    }
    float angle = Waves.PI * (random.below(6) / 6f) + 0.16f * random.bell();
    float x = plane.middle(0) + 0.12f * input.unit() * random.bell() / (1 + depth);
    float y = plane.middle(1) + 0.12f * input.unit() * random.bell() / (1 + depth);
    float nx = Waves.cos(angle);
    float ny = Waves.sin(angle);
    Plane one = half(plane, nx, ny, nx * x + ny * y);
    Plane other = half(plane, -nx, -ny, -nx * x - ny * y);
    if (one.corners().length < 6 || other.corners().length < 6) {
      done.add(plane);
      return;
    }
    split(input, one, random, done, depth + 1);
    split(input, other, random, done, depth + 1);
  }

  /** What lies on one side of a line (Sutherland and Hodgman). */
  private static Plane half(Plane plane, float nx, float ny, float offset) {
    float[] c = plane.corners();
    float[] out = new float[c.length + 4];
    int size = 0;
    for (int i = 0; i < c.length; i += 2) {
      int j = (i + 2) % c.length;
      float here = nx * c[i] + ny * c[i + 1] - offset;
      float next = nx * c[j] + ny * c[j + 1] - offset;
      if (here >= 0) {
        out[size++] = c[i];
        out[size++] = c[i + 1];
      }
      if (here >= 0 != next >= 0) {
        float t = here / (here - next);
        out[size++] = c[i] + (c[j] - c[i]) * t;
        out[size++] = c[i + 1] + (c[j + 1] - c[i + 1]) * t;
      }
    }
    return new Plane(Arrays.copyOf(out, size));
  }

  /** Paints a plane, shifted a little and lit from its own direction. */
  private static void plane(TechniqueInput input, Plane plane, SeededRandom random) {
    float x = plane.middle(0);
    float y = plane.middle(1);
    float weight = input.study().importance(x, y);
    float move = input.unit() * (weight > 0.6f ? 0.008f : 0.024f) * (0.5f + input.energy());
    float dx = move * random.bell();
    float dy = move * random.bell();
    float zoom = 1 + 0.14f * random.bell() * (1 - 0.6f * weight);
    float angle = Waves.TAU * random.unit();
    float gx = Waves.cos(angle) / (input.unit() * 0.09f);
    float gy = Waves.sin(angle) / (input.unit() * 0.09f);
    float strength = weight > 0.6f ? 16 : 38;
    int tint = input.palette().tint(random.chance(0.5f) ? Role.CLOTH : Role.BODY, 0.05f);
    float share = weight < 0.3f && random.chance(0.3f) ? 0.3f : 0.06f;
    input
        .canvas()
        .fill(
            Outline.polygon(plane.corners()),
            (px, py) -> {
              int seen = input.seen(x + (px - x) * zoom + dx, y + (py - y) * zoom + dy);
              float slope = Math.max(-1, Math.min(1, (px - x) * gx + (py - y) * gy));
              return Rgb.shift(Rgb.mix(seen, tint, share), (int) (slope * strength));
            },
            1);
  }

  /** Some of the edges are drawn, mostly dark. */
  private static void lines(TechniqueInput input, Plane plane, SeededRandom random) {
    float[] c = plane.corners();
    for (int i = 0; i < c.length; i += 2) {
      if (random.chance(0.55f)) {
        continue;
      }
      int j = (i + 2) % c.length;
      float wide = input.unit() * random.between(0.001f, 0.0038f);
      Ribbon line = new Ribbon().to(c[i], c[i + 1], wide).to(c[j], c[j + 1], wide * 0.3f);
      boolean dark = random.chance(0.75f);
      input.canvas().fill(line.outline(), dark ? input.ink() : input.paper(), 0.6f);
    }
  }
}
