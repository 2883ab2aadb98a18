package dev.dalleserver.painting.scene;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Mapping;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;

/**
 * Where the figure stands and from where it is seen. Lengths are in pixels, angles in radians.
 *
 * @param faceX centre of the head
 * @param faceY centre of the head
 * @param head radius of the head, the measure of the whole figure
 * @param tilt turn of the whole picture
 * @param yaw turn of the head: 0 to the viewer, positive to the viewer's right
 * @param pitch positive looks up
 * @param squash height of the body as seen from here, 1 from the side
 * @param taper how much things grow towards the feet, for looking up, or shrink, for looking down
 * @param horizon height of the horizon
 * @param facing side to which the body turns, -1 left or 1 right
 */
public record Stage(
    float faceX,
    float faceY,
    float head,
    float tilt,
    float yaw,
    float pitch,
    float squash,
    float taper,
    float horizon,
    int facing) {

  /** Feet of a standing figure below the centre of its head, in head radii. */
  public static final float FEET = 6.1f;

  private record Spot(float x, float y, float size) {}

  /** Scheme and framing give place and size, gaze and emotion the turn of the head. */
  public static Stage of(Scene scene) {
    SeededRandom random = scene.random("stage");
    int facing = facing(scene.gaze(), random);
    float width = scene.size().width();
    float height = scene.size().height();
    float unit = Math.min(width, height);
    Spot spot = spot(scene.scheme(), facing);
    float squash = scene.framing() == Framing.BIRDSEYE ? 0.62f : 1;
    float head = head(scene.framing()) * spot.size() * unit;
    float faceY = spot.y() * height;
    if (fullLength(scene.framing())) {
      faceY = Math.min(faceY, 0.95f * height - FEET * squash * head);
    }
    float highest = scene.framing() == Framing.CLOSEUP ? 1.35f : 1.9f;
    faceY = Math.max(faceY, Math.min(highest * head, 0.5f * height));
    return new Stage(
        spot.x() * width,
        faceY,
        head,
        tilt(scene, random),
        yaw(scene, facing),
        pitch(scene),
        squash,
        taper(scene.framing()),
        horizon(scene.framing()) * height,
        facing);
  }

  /** Figures look into the picture, away from the nearer edge, unless the gaze says otherwise. */
  private static int facing(Gaze gaze, SeededRandom random) {
    return switch (gaze) {
      case LEFT -> -1;
      case RIGHT -> 1;
      default -> random.sign();
    };
  }

  /**
   * Where each scheme has its centre of attention, as shares of the picture, and how large the
   * figure may be.
   */
  private static Spot spot(Scheme scheme, int facing) {
    return switch (scheme) {
      case GOLDEN -> new Spot(0.5f - 0.118f * facing, 0.4f, 1);
      case THIRDS -> new Spot(0.5f - 0.1667f * facing, 0.36f, 0.95f);
      case RADIAL -> new Spot(0.5f, 0.43f, 0.95f);
      case DIAGONAL -> new Spot(0.5f - 0.09f * facing, 0.4f, 1);
      case SYMMETRY -> new Spot(0.5f, 0.41f, 1);
      case CENTERED -> new Spot(0.5f, 0.43f, 1.12f);
      case TRIANGLE -> new Spot(0.5f, 0.34f, 0.95f);
      case SPIRAL -> new Spot(0.5f - 0.1f * facing, 0.42f, 0.92f);
      case FRAME -> new Spot(0.5f, 0.45f, 0.88f);
      case SCURVE -> new Spot(0.5f - 0.15f * facing, 0.37f, 0.88f);
      case GRID -> new Spot(0.5f, 0.42f, 1);
      case NEGATIVE -> new Spot(0.5f - 0.22f * facing, 0.5f, 0.74f);
    };
  }

  /** The radius of the head as a share of the shorter side. */
  private static float head(Framing framing) {
    return switch (framing) {
      case CLOSEUP -> 0.25f;
      case OVERSHOULDER -> 0.19f;
      case PROFILE -> 0.175f;
      case MEDIUM -> 0.155f;
      case TILTED, THROUGH -> 0.13f;
      case BIRDSEYE -> 0.115f;
      case WORMSEYE -> 0.1f;
      case WIDE -> 0.095f;
      case PANORAMA -> 0.074f;
    };
  }

  /** True where the feet must be in the picture. */
  private static boolean fullLength(Framing framing) {
    return switch (framing) {
      case WIDE, PANORAMA, BIRDSEYE -> true;
      default -> false;
    };
  }

  private static float tilt(Scene scene, SeededRandom random) {
    float lean = scene.framing() == Framing.TILTED ? 0.2f * random.sign() : 0;
    return scene.scheme() == Scheme.DIAGONAL ? lean + 0.08f * random.sign() : lean;
  }

  /** A viewpoint from the side or from behind turns the head more than the gaze does. */
  private static float yaw(Scene scene, int facing) {
    float turn =
        switch (scene.gaze()) {
          case LEFT -> -0.55f;
          case RIGHT -> 0.55f;
          case AWAY -> 1.95f * facing;
          case DISTANCE -> 0.4f * facing;
          case CLOSED, INWARD, DOWN, UP -> 0.2f * facing;
          case VIEWER -> 0.06f * facing;
        };
    return switch (scene.framing()) {
      case PROFILE -> scene.gaze() == Gaze.AWAY ? 1.85f * facing : 1.12f * facing;
      case OVERSHOULDER -> scene.gaze() == Gaze.AWAY ? 2.1f * facing : turn + 0.35f * facing;
      default -> turn;
    };
  }

  /** Gaze, viewpoint and the bow of the emotion add up. */
  private static float pitch(Scene scene) {
    float nod =
        switch (scene.gaze()) {
          case UP -> 0.4f;
          case DOWN -> -0.38f;
          case INWARD -> -0.15f;
          default -> 0;
        };
    float view =
        switch (scene.framing()) {
          case BIRDSEYE -> -0.25f;
          case WORMSEYE -> 0.25f;
          default -> 0;
        };
    return nod + view - scene.emotion().bow();
  }

  /** Looking up, feet are near and large; looking down, small. */
  private static float taper(Framing framing) {
    return switch (framing) {
      case WORMSEYE -> 0.16f;
      case BIRDSEYE -> -0.075f;
      default -> 0;
    };
  }

  /** As a share of the height; negative when there is none to be seen. */
  private static float horizon(Framing framing) {
    return switch (framing) {
      case WORMSEYE -> 0.9f;
      case BIRDSEYE -> -0.2f;
      case PANORAMA -> 0.58f;
      default -> 0.68f;
    };
  }

  /** The ground under the feet, in pixels. */
  public float feetY() {
    return faceY + FEET * squash * head;
  }

  /** Takes head radii around the face to pixels, as seen from this place. */
  public Mapping mapping() {
    Affine place = Affine.translate(faceX, faceY).turned(tilt).scaled(head, head * squash);
    return new Mapping() {
      @Override
      public float x(float x, float y) {
        float wide = x * grow(y);
        return place.x(wide, y);
      }

      @Override
      public float y(float x, float y) {
        float wide = x * grow(y);
        return place.y(wide, y);
      }

      @Override
      public float size() {
        return head;
      }
    };
  }

  private float grow(float y) {
    return Math.max(0.4f, Waves.mix(1, 1 + taper, Math.max(0, y)));
  }
}
