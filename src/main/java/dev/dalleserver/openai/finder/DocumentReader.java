package dev.dalleserver.openai.finder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads JSON documents, or the data of events, while they arrive, and hands each text that can be
 * the picture to the {@link Candidates}. Ends with the last byte of the first picture.
 *
 * @param <S> what pictures are written to
 */
final class DocumentReader<S extends OutputStream> {
  private static final int MAX_DEPTH = 64;

  private final Candidates<S> candidates;
  private final AnswerBytes in;

  /** Documents inside of texts; they count for the depth of nesting, too. */
  private final int outerDepth;

  /** The names around the value that is read. */
  private MemberPath path;

  /** True as soon as there is more than one document: a picture may turn out to be partial. */
  private boolean several;

  /** True when an event has said that its picture is not partial. */
  private boolean decided;

  /** What the texts of a value can be. */
  private enum Role {
    PICTURE,
    PARTIAL,
    NOTHING
  }

  private DocumentReader(
      AnswerBytes in, Candidates<S> candidates, int outerDepth, MemberPath outer) {
    this.in = in;
    this.candidates = candidates;
    this.outerDepth = outerDepth;
    path = outer;
  }

  static <S extends OutputStream> DocumentReader<S> of(AnswerBytes in, Candidates<S> candidates) {
    return new DocumentReader<>(in, candidates, 0, MemberPath.DOCUMENT);
  }

  /** Reads documents until there is a picture. */
  void readDocuments() throws IOException {
    boolean first = true;
    in.skipBlanks();
    while (in.peek() >= 0 && !candidates.hasPicture()) {
      decided = false;
      readValue(MemberName.NONE, Role.PICTURE, 0);
      first = !several;
      several = true;
      in.skipBlanks();
    }
    if (!first) {
      candidates.addSplitUrl();
    }
  }

  /** Reads the data of events until there is a picture that is not partial. */
  void readEvents() throws IOException {
    several = true;
    MemberName event = MemberName.NONE;
    in.skipBlanks();
    while (in.peek() >= 0 && !candidates.hasPicture()) {
      int c = in.peek();
      if (c == EventStream.EVENT) {
        in.next();
        event = MemberName.of(readLine());
      } else if (c == '{' || c == '[' || c == '"') {
        decided = !event.text().isEmpty() && !event.isPartial();
        readEvent(role(event));
        event = MemberName.NONE;
      } else {
        InputStream line = new LineStream(in);
        PictureText text = PictureText.read(line, MemberName.NONE);
        switch (role(event)) {
          case PICTURE -> candidates.add(text, line);
          case PARTIAL -> candidates.addPartial(text, line);
          case NOTHING -> {}
        }
        line.transferTo(OutputStream.nullOutputStream());
        event = MemberName.NONE;
      }
      in.skipBlanks();
    }
    candidates.addSplitUrl();
  }

  private static Role role(MemberName name) {
    if (name.isPartial()) {
      return Role.PARTIAL;
    }
    return name.isIgnored() ? Role.NOTHING : Role.PICTURE;
  }

  private void readEvent(Role role) throws IOException {
    try {
      readValue(MemberName.NONE, role, 0);
    } catch (MalformedAnswerException malformed) {
      candidates.setProblem(String.valueOf(malformed.getMessage()));
      in.skipLine();
    }
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.next();
    while (c >= 0 && c != '\n') {
      line.append((char) c);
      c = in.next();
    }
    return line.toString();
  }

  private void readValue(MemberName name, Role role, int depth) throws IOException {
    if (depth + outerDepth > MAX_DEPTH) {
      throw new MalformedAnswerException("it is nested more than " + MAX_DEPTH + " deep");
    }
    in.skipBlanks();
    int c = in.peek();
    switch (c) {
      case '{' -> readObject(role, depth);
      case '[' -> readArray(name, role, depth);
      case '"' -> {
        in.next();
        readText(name, role, depth);
      }
      default -> readLiteral();
    }
  }

  private void readArray(MemberName name, Role role, int depth) throws IOException {
    in.next();
    in.skipBlanks();
    if (NumberBytes.isBegunBy(in.peek()) && !name.isIgnored()) {
      readNumbers(role, false);
    }
    while (in.peek() != ']' && !isDone()) {
      readValue(name, role, depth + 1);
      if (isDone()) {
        return;
      }
      skipComma(']');
    }
    in.next();
  }

  /** Takes the bytes that numbers spell, if they are those of a picture. */
  private void readNumbers(Role role, boolean named) throws IOException {
    NumberBytes bytes = new NumberBytes(in, named);
    if (role == Role.PICTURE && !candidates.hasPicture()) {
      candidates.add(PictureText.raw(bytes), bytes, path, false);
    }
    if (!isDone()) {
      bytes.transferTo(OutputStream.nullOutputStream());
    }
  }

  private void readObject(Role role, int depth) throws IOException {
    boolean hadPicture = candidates.hasBegun();
    MemberPath outer = path;
    boolean hadUrl = candidates.hasUrl();
    boolean partial = false;
    in.next();
    in.skipBlanks();
    while (in.peek() != '}') {
      MemberName name = readName();
      path = outer.of(name);
      Role own = roleOf(name, partial && role == Role.PICTURE ? Role.PARTIAL : role);
      partial |= name.marksPartial();
      if (name.isEventType() && in.peek() == '"') {
        MemberName type = MemberName.of(readEventType());
        partial |= type.isPartial();
        decided |= !partial;
      } else if (name.isFirstIndex() && NumberBytes.isBegunBy(in.peek())) {
        readNumbers(own, true);
      } else {
        readValue(name, own, depth + 1);
      }
      path = outer;
      if (isDone()) {
        return;
      }
      skipComma('}');
    }
    in.next();
    if (partial && !hadPicture) {
      candidates.dropPicture();
    } else if (depth == 0) {
      candidates.confirmPicture();
    }
    if (partial && !hadUrl) {
      candidates.dropUrl();
    }
  }

  /** Returns what a member of an object can be whose own texts have a role. */
  private Role roleOf(MemberName name, Role outer) {
    Role own = outer == Role.NOTHING ? Role.NOTHING : role(name);
    if (own == Role.PICTURE) {
      own = candidates.hasPicture() ? Role.NOTHING : outer;
    }
    return own;
  }

  /** Of several documents the rest of the picture's own is read: it may say that it is partial. */
  private boolean isDone() {
    return candidates.hasPicture() && !several;
  }

  private MemberName readName() throws IOException {
    if (in.next() != '"') {
      throw notJson("a name is missing");
    }
    JsonText text = new JsonText(in);
    byte[] name = text.readNBytes(MemberName.MAX_LENGTH);
    text.drain();
    in.skipBlanks();
    if (in.next() != ':') {
      throw notJson("a colon is missing");
    }
    in.skipBlanks();
    return MemberName.of(new String(name, StandardCharsets.UTF_8));
  }

  private String readEventType() throws IOException {
    in.next();
    JsonText text = new JsonText(in);
    byte[] type = text.readNBytes(MemberName.MAX_LENGTH);
    text.drain();
    return new String(type, StandardCharsets.UTF_8);
  }

  private void readText(MemberName name, Role role, int depth) throws IOException {
    JsonText text = new JsonText(in);
    if (role == Role.PARTIAL) {
      candidates.addPartial(PictureText.read(text, name), text);
    } else if (role == Role.PICTURE && !candidates.hasPicture()) {
      PictureText content = PictureText.read(text, name);
      if (content.form() == PictureText.Form.JSON) {
        readInnerDocument(content, text, depth);
      } else {
        candidates.add(content, text, path, several && !decided);
      }
    }
    if (!isDone()) {
      text.drain();
    }
  }

  private void readInnerDocument(PictureText content, JsonText rest, int depth) throws IOException {
    AnswerBytes inner =
        new AnswerBytes(new SequenceInputStream(new ByteArrayInputStream(content.head()), rest));
    try {
      new DocumentReader<>(inner, candidates, outerDepth + depth + 1, path).readDocuments();
    } catch (MalformedAnswerException notJson) {
      // A text that begins like JSON and goes on as words, or ends early: the outer text decides.
      inner.skipToEnd();
      boolean found = candidates.hasBegun() || candidates.hasUrl();
      Optional<PictureText> within =
          found ? Optional.empty() : EmbeddedPicture.find(content.head(), content.whole());
      if (!found && content.whole()) {
        // Words in brackets may be a part of a text that comes in several.
        PictureText words = new PictureText(PictureText.Form.OTHER, content.head(), true);
        InputStream nothing = InputStream.nullInputStream();
        candidates.add(within.orElse(words), nothing, path, several && !decided);
      }
    }
  }

  private void readLiteral() throws IOException {
    int length = 0;
    int c = in.peek();
    while (c >= 0 && (Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.')) {
      in.next();
      length++;
      c = in.peek();
    }
    if (length == 0) {
      throw notJson("a value is missing");
    }
  }

  /** Skips to the next value, or to the end of the object or array. */
  private void skipComma(int end) throws IOException {
    in.skipBlanks();
    int c = in.peek();
    if (c == ',') {
      in.next();
      in.skipBlanks();
    } else if (c != end) {
      throw notJson("a comma is missing");
    }
  }

  private MalformedAnswerException notJson(String what) throws IOException {
    return new MalformedAnswerException(
        in.peek() < 0 ? "it ends early" : Finding.NOT_JSON + ": " + what);
  }
}
