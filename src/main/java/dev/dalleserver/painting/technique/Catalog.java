package dev.dalleserver.painting.technique;

import dev.dalleserver.painting.canvas.SeededRandom;
import dev.dalleserver.painting.scene.Scene.Style;
import java.util.List;

/**
 * The techniques and which art style uses which: chosen by a word in the style's name, else one of
 * those of its family, always the same one for the same style.
 */
public enum Catalog {
  IMPRESSION(new Daub(Daub.Manner.IMPRESSION)),
  IMPASTO(new Daub(Daub.Manner.IMPASTO)),
  KNIFE(new Daub(Daub.Manner.KNIFE)),
  LUMINOUS(new Daub(Daub.Manner.LUMINOUS)),
  POINTS(new Points()),
  FACETS(new Facets()),
  DREAM(new Dream()),
  RIBBONS(new Ribbons()),
  COLOR_FIELD(new ColorField()),
  OP_ART(new OpArt()),
  BLOCKS(new Blocks()),
  HALFTONE(new Halftone()),
  GILDED(new Gilded()),
  WOODCUT(new Woodcut()),
  ENGRAVING(new Engraving()),
  INK_WASH(new InkWash()),
  STIPPLE(new Stipple()),
  BLUEPRINT(new Blueprint()),
  WATERCOLOR(new Watercolor()),
  STAINED_GLASS(new StainedGlass()),
  TESSERAE(new Tesserae()),
  WEAVE(new Weave()),
  PAPER_CUT(new PaperCut()),
  FOLK(new Folk()),
  OLD_MASTER(new OldMaster()),
  DARKROOM(new Darkroom()),
  LOW_POLY(new LowPoly()),
  PIXELS(new Pixels()),
  RIPPLES(new Ripples()),
  CARVING(new Carving()),
  CONSTELLATION(new Constellation());

  private record Sign(String word, Catalog technique) {}

  /** Words that decide, the more specific ones first. */
  private static final List<Sign> SIGNS =
      List.of(
          new Sign("stained glass", STAINED_GLASS),
          new Sign("opalescent", STAINED_GLASS),
          new Sign("dalle de verre", STAINED_GLASS),
          new Sign("tracery", STAINED_GLASS),
          new Sign("cloisonn", STAINED_GLASS),
          new Sign("batik", STAINED_GLASS),
          new Sign("pointil", POINTS),
          new Sign("division", POINTS),
          new Sign("neo-impressionism", POINTS),
          new Sign("autochrome", POINTS),
          new Sign("knife", KNIFE),
          new Sign("op art", OP_ART),
          new Sign("op-psych", OP_ART),
          new Sign("kinetic", OP_ART),
          new Sign("moir", OP_ART),
          new Sign("string", OP_ART),
          new Sign("spirograph", OP_ART),
          new Sign("bauhaus", BLOCKS),
          new Sign("stijl", BLOCKS),
          new Sign("construct", BLOCKS),
          new Sign("suprem", BLOCKS),
          new Sign("memphis", BLOCKS),
          new Sign("swiss", BLOCKS),
          new Sign("tessell", BLOCKS),
          new Sign("sacred geometry", BLUEPRINT),
          new Sign("color field", COLOR_FIELD),
          new Sign("stain painting", COLOR_FIELD),
          new Sign("monochrome painting", COLOR_FIELD),
          new Sign("minimalism", COLOR_FIELD),
          new Sign("dansaekhwa", COLOR_FIELD),
          new Sign("post-painterly", COLOR_FIELD),
          new Sign("etching", ENGRAVING),
          new Sign("engraving", ENGRAVING),
          new Sign("drypoint", ENGRAVING),
          new Sign("hatch", ENGRAVING),
          new Sign("pen and ink", ENGRAVING),
          new Sign("scratchboard", ENGRAVING),
          new Sign("ballpoint", ENGRAVING),
          new Sign("guilloch", ENGRAVING),
          new Sign("mezzotint", STIPPLE),
          new Sign("aquatint", STIPPLE),
          new Sign("stippl", STIPPLE),
          new Sign("graphite", STIPPLE),
          new Sign("charcoal", STIPPLE),
          new Sign("chalk", STIPPLE),
          new Sign("silverpoint", STIPPLE),
          new Sign("screen print", HALFTONE),
          new Sign("risograph", HALFTONE),
          new Sign("blueprint", BLUEPRINT),
          new Sign("patent", BLUEPRINT),
          new Sign("wireframe", BLUEPRINT),
          new Sign("line art", BLUEPRINT),
          new Sign("continuous line", BLUEPRINT),
          new Sign("plotter", ENGRAVING),
          new Sign("low poly", LOW_POLY),
          new Sign("origami", LOW_POLY),
          new Sign("isometric", LOW_POLY),
          new Sign("vector", LOW_POLY),
          new Sign("ray-traced", LOW_POLY),
          new Sign("pixel", PIXELS),
          new Sign("voxel", PIXELS),
          new Sign("ascii", PIXELS),
          new Sign("teletext", PIXELS),
          new Sign("dither", PIXELS),
          new Sign("cellular", PIXELS),
          new Sign("glitch", PIXELS),
          new Sign("astro", CONSTELLATION),
          new Sign("cosmic", CONSTELLATION),
          new Sign("light painting", CONSTELLATION),
          new Sign("particle", CONSTELLATION),
          new Sign("celestial", CONSTELLATION),
          new Sign("mosaic", TESSERAE),
          new Sign("gouache", PAPER_CUT),
          new Sign("paper", PAPER_CUT),
          new Sign("appliqu", PAPER_CUT),
          new Sign("flat design", PAPER_CUT),
          new Sign("superflat", FOLK),
          new Sign("sculpture", CARVING),
          new Sign("grisaille", CARVING),
          new Sign("stone rubbing", CARVING),
          new Sign("relief", CARVING),
          new Sign("fairy painting", GILDED),
          new Sign("golden age", WATERCOLOR),
          new Sign("pastel", IMPRESSION),
          new Sign("icon", GILDED),
          new Sign("tempera", GILDED),
          new Sign("sienese", GILDED),
          new Sign("international gothic", GILDED));

  private final Technique technique;

  Catalog(Technique technique) {
    this.technique = technique;
  }

  public Technique technique() {
    return technique;
  }

  /** The technique for an art style. */
  public static Catalog of(Style style) {
    for (Sign sign : SIGNS) {
      if (style.name().contains(sign.word())) {
        return sign.technique();
      }
    }
    List<Catalog> known = family(style);
    return known.get(new SeededRandom(SeededRandom.hash(style.name())).below(known.size()));
  }

  private static List<Catalog> family(Style style) {
    return switch (style.group()) {
      case IMPRESSIONISM -> List.of(IMPRESSION, IMPRESSION, POINTS, LUMINOUS);
      case EXPRESSIONISM -> List.of(IMPASTO, IMPASTO, KNIFE);
      case CUBISM -> List.of(FACETS);
      case SURREALISM -> List.of(DREAM);
      case ABSTRACTION -> List.of(RIBBONS, RIBBONS, COLOR_FIELD);
      case GEOMETRY -> List.of(BLOCKS, OP_ART, BLOCKS);
      case POP -> List.of(HALFTONE);
      case ORNAMENT -> List.of(GILDED);
      case PRINT -> List.of(WOODCUT);
      case INK -> List.of(INK_WASH);
      case WATERCOLOR -> List.of(WATERCOLOR);
      case MOSAIC -> List.of(TESSERAE, TESSERAE, STAINED_GLASS);
      case TEXTILE -> List.of(WEAVE);
      case COLLAGE -> List.of(PAPER_CUT);
      case FOLK -> List.of(FOLK);
      case CLASSICAL -> List.of(OLD_MASTER);
      case ROMANTICISM -> List.of(LUMINOUS, OLD_MASTER);
      case PHOTOGRAPHY -> List.of(DARKROOM);
      case DIGITAL -> List.of(LOW_POLY, PIXELS, RIPPLES, CONSTELLATION);
      case PSYCHEDELIA -> List.of(RIPPLES);
      case SCULPTURE -> List.of(CARVING);
    };
  }
}
