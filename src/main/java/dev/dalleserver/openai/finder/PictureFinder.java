package dev.dalleserver.openai.finder;

import dev.dalleserver.picture.FileKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Finds the picture in an answer of any form: a JSON document with the picture or its URL anywhere
 * in it, several documents after each other, server-sent events, or the bare picture. Reads while
 * the answer arrives and holds a few kilobytes of it; the bytes of the picture go to where {@link
 * Target} says. Ends with the last byte of the first picture and reads nothing behind it.
 *
 * <p>Which text is the picture is decided by {@link Candidates}, by their order in the answer, not
 * by what the answer's form should be; {@link MemberName} says which texts are never one.
 */
public final class PictureFinder {
  /**
   * The source of streams for pictures.
   *
   * @param <S> their type
   */
  @FunctionalInterface
  public interface Target<S> {
    /** Returns a new stream; closing discards what was written. */
    S begin() throws IOException;
  }

  private PictureFinder() {}

  /**
   * Finds the picture.
   *
   * @throws IOException when reading or writing fails and no picture or URL is known by then; all
   *     that was written is closed
   */
  public static <S extends OutputStream> Finding<S> find(InputStream answer, Target<S> target)
      throws IOException {
    return find(answer, target, PartialPictureListener.NONE);
  }

  /**
   * As {@link #find(InputStream, Target)}, and hands on partial pictures as they come.
   *
   * @param partials called on this thread, while the rest of the answer waits
   */
  public static <S extends OutputStream> Finding<S> find(
      InputStream answer, Target<S> target, PartialPictureListener partials) throws IOException {
    Candidates<S> candidates = new Candidates<>(target, partials);
    AnswerBytes in = new AnswerBytes(answer);
    boolean decided = false;
    try {
      readAnswer(in, candidates);
      decided = true;
    } catch (MalformedAnswerException malformed) {
      candidates.setProblem(String.valueOf(malformed.getMessage()));
      decided = true;
    } catch (IOException broken) {
      // A picture that was named is fetched, whatever becomes of the rest of the answer.
      decided = in.hasFailedWith(broken) && candidates.hasEnoughWithoutRest();
      if (!decided) {
        throw broken;
      }
    } finally {
      if (!decided) {
        candidates.discard();
      }
    }
    return candidates.decide();
  }

  /**
   * Finds a picture in an answer that is in none of the forms that {@link #find} reads, by the
   * bytes or the base64 that pictures begin with.
   */
  public static <S extends OutputStream> Finding<S> findInText(InputStream answer, Target<S> target)
      throws IOException {
    Candidates<S> candidates = new Candidates<>(target, PartialPictureListener.NONE);
    candidates.add(PictureText.embedded(answer), answer);
    return candidates.decide();
  }

  private static <S extends OutputStream> void readAnswer(
      AnswerBytes answer, Candidates<S> candidates) throws IOException {
    AnswerBytes in = TextEncoding.inUtf8(answer);
    in.skipBlanks();
    int first = in.peek();
    if (first < 0) {
      candidates.setProblem("it is empty");
      return;
    }
    if (first == '{' && isPython(in.peek(64))) {
      InputStream text = in.remaining();
      candidates.setProblem(Finding.NOT_JSON + ": names are in single quotes");
      candidates.add(PictureText.embedded(text), text);
      return;
    }
    if (first == '{' || first == '[' || first == '"') {
      // Nothing more is needed to tell: a short answer may be all that comes for a long time.
      DocumentReader.of(in, candidates).readDocuments();
      return;
    }
    byte[] head = in.peek(FileKind.HEAD);
    FileKind kind = FileKind.of(head);
    boolean multipart = head.length > 1 && head[0] == '-' && head[1] == '-';
    if (!kind.isText() && !multipart) {
      candidates.addBare(in.remaining());
    } else if (EventStream.isBegunBy(head)) {
      AnswerBytes data = new AnswerBytes(new EventStream(in));
      DocumentReader.of(data, candidates).readEvents();
    } else {
      InputStream text = in.remaining();
      candidates.setProblem(Finding.NOT_JSON + " but " + kind.title());
      candidates.add(PictureText.read(text, MemberName.NONE), text);
    }
  }

  /** Returns true for an object as Python prints it, with names in single quotes. */
  private static boolean isPython(byte[] head) {
    return new String(head, StandardCharsets.ISO_8859_1).matches("(?s)\\{\\s*'.*");
  }
}
