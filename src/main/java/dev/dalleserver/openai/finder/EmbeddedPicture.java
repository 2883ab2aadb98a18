package dev.dalleserver.openai.finder;

import dev.dalleserver.openai.finder.PictureText.Form;
import dev.dalleserver.picture.FileKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A picture in the midst of a text: Markdown or HTML around it, quotes or a prefix before it, a
 * part of a multipart answer, a document that is not quite JSON. Only bytes that begin as a picture
 * does count, so that no words are taken for one.
 */
final class EmbeddedPicture {
  /** What base64 of PNG, JPEG, WebP and GIF begins with. */
  private static final Pattern BASE64 =
      Pattern.compile("(?<![A-Za-z0-9+/_-])(?:iVBORw0KGg|/9j/|_9j_|UklGR|R0lGOD)");

  /** What PNG, JPEG, WebP and GIF begin with, after the empty line in front of a part. */
  private static final Pattern RAW =
      Pattern.compile(
          "(?<=\\n\\r?\\n)(?:\u0089PNG\\r\\n|\u00ff\u00d8\u00ff|RIFF....WEBP|GIF8)",
          Pattern.DOTALL);

  /** The URL of a picture in Markdown or an element of HTML, else of a file named as one. */
  private static final List<Pattern> URLS =
      List.of(
          Pattern.compile("(?i)!\\[[^\\]]{0,500}\\]\\(\\s{0,5}<?(https?://[^\\s)>]+)"),
          Pattern.compile("(?i)<img\\b[^<>]{0,500}?\\bsrc\\s?=\\s?[\"']?(https?://[^\"'\\s<>]+)"),
          Pattern.compile(
              "(?i)\\b(https?://[^\\s\"'<>()\\[\\]]{1,2000}\\.(?:png|jpe?g|webp|gif)"
                  + "(?:\\?[^\\s\"'<>()\\[\\]]{0,4000})?)(?![\\w/-])"));

  /** Pages have pictures that no client has asked for. */
  private static final Pattern PAGE = Pattern.compile("(?i)<(?:!doctype|html|head|body)\\b");

  private static final Pattern OTHER_URL =
      Pattern.compile("(?i)thumb|preview|logo|icon|avatar|badge|placeholder|docs?/");

  private static final Pattern OTHER_PICTURE =
      Pattern.compile(
          "(?i)(?:partial|thumb|preview|logo|icon|avatar|mask|placeholder|init_?image|input|source)"
              + "[^{}]{0,200}$");

  private EmbeddedPicture() {}

  /**
   * Finds the picture, or the URL in the Markdown for one.
   *
   * @param head the beginning of a text
   * @param whole true when that is all of it
   */
  static Optional<PictureText> find(byte[] head, boolean whole) throws IOException {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    Matcher base64 = BASE64.matcher(text);
    while (base64.find()) {
      byte[] from = Arrays.copyOfRange(head, base64.start(), head.length);
      boolean other = OTHER_PICTURE.matcher(before(text, base64.start())).find();
      if (!other && FileKind.of(beginning(from)).isMedia()) {
        return Optional.of(new PictureText(Form.EMBEDDED, from, whole));
      }
    }
    Matcher raw = RAW.matcher(text);
    if (raw.find()) {
      byte[] from = Arrays.copyOfRange(head, raw.start(), head.length);
      return Optional.of(new PictureText(Form.RAW, from, whole));
    }
    return whole && !PAGE.matcher(text).find() ? url(text) : Optional.empty();
  }

  private static Optional<PictureText> url(String text) {
    return URLS.stream()
        .flatMap(pattern -> pattern.matcher(text).results())
        .map(found -> found.group(1))
        .filter(url -> !OTHER_URL.matcher(url).find())
        .findFirst()
        .map(url -> url.getBytes(StandardCharsets.ISO_8859_1))
        .map(url -> new PictureText(Form.OTHER_URL, url, true));
  }

  private static String before(String text, int end) {
    return text.substring(Math.max(0, end - 300), end);
  }

  private static byte[] beginning(byte[] from) throws IOException {
    return Base64Decoder.decodeBeginning(from, Math.min(from.length, PictureText.DECIDING));
  }
}
