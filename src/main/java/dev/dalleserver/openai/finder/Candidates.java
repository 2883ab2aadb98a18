package dev.dalleserver.openai.finder;

import dev.dalleserver.openai.finder.PictureText.Form;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

  private static final String NOT_BASE64 = "what should be its picture is not base64";
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
  private final SplitTexts split = new SplitTexts();

  /** The picture, while it may go on in another text. */
  private @Nullable IncomingPicture incoming;

  Candidates(PictureFinder.Target<S> target, PartialPictureListener partials) {
    this.target = target;
    this.partials = partials;
  }

  /** Returns true when all of a picture is there. */
  boolean hasPicture() {
    return picture != null && incoming == null;
  }

  /** Returns true when there is a picture that may go on in another text. */
  boolean hasBegun() {
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

  /** Takes a text of a document without names, as far as it is needed. */
  void add(PictureText text, InputStream rest) throws IOException {
    add(text, rest, MemberPath.DOCUMENT, false);
  }

  /**
   * Takes a text, as far as it is needed.
   *
   * @param path the names around it
   * @param undecided true when it may still turn out that the picture is partial
   */
  void add(PictureText text, InputStream rest, MemberPath path, boolean undecided)
      throws IOException {
    if (incoming != null && isTaken(text, rest, path)) {
      return;
    }
    switch (text.form()) {
      case URL -> {
        remember(urls, text.text());
        join(text, path, undecided);
      }
      case OTHER_URL -> {
        remember(namedUrls, text.text());
        join(text, path, undecided);
      }
      case PICTURE, EMBEDDED, RAW, HEX -> begin(text, rest, path, undecided);
      case PERCENT -> picture = percent(text, rest);
      case BLOB -> blob = blob == null ? blob(text, rest) : blob;
      case OTHER -> join(text, path, undecided);
      default -> {
        // It can be nothing.
      }
    }
  }

  /** Takes a text that may be a part of one. */
  private void join(PictureText text, MemberPath path, boolean undecided) throws IOException {
    Optional<PictureText> joined = split.add(text, path);
    if (joined.isPresent()) {
      begin(joined.get(), InputStream.nullInputStream(), path, undecided);
    }
  }

  /** Takes a text that follows the picture; returns false when it is to be looked at by itself. */
  private boolean isTaken(PictureText text, InputStream rest, MemberPath path) throws IOException {
    IncomingPicture current = Objects.requireNonNull(incoming);
    if (text.head().length == 0) {
      return true;
    }
    if (current.isContinuedBy(text, path)) {
      addText(current, text, rest);
      return true;
    }
    if (current.isAt(path)) {
      settle();
    }
    // The first picture counts; URLs are where another copy of it may be.
    return picture != null && text.form() != Form.URL && text.form() != Form.OTHER_URL;
  }

  private void begin(PictureText text, InputStream rest, MemberPath path, boolean undecided)
      throws IOException {
    endCopy(false);
    copied = undecided && text.form() == Form.PICTURE;
    S out = target.begin();
    picture = out;
    IncomingPicture begun =
        new IncomingPicture(path, text.form(), out, copied ? partials.begin() : null);
    incoming = begun;
    addText(begun, text, rest);
  }

  private void addText(IncomingPicture current, PictureText text, InputStream rest)
      throws IOException {
    try {
      current.add(text, rest);
    } catch (MalformedAnswerException cut) {
      problem = String.valueOf(cut.getMessage());
      whole = false;
      incoming = null;
      if (current.count() < MIN_CUT_BYTES) {
        close(picture);
        picture = null;
      }
      return;
    }
    if (current.isOver()) {
      settle();
    }
  }

  /** Ends the picture where nothing more of it can come. */
  private void settle() throws IOException {
    IncomingPicture last = incoming;
    incoming = null;
    if (last != null && !last.finish()) {
      problem = NOT_BASE64;
      close(picture);
      picture = null;
    }
  }

  /** Returns true when the rest of the answer, which has not come, is not needed. */
  boolean hasEnoughWithoutRest() throws IOException {
    if (incoming != null && !incoming.isAtRest()) {
      incoming = null;
      close(picture);
      picture = null;
    }
    return picture != null || hasUrl();
  }

  /** Takes a text that belongs to a partial picture. */
  void addPartial(PictureText text, InputStream rest) throws IOException {
    if (text.form() != Form.PICTURE) {
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

  /** Takes a URL that has come in several texts; those that have come whole are before it. */
  void addSplitUrl() throws IOException {
    split.url().ifPresent(url -> remember(namedUrls, url));
  }

  /** Forgets the picture: it was a partial one. */
  void dropPicture() throws IOException {
    settle();
    endCopy(picture != null);
    notePartial();
    close(picture);
    picture = null;
  }

  /** Forgets the copy of a picture that is not partial. */
  void confirmPicture() {
    endCopy(false);
  }

  private void endCopy(boolean isWhole) {
    if (copied) {
      copied = false;
      partials.end(isWhole);
      if (incoming != null) {
        incoming.endCopy();
      }
    }
  }

  void dropUrl() {
    urls.clear();
    namedUrls.clear();
  }

  /** Decides. Candidates that do not count are closed. */
  Finding<S> decide() throws IOException {
    endCopy(false);
    settle();
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

  private @Nullable S blob(PictureText text, InputStream rest) throws IOException {
    return receive(out -> decode(text, rest, out));
  }

  /** Decodes base64; returns false when it is none after all. */
  private static boolean decode(PictureText text, InputStream rest, OutputStream out)
      throws IOException {
    Base64Decoder decoder = new Base64Decoder(out);
    boolean valid = decoder.write(text, rest);
    return decoder.finish() && valid;
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
    EndDetectingStream counted = new EndDetectingStream(out);
    boolean kept = false;
    try {
      kept = writing.write(counted) && counted.count() > 0;
      if (!kept) {
        problem = NOT_BASE64;
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
