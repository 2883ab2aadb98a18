package dev.dalleserver.painting.figure;

import dev.dalleserver.painting.canvas.Affine;
import dev.dalleserver.painting.canvas.Mapping;
import dev.dalleserver.painting.canvas.Outline;
import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.canvas.Waves;
import dev.dalleserver.painting.scene.Item;
import dev.dalleserver.painting.scene.Motion;
import dev.dalleserver.painting.scene.Role;
import dev.dalleserver.painting.scene.Scene;
import dev.dalleserver.painting.scene.Stage;
import dev.dalleserver.painting.scene.SubjectClass;
import dev.dalleserver.painting.study.Fill;
import dev.dalleserver.painting.study.Pattern;
import dev.dalleserver.painting.study.Pen;
import dev.dalleserver.painting.study.Study;

/** Draws the figure of a scene into its study, from the shadow on the ground to the hat. */
public final class FigureArtist {
  private final Study study;
  private final Scene scene;
  private final Stage stage;

  public FigureArtist(Study study) {
    this.study = study;
    this.scene = study.scene();
    this.stage = study.stage();
  }

  /** Draws the whole figure. */
  public void draw() {
    Pen pen = new Pen(study, stage.mapping());
    BodyPlan plan = BodyPlan.of(scene);
    Pose pose = Pose.of(scene);
    float neck = Body.neckShift(plan, scene, stage);
    Affine bodyPlace =
        Affine.translate(0, 1 + neck).turned(pose.lean() * stage.facing()).moved(0, -1);
    Skull skull = new Skull(stage.yaw(), stage.pitch(), 1, 1);
    Fill skin = skin();
    Body body =
        new Body(pen.at(bodyPlace), plan, pose, stage.facing(), skull.fromBehind(), skin, cloth());
    shadow(pose);
    below(body, pose, neck);
    head(pen, skull, skin);
    front(body);
  }

  /** Everything that the head overlaps. */
  private void below(Body body, Pose pose, float neck) {
    Tails.draw(body);
    Backs.draw(body);
    if (body.fromBehind()) {
      front(body);
    }
    HeadItems.behind(new Pen(study, stage.mapping()), scene.item());
    if (scene.motion() == Motion.RESTING) {
      seat(body);
    }
    Limbs.legs(body);
    Torso.draw(body, scene.random("outfit"), neck);
    BodyItems.draw(body, scene.item());
    Limbs.arm(body, -stage.facing());
    if (body.fromBehind()) {
      Limbs.arm(body, stage.facing());
    }
  }

  /** The arm that leads, and what it holds, lie over everything else. */
  private void front(Body body) {
    if (body.fromBehind()) {
      return;
    }
    if (scene.item().inHand()) {
      Body.Joint hand = body.holdingHand();
      float upright = -body.pose().lean() * stage.facing() + 0.12f * stage.facing();
      Affine held =
          Affine.translate(hand.x(), hand.y())
              .turned(upright)
              .scaled(1.15f * stage.facing(), 1.15f);
      HandItems.draw(body.pen().at(held), scene.item(), scene.random("item").below(3));
    }
    Limbs.arm(body, stage.facing());
  }

  /** The head nods a little, and a bowed one leans to where it faces. */
  private void head(Pen pen, Skull skull, Fill skin) {
    float nod = 0.06f * scene.random("nod").bell() + 0.12f * scene.emotion().bow() * stage.facing();
    Pen head = pen.at(Affine.rotate(nod));
    Head.Sitter sitter =
        new Head.Sitter(
            head, skull, Expression.of(scene), scene.noun(), scene.species().named("head"), skin);
    Heads.of(scene.subject(), scene.noun()).draw(sitter);
    boolean stalked = scene.subject() == SubjectClass.CRUSTACEAN && scene.item().onHead();
    Pen top = stalked ? head.at(Affine.scale(0.6f, 0.7f)) : head;
    HeadItems.above(top, skull, scene.item(), hatHeight(), scene.species().named("hat"));
  }

  /** Where the top of the head is, above its middle, in head radii. */
  private float hatHeight() {
    if (scene.item() == Item.HELMET) {
      return 0.78f;
    }
    return switch (scene.subject()) {
      case FUNGUS -> 1.9f;
      case INVERTEBRATE, AMPHIBIAN -> 0.95f;
      case MOLLUSK -> 0.85f;
      case CRUSTACEAN -> 0.95f;
      default -> 0.72f;
    };
  }

  /** Coat and pattern by species, so that every tiger is striped. */
  private Fill skin() {
    SeededRandom random = scene.species().named("skin");
    Fill plain = Fill.of(Role.BODY).form(0.15f);
    boolean striped = Species.named(scene.noun(), "zebra", "tiger", "okapi", "numbat", "banded");
    if (striped) {
      return plain.with(Pattern.STRIPES, 0.3f, Role.INK, 0.08f);
    }
    if (SpeciesGroups.ROSETTED.has(scene.noun())) {
      return plain.with(Pattern.ROSETTES, 0.36f, Role.INK, 0.12f);
    }
    return switch (scene.subject()) {
      case MAMMAL -> plain.with(Pattern.FUR, 0.34f, Role.BODY, -0.09f);
      case BIRD -> plain.with(Pattern.FEATHERS, 0.26f, Role.BODY, -0.1f);
      case REPTILE, FISH -> plain;
      case AMPHIBIAN -> plain.with(Pattern.BLOTCHES, 0.4f, Role.BODY, -0.13f);
      case INSECT, CRUSTACEAN, MOLLUSK, INVERTEBRATE ->
          random.chance(0.5f) ? plain : plain.with(Pattern.SPOTS, 0.3f, Role.BODY, 0.12f);
      default -> plain;
    };
  }

  /** The adjective's texture becomes that of the clothes. */
  private Fill cloth() {
    Fill cloth = Fill.of(Role.CLOTH).form(0.16f);
    return switch (scene.texture()) {
      case SMOOTH -> cloth;
      case SOFT -> cloth.with(Pattern.FUR, 0.3f, Role.CLOTH, -0.1f);
      case ROUGH -> cloth.with(Pattern.BLOTCHES, 0.3f, Role.CLOTH, -0.12f);
      case CRYSTALLINE -> cloth.with(Pattern.FACETS, 0.42f, Role.SPARK, 0);
      case FLUID -> cloth.with(Pattern.WAVES, 0.36f, Role.GROUND, 0.1f);
      case WOVEN -> cloth.with(Pattern.CHECKS, 0.32f, Role.SPARK, -0.05f);
      case LUMINOUS -> cloth.lighter(0.06f).with(Pattern.DOTS, 0.3f, Role.PAPER, 0);
      case DUSTY -> cloth.with(Pattern.SPOTS, 0.16f, Role.CLOTH, -0.13f);
      case ORNATE -> cloth.with(Pattern.DIAMONDS, 0.46f, Role.SPARK, 0.05f);
    };
  }

  /** Something to rest on. */
  private void seat(Body body) {
    float x = -stage.facing() * 0.1f;
    Outline stone =
        Outline.blob(
            x - 1.5f, 4.1f, x, 3.75f, x + 1.4f, 4.1f, x + 1.6f, 5.3f, x + 0.4f, 6.2f, x - 1.2f,
            6.1f, x - 1.8f, 5.1f);
    body.pen().shape(stone, Fill.of(Role.GROUND).darker(0.2f).form(0.2f), 0.25f);
  }

  /** Paler and smaller the higher the figure is in the air. */
  private void shadow(Pose pose) {
    float air = pose.air();
    Mapping map = stage.mapping();
    float x = map.x(0, Stage.FEET);
    float y = stage.feetY() + air * 0.5f * stage.head();
    float width = stage.head() * (2.1f - 0.3f * Math.min(3, air));
    Outline pool =
        Outline.ellipse(x - study.lightX() * stage.head() * 0.8f, y, width, width * 0.2f);
    float strength = 0.5f - 0.1f * Math.min(3, air);
    study.begin(0.1f);
    study.fill(
        pool, Fill.of(Role.GROUND).darker(0.28f).flat(), stage.head(), Waves.clamp(strength));
  }
}
