package dev.dalleserver.painting.scene;

/** The family of an art style; it chooses among the techniques. */
public enum StyleGroup {
  IMPRESSIONISM,
  EXPRESSIONISM,
  CUBISM,
  SURREALISM,
  ABSTRACTION,
  GEOMETRY,
  POP,
  ORNAMENT,
  PRINT,
  INK,
  WATERCOLOR,
  MOSAIC,
  TEXTILE,
  COLLAGE,
  FOLK,
  CLASSICAL,
  ROMANTICISM,
  PHOTOGRAPHY,
  DIGITAL,
  PSYCHEDELIA,
  SCULPTURE
}
