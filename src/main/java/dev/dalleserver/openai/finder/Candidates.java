package dev.dalleserver.openai.finder;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The texts of an answer that can be the picture, as they are met. Of each rank the first counts;
 * the ranks in their order: bytes of a picture, a URL where one is expected, the URL of a file that
 * is named as pictures are, and long base64 of unknown bytes.
 *
 * @param <S> what pictures are written to
 */
final class Candidates<S extends OutputStream> {
  /** What has come of a picture that is shorter than this is not worth keeping. */
  private static final int MIN_CUT_BYTES = 1024;

  /** The most URLs of each rank that are kept, since the first may be dead. */
  private static final int MAX_URLS = 4;

  private static final String NOTHING = "it holds no picture";

  private final PictureFinder.Target<S> target;
  private final PartialPictureListener partials;

  /** True while a copy of the picture waits for whether the picture is partial. */
  private boolean copied;

  private @Nullable S picture;
  private @Nullable S blob;
  private boolean whole = true;
  private final List<String> urls = new ArrayList<>();
  private final List<String> namedUrls = new ArrayList<>();
  private String problem = NOTHING;

  Candidates(PictureFinder.Target<S> target, PartialPictureListener partials) {
    this.target = target;
    this.partials = partials;
  }

  boolean hasPicture() {
    return picture != null;
  }

  boolean hasUrl() {
    return !urls.isEmpty() || !namedUrls.isEmpty();
  }

  private static void remember(List<String> known, String url) {
    if (known.size() < MAX_URLS && !known.contains(url)) {
      known.add(url);
    }
  }

  void setProblem(String reason) {
    problem = reason;
  }

  /** Takes a text, as far as it is needed. */
  void add(PictureText text, InputStream rest) throws IOException {
    add(text, rest, false);
  }

  /**
   * Takes a text of an event.
   *
   * @param undecided true when it may still turn out that the picture is partial
   */
  void add(PictureText text, InputStream rest, boolean undecided) throws IOException {
    switch (text.form()) {
      case URL -> remember(urls, text.text());
      case OTHER_URL -> remember(namedUrls, text.text());
      case PICTURE -> picture = undecided ? copied(text, rest) : base64(text, rest, false);
      case EMBEDDED -> picture = base64(text, rest, true);
      case RAW -> picture = raw(text, rest);
      case HEX -> picture = hex(text, rest);
      case PERCENT -> picture = percent(text, rest);
      case BLOB -> blob = blob == null ? base64(text, rest, false) : blob;
      default -> {
        // It can be nothing.
      }
    }
  }

  /** Takes a text that belongs to a partial picture. */
  void addPartial(PictureText text, InputStream rest) throws IOException {
    if (text.form() != PictureText.Form.PICTURE) {
      return;
    }
    boolean whole = false;
    try {
      whole = decode(text, rest, partials.begin());
    } finally {
      partials.end(whole);
    }
    notePartial();
  }

  private void notePartial() {
    problem = problem.equals(NOTHING) ? "it holds partial pictures only" : problem;
  }

  /** Takes bytes that are not wrapped in anything. */
  void addBare(InputStream bytes) throws IOException {
    picture = receive(out -> bytes.transferTo(out) >= 0);
  }

  /** Forgets the picture: it was a partial one. */
  void dropPicture() throws IOException {
    endCopy(picture != null);
    notePartial();
    close(picture);
    picture = null;
  }

  /** Forgets the copy of a picture that is not partial. */
  void confirmPicture() {
    endCopy(false);
  }

  private void endCopy(boolean whole) {
    if (copied) {
      copied = false;
      partials.end(whole);
    }
  }

  void dropUrl() {
    urls.clear();
    namedUrls.clear();
  }

  /** Decides. Candidates that do not count are closed. */
  Finding<S> decide() throws IOException {
    endCopy(false);
    List<String> places = urls.isEmpty() ? namedUrls : urls;
    if (picture == null && places.isEmpty() && blob != null) {
      picture = blob;
      blob = null;
    }
    close(blob);
    boolean found = picture != null || !places.isEmpty();
    return new Finding<>(
        Optional.ofNullable(picture),
        whole,
        places.isEmpty() ? "" : places.get(0),
        places.isEmpty() ? List.of() : List.copyOf(places.subList(1, places.size())),
        found && whole ? "" : problem);
  }

  /** Closes all that was written. */
  void discard() throws IOException {
    endCopy(false);
    close(picture);
    close(blob);
  }

  private interface Writing {
    /** Returns false when the bytes are no picture after all. */
    boolean write(OutputStream out) throws IOException;
  }

  private @Nullable S raw(PictureText text, InputStream rest) throws IOException {
    return receive(
        out -> {
          out.write(text.head());
          return rest.transferTo(out) >= 0;
        });
  }

  /**
   * @param embedded whether other characters are the end of the picture, and no fault
   */
  private @Nullable S base64(PictureText text, InputStream rest, boolean embedded)
      throws IOException {
    return receive(out -> decode(text, rest, out) || embedded);
  }

  private @Nullable S copied(PictureText text, InputStream rest) throws IOException {
    endCopy(false);
    OutputStream copy = partials.begin();
    copied = true;
    return receive(out -> decode(text, rest, new CopyingStream(out, copy)));
  }

  /** Decodes base64; returns false when it is none after all. */
  private static boolean decode(PictureText text, InputStream rest, OutputStream out)
      throws IOException {
    Base64Decoder decoder = new Base64Decoder(out);
    boolean valid = decoder.write(text.head(), 0, text.head().length);
    byte[] piece = new byte[8192];
    try {
      for (int n = rest.read(piece); valid && n >= 0; n = rest.read(piece)) {
        valid = decoder.write(piece, 0, n);
      }
    } catch (MalformedAnswerException cut) {
      decoder.finish();
      throw cut;
    }
    return decoder.finish() && valid;
  }

  /** Passes bytes on, and a copy of them. */
  private static final class CopyingStream extends FilterOutputStream {
    private final OutputStream copy;

    CopyingStream(OutputStream out, OutputStream copy) {
      super(out);
      this.copy = copy;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      out.write(source, offset, length);
      copy.write(source, offset, length);
    }
  }

  private @Nullable S hex(PictureText text, InputStream rest) throws IOException {
    return receive(
        out -> {
          OutputStream buffered = new BufferedOutputStream(out);
          HexDecoder decoder = new HexDecoder(buffered);
          try {
            boolean valid = decoder.write(text.head(), 0, text.head().length);
            byte[] piece = new byte[8192];
            for (int n = rest.read(piece); valid && n >= 0; n = rest.read(piece)) {
              valid = decoder.write(piece, 0, n);
            }
          } finally {
            buffered.flush();
          }
          return decoder.finish();
        });
  }

  private @Nullable S percent(PictureText text, InputStream rest) throws IOException {
    return receive(
        out -> {
          OutputStream buffered = new BufferedOutputStream(out);
          PercentDecoder decoder = new PercentDecoder(buffered);
          try {
            decoder.write(text.head());
            byte[] piece = new byte[8192];
            for (int n = rest.read(piece); n >= 0; n = rest.read(piece)) {
              decoder.write(piece, 0, n);
            }
          } finally {
            buffered.flush();
          }
          return true;
        });
  }

  private @Nullable S receive(Writing writing) throws IOException {
    S out = target.begin();
    CountingStream counted = new CountingStream(out);
    boolean kept = false;
    try {
      kept = writing.write(counted) && counted.count() > 0;
      if (!kept) {
        problem = "what should be its picture is not base64";
      }
    } catch (MalformedAnswerException cut) {
      problem = String.valueOf(cut.getMessage());
      whole = false;
      kept = counted.count() >= MIN_CUT_BYTES;
    } finally {
      if (!kept) {
        out.close();
      }
    }
    return kept ? out : null;
  }

  private static void close(@Nullable OutputStream stream) throws IOException {
    if (stream != null) {
      stream.close();
    }
  }
}
