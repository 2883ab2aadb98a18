package dev.dalleserver.openai;

import dev.dalleserver.picture.FileKind;
import dev.dalleserver.pictures.EncodedPicture;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Texts about received bytes that are of no use and are kept. */
final class SetAsideMessage {
  private SetAsideMessage() {}

  /** Describes received bytes by what they are and their size: {@code WebP, 1.2 MB}. */
  static String describe(EncodedPicture picture) {
    try (InputStream in = picture.open()) {
      return FileKind.of(in.readNBytes(FileKind.HEAD)).describe(picture.size());
    } catch (IOException gone) {
      return "";
    }
  }

  /** Describes the bytes of an answer. */
  static String describe(byte[] bytes) {
    return describe(EncodedPicture.of(bytes));
  }

  /** Returns the end of a message: {@code (WebP, 1.2 MB, kept as set-aside/...)}. */
  static String note(String what, Optional<String> kept) {
    String where = kept.map(path -> "kept as " + path).orElse("");
    String both = what.isEmpty() || where.isEmpty() ? what + where : what + ", " + where;
    return both.isEmpty() ? "" : " (" + both + ")";
  }
}
