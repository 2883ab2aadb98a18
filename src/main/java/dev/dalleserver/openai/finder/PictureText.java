package dev.dalleserver.openai.finder;

import dev.dalleserver.picture.FileKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text of an answer can be, by its beginning.
 *
 * @param form what it is
 * @param head its beginning, without the white space and the prefix before what it encodes
 * @param whole true when {@code head} is all of the text
 */
record PictureText(Form form, byte[] head, boolean whole) {
  /** The longest URL that is looked at. */
  static final int MAX_URL_LENGTH = 8192;

  private static final int MAX_PREFIX = 200;

  /** Base64 characters that decide about the kind of what they encode. */
  static final int DECIDING = FileKind.HEAD / 3 * 4 + 4;

  /** The most encodings, one in another, that a picture may have. */
  private static final int MAX_LAYERS = 4;

  /** Characters that decide about what is within encodings. */
  private static final int DECIDING_LAYERS = 512;

  /** A text of base64 that is shorter is a word or a token, unless its name says otherwise. */
  private static final int LONG = 1024;

  private static final int SHORTEST_PICTURE = 24;

  /** What base64 of each JPEG begins with. */
  private static final String JPEG_START = "/9j/";

  private static final Pattern LEFTOVER = Pattern.compile("(?<!\\\\)\\\\++u00([2-7][0-9A-Fa-f])");

  private static final Pattern URL = Pattern.compile("(?i)https?://\\S+");
  private static final Pattern SPACED_URL = Pattern.compile("(?i)https?://\\S+(?: \\S+){1,20}");
  private static final Pattern NO_URL = Pattern.compile("(?i)null|none|undefined|n/a|false|true");
  private static final Pattern PICTURE_FILE =
      Pattern.compile("(?i)[^\\s?#]+\\.(png|jpe?g|webp|gif|avif|bmp|tiff?)([?#]\\S*)?");

  /** What a text is. */
  enum Form {
    /** Base64 of a picture: by its name, by a data URL, or by its first bytes. */
    PICTURE,
    /** Base64 of a picture in the midst of words; it ends where other characters begin. */
    EMBEDDED,
    /** A picture as it is, in the midst of a text. */
    RAW,
    /** Bytes as they are that a picture does not begin with. */
    BYTES,
    /** Hexadecimal digits of a picture. */
    HEX,
    /** A data URL in percent encoding. */
    PERCENT,
    /** A URL where one is expected. */
    URL,
    /** A URL of a file that is named as pictures are, where none is expected. */
    OTHER_URL,
    /** A JSON document inside of the text. */
    JSON,
    /** Long base64 of unknown bytes. */
    BLOB,
    OTHER
  }

  /** Reads the beginning of a text. */
  static PictureText read(InputStream text, MemberName name) throws IOException {
    byte[] head = new byte[MAX_URL_LENGTH + 1];
    int length = 0;
    int count = 0;
    boolean cut = false;
    try {
      while (count >= 0 && length < head.length) {
        length += count;
        count = text.read(head, length, head.length - length);
      }
    } catch (MalformedAnswerException end) {
      // Reading on throws it again, behind what has come of the picture.
      cut = true;
    }
    int start = 0;
    while (start < length && (head[start] & 0xff) <= ' ') {
      start++;
    }
    byte[] stripped = Arrays.copyOfRange(head, start, length);
    return of(stripped, !cut && length <= MAX_URL_LENGTH, name);
  }

  /** Reads the beginning of bytes that are not encoded, and are a picture or nothing. */
  static PictureText raw(InputStream bytes) throws IOException {
    byte[] head = bytes.readNBytes(FileKind.HEAD);
    return new PictureText(FileKind.of(head).isMedia() ? Form.RAW : Form.BYTES, head, false);
  }

  /** Reads the beginning of a text that is none of the known forms as a whole. */
  static PictureText embedded(InputStream text) throws IOException {
    byte[] head = text.readNBytes(MAX_URL_LENGTH);
    return EmbeddedPicture.find(head, false).orElse(new PictureText(Form.OTHER, head, false));
  }

  static PictureText of(byte[] text, boolean whole, MemberName name) throws IOException {
    byte[] head = isDocument(text) ? text : withoutEscapes(HtmlEntities.decode(text));
    String start = latin(head, MAX_PREFIX);
    Optional<DataUrl> dataUrl = DataUrl.of(head);
    if (dataUrl.isPresent()) {
      return dataUrl(dataUrl.get(), whole);
    }
    if (start.regionMatches(true, 0, "data%3a", 0, 7)) {
      return new PictureText(Form.PERCENT, head, whole);
    }
    if (FileKind.of(head) == FileKind.SVG) {
      // No picture for this server; the message names it.
      return new PictureText(Form.RAW, head, whole);
    }
    if (start.startsWith("{") || start.startsWith("[")) {
      return new PictureText(Form.JSON, head, whole);
    }
    if (start.regionMatches(true, 0, "http://", 0, 7)
        || start.regionMatches(true, 0, "https://", 0, 8)) {
      return new PictureText(whole ? urlForm(head, name) : Form.OTHER, head, whole);
    }
    if (isHex(head)) {
      return new PictureText(Form.HEX, head, whole);
    }
    Form form = base64Form(head, name);
    // What its name calls base64 may be words around a picture, unless it begins as one.
    boolean named = name.isBase64() && !leadsToPicture(head);
    if (form == Form.OTHER || form == Form.BLOB || named) {
      Optional<PictureText> within = EmbeddedPicture.find(head, whole);
      if (within.isPresent()) {
        return within.get();
      }
    }
    if (form != Form.OTHER || !whole) {
      return new PictureText(form, head, whole);
    }
    return new PictureText(relativeForm(latin(head, head.length).strip(), name), head, true);
  }

  /** Resolves the escapes of JSON that are left in a URL which a server has escaped twice. */
  private static byte[] withoutEscapes(byte[] text) {
    if (!latin(text, 4).equalsIgnoreCase("http")) {
      return text;
    }
    String slashes = latin(text, text.length).replaceAll("(?<!\\\\)\\\\++/", "/");
    return LEFTOVER
        .matcher(slashes)
        .replaceAll(
            unit -> {
              int c = Integer.parseInt(unit.group(1), 16);
              return Matcher.quoteReplacement(String.valueOf((char) c));
            })
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isDocument(byte[] text) {
    return text.length > 0 && (text[0] == '{' || text[0] == '[' || text[0] == '<');
  }

  private static PictureText dataUrl(DataUrl url, boolean whole) throws IOException {
    byte[] content = url.content();
    Optional<PictureText> within =
        DataUrl.of(content).isPresent() ? EmbeddedPicture.find(content, whole) : Optional.empty();
    if (within.isPresent()) {
      return within.get();
    }
    boolean text = url.type().startsWith("text/") || url.type().startsWith("application/json");
    // Some forget to say that it is base64.
    Form form = url.base64() || leadsToPicture(content) ? Form.PICTURE : Form.PERCENT;
    boolean words = text && !(form == Form.PICTURE && leadsToPicture(content));
    return new PictureText(words ? Form.OTHER : form, content, whole);
  }

  private static Form urlForm(byte[] head, MemberName name) {
    String url = latin(head, head.length).strip();
    if (!URL.matcher(url).matches()) {
      // A path with spaces that its server has not escaped; a sentence has none of these names.
      return name.isLink() && SPACED_URL.matcher(url).matches() ? Form.URL : Form.OTHER;
    }
    if (name.mayBeUrl()) {
      return Form.URL;
    }
    return PICTURE_FILE.matcher(url).matches() ? Form.OTHER_URL : Form.OTHER;
  }

  private static Form relativeForm(String text, MemberName name) {
    boolean possible =
        !text.isEmpty()
            && text.chars().noneMatch(c -> c <= ' ' || c == '<' || c == '{' || c == '"')
            && !NO_URL.matcher(text).matches()
            && !text.matches("(?i)[a-z][a-z0-9+.-]*:.*");
    if (name.isLink() && text.matches("(?i)[a-z][a-z0-9+.-]*:/.*")) {
      // Another scheme: the download says that it is refused.
      return Form.URL;
    }
    boolean path = text.startsWith("/") || text.startsWith("./");
    boolean file = PICTURE_FILE.matcher(text).matches();
    boolean url = name.isLink() || (name.mayBeUrl() && (path || file));
    return possible && url ? Form.URL : Form.OTHER;
  }

  private static Form base64Form(byte[] head, MemberName name) throws IOException {
    int length = Math.min(head.length, DECIDING);
    byte[] bytes = Base64Decoder.decodeBeginning(head, length);
    boolean path =
        head.length > 0
            && head[0] == '/'
            && head.length < LONG
            && !latin(head, JPEG_START.length()).equals(JPEG_START);
    if (name.isBase64() && bytes.length > 0 && !path) {
      return Form.PICTURE;
    }
    if (leadsToPicture(head)) {
      return Form.PICTURE;
    }
    boolean blob =
        head.length >= LONG
            && bytes.length > 0
            && latin(head, LONG).chars().noneMatch(c -> c == ' ');
    return blob ? Form.BLOB : Form.OTHER;
  }

  private static boolean leadsToPicture(byte[] head) throws IOException {
    return head.length >= SHORTEST_PICTURE && leadsToPicture(head, MAX_LAYERS);
  }

  /**
   * Returns true when the beginning of a text is base64 of a picture, or of a text that is an
   * encoding of one in turn.
   */
  private static boolean leadsToPicture(byte[] head, int layers) throws IOException {
    byte[] bytes = Base64Decoder.decodeBeginning(head, Math.min(head.length, DECIDING_LAYERS));
    if (bytes.length == 0) {
      return false;
    }
    return FileKind.of(bytes).isMedia()
        || DataUrl.of(bytes).isPresent()
        || isHex(bytes)
        || (layers > 1 && leadsToPicture(bytes, layers - 1));
  }

  private static boolean isHex(byte[] head) throws IOException {
    int length = Math.min(head.length, DECIDING_LAYERS);
    return length >= 2 * SHORTEST_PICTURE
        && FileKind.of(HexDecoder.decodeBeginning(head, length)).isMedia();
  }

  /** Returns true when a picture begins here, encoded or not. */
  boolean beginsPicture() throws IOException {
    return FileKind.of(head).isMedia() || leadsToPicture(head);
  }

  /** Returns the text itself, when it is whole. */
  String text() {
    return new String(head, StandardCharsets.UTF_8).strip();
  }

  private static String latin(byte[] bytes, int most) {
    return new String(bytes, 0, Math.min(bytes.length, most), StandardCharsets.ISO_8859_1);
  }
}
