package dev.dalleserver.openai.finder;

import java.util.Locale;
import java.util.Set;

/**
 * What the name of a member says of its value. Names are compared without case and punctuation, so
 * that {@code imageUrl}, {@code image_url} and {@code IMAGE-URL} are one.
 *
 * @param text the name in lower case, letters and digits only; empty for a value without a name
 */
record MemberName(String text) {
  /** Names are cut behind this length. */
  static final int MAX_LENGTH = 200;

  static final MemberName NONE = new MemberName("");

  /** A text under one of these is base64 of a picture, whatever the bytes are. */
  private static final Set<String> BASE64 =
      Set.of(
          "b64json",
          "b64",
          "base64",
          "b64image",
          "imageb64",
          "base64image",
          "imagebase64",
          "base64json",
          "base64data",
          "b64data",
          "imagedata",
          "imagebytes",
          "bytesbase64encoded",
          "bytesbase64",
          "encodedimage");

  /** A text under one of these is a URL, also a relative one. */
  private static final Set<String> LINK =
      Set.of(
          "url",
          "urls",
          "uri",
          "imageurl",
          "imageurls",
          "imageuri",
          "imgurl",
          "href",
          "src",
          "link",
          "downloadurl",
          "downloaduri",
          "fileurl",
          "fileuri",
          "publicurl",
          "signedurl",
          "presignedurl",
          "mediaurl",
          "outputurl",
          "resulturl",
          "pictureurl",
          "pngurl",
          "cdnurl");

  /** A text under one of these may be a URL. */
  private static final Set<String> PICTURE =
      Set.of(
          "",
          "image",
          "images",
          "img",
          "picture",
          "pictures",
          "photo",
          "output",
          "outputs",
          "result",
          "results",
          "data",
          "artifact",
          "artifacts",
          "sample",
          "samples",
          "generation",
          "generations",
          "prediction",
          "predictions",
          "file",
          "files",
          "filepath",
          "path",
          "media",
          "asset",
          "assets",
          "content",
          "response",
          "body",
          "value");

  /** What is under one of these is never the picture: words, echoes of the request, errors. */
  private static final Set<String> IGNORED =
      Set.of(
          "id",
          "created",
          "prompt",
          "negativeprompt",
          "revisedprompt",
          "caption",
          "description",
          "error",
          "errors",
          "detail",
          "details",
          "warning",
          "warnings",
          "usage",
          "seed",
          "user",
          "parameters",
          "params",
          "request",
          "input",
          "inputs",
          "options",
          "info",
          "provider",
          "author",
          "docs",
          "documentation",
          "documentationurl",
          "docsurl",
          "helpurl",
          "homepage",
          "website",
          "webhook",
          "statusurl",
          "pollingurl",
          "responseurl",
          "cancelurl");

  /** A name with one of these in it means another picture than the one that was asked for. */
  private static final Set<String> OTHER_PICTURES =
      Set.of(
          "thumb",
          "logo",
          "icon",
          "avatar",
          "preview",
          "partial",
          "mask",
          "placeholder",
          "blurhash",
          "initimage",
          "inputimage",
          "sourceimage",
          "originalimage",
          "referenceimage",
          "controlimage");

  static MemberName of(String name) {
    StringBuilder letters = new StringBuilder();
    name.toLowerCase(Locale.ROOT)
        .chars()
        .filter(Character::isLetterOrDigit)
        .forEach(c -> letters.append((char) c));
    return new MemberName(letters.toString());
  }

  boolean isBase64() {
    return BASE64.contains(text);
  }

  boolean isLink() {
    return LINK.contains(text);
  }

  /** Returns true when an absolute URL under this name leads to the picture. */
  boolean mayBeUrl() {
    return isLink() || isBase64() || PICTURE.contains(text);
  }

  boolean isIgnored() {
    return IGNORED.contains(text) || OTHER_PICTURES.stream().anyMatch(text::contains);
  }

  /** Returns the name without what may only count. */
  String withoutDigits() {
    return text.replaceAll("\\d", "");
  }

  /** Returns true for the first of names that count bytes. */
  boolean isFirstIndex() {
    return text.equals("0");
  }

  /** Returns true when the name of a member, an event or a type tells of a partial picture. */
  boolean isPartial() {
    return text.contains("partial") || text.contains("preview");
  }

  /** Returns true for the members that say which event an object is. */
  boolean isEventType() {
    return text.equals("type") || text.equals("event") || text.equals("object");
  }

  /** Returns true for a member that only partial pictures have. */
  boolean marksPartial() {
    return text.equals("partialimageindex");
  }
}
