package dev.dalleserver.pictures;

/** What a stored picture is good for. */
public enum PictureCondition {
  /** It decodes, and the file is complete. */
  WHOLE,
  /** It decodes, but the file ends early or a checksum in it is wrong. */
  DAMAGED,
  /** It cannot be decoded. */
  BROKEN
}
