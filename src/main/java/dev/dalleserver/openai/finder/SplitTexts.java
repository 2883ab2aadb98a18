package dev.dalleserver.openai.finder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The beginnings of short texts that stand under the same names in items of an array or in events,
 * joined: a picture, or its URL, can begin in one of them and be recognized only with the next.
 */
final class SplitTexts {
  private static final int MAX_PATHS = 8;

  private final Map<MemberPath, Joined> joined = new HashMap<>();

  /** What has come under one path. */
  private static final class Joined {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int texts;
  }

  /** Adds a text; returns the beginning of the picture, if that is what it has become. */
  Optional<PictureText> add(PictureText text, MemberPath path) throws IOException {
    byte[] head = text.head();
    boolean known = joined.containsKey(path);
    if (!text.whole() || head.length == 0 || (!known && joined.size() == MAX_PATHS)) {
      return Optional.empty();
    }
    Joined all = joined.computeIfAbsent(path, any -> new Joined());
    if (all.bytes.size() + head.length > PictureText.MAX_URL_LENGTH) {
      return Optional.empty();
    }
    all.bytes.write(head, 0, head.length);
    all.texts++;
    if (all.texts < 2) {
      return Optional.empty();
    }
    PictureText together = PictureText.of(all.bytes.toByteArray(), true, MemberName.NONE);
    boolean picture =
        switch (together.form()) {
          case PICTURE, EMBEDDED, HEX -> true;
          default -> false;
        };
    return picture ? Optional.of(together) : Optional.empty();
  }

  /** Returns the URL of a picture in the midst of joined texts. */
  Optional<String> url() throws IOException {
    for (Joined all : joined.values()) {
      Optional<PictureText> within =
          all.texts < 2 ? Optional.empty() : EmbeddedPicture.find(all.bytes.toByteArray(), true);
      if (within.filter(found -> found.form() == PictureText.Form.OTHER_URL).isPresent()) {
        return within.map(PictureText::text);
      }
    }
    return Optional.empty();
  }
}
