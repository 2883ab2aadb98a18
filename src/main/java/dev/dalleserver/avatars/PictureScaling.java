package dev.dalleserver.avatars;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.EncodedPicture;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The port that decodes a picture and makes smaller ones of it. */
@FunctionalInterface
public interface PictureScaling {
  /**
   * Decodes a picture once, and makes all forms of it that are wanted by then. What is transparent
   * becomes white.
   *
   * @param squares chooses the part that is shown in square forms
   * @param wanted called once, when the picture is decoded
   * @throws JobException when the picture cannot be decoded
   */
  Map<ScaledForm, byte[]> scale(
      EncodedPicture picture, Square.Choice squares, Supplier<Set<ScaledForm>> wanted)
      throws JobException;
}
