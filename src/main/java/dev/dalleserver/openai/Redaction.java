package dev.dalleserver.openai;

import dev.dalleserver.picture.PublicUrl;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A filter that removes secrets, paths and control characters from text from outside, before it is
 * shown.
 */
final class Redaction {
  private static final int MAX_LENGTH = 500;
  // Providers quote keys, sometimes half masked; all text that looks like a key is masked.
  private static final Pattern KEY = Pattern.compile("sk-[A-Za-z0-9_*-]{8,}");
  private static final Pattern PATH =
      Pattern.compile(
          "(?<![\\w:/.])/(?:home|root|tmp|var|usr|etc|opt|mnt|srv|app|data|work|workspace|Users|private)"
              + "/[^\\s'\",;)]*|\\b[A-Za-z]:\\\\[^\\s'\",;)]*");

  // URLs of pictures carry signatures, tokens and passwords; JSON may write a slash as \/.
  private static final Pattern USER_INFO =
      Pattern.compile("(?i)\\b([a-z][a-z0-9+.-]*:(?:\\\\?/){2})[^\\s/\\\\?#\"'<>]*@");
  private static final Pattern QUERY =
      Pattern.compile("(?i)\\b(https?:(?:\\\\?/){2}[^\\s?#\"'<>]*)[?#][^\\s\"'<>]*");
  private static final Pattern RELATIVE_QUERY =
      Pattern.compile(
          "(\"(?:\\\\?/)?[^\\s?#\"'<>:,{}]*(?:/|\\.)[^\\s?#\"'<>:,{}]*)\\?[^\\s\"'<>]*=[^\\s\"'<>]*");

  private final ApiKey key;

  Redaction(ApiKey key) {
    this.key = key;
  }

  String clean(String text) {
    String plain = withoutSecrets(text).replaceAll("\\p{Cntrl}+", " ").strip();
    plain = PATH.matcher(plain).replaceAll("…");
    return plain.length() <= MAX_LENGTH ? plain : plain.substring(0, MAX_LENGTH) + "…";
  }

  /**
   * Returns a text of any length without keys, and with URLs that have lost their user, query and
   * fragment.
   */
  String withoutSecrets(String text) {
    String plain = key.redactFrom(text);
    plain = USER_INFO.matcher(plain).replaceAll("$1");
    plain = QUERY.matcher(plain).replaceAll("$1?…");
    plain = RELATIVE_QUERY.matcher(plain).replaceAll("$1?…");
    return KEY.matcher(plain).replaceAll("sk-…");
  }

  /**
   * Returns where a picture was, as it may be stored and shown: the URL without user, query and
   * fragment; empty when the key is in what is left, however it is encoded.
   */
  String place(String url) {
    String place = PublicUrl.of(url);
    String decoded = decoded(place);
    return withoutSecrets(decoded).equals(decoded) ? place : "";
  }

  /** Decodes percent escapes, also those of percent signs. */
  private static String decoded(String text) {
    String plain = text;
    for (int i = 0; i < 3; i++) {
      try {
        plain = URLDecoder.decode(plain.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException notEncoded) {
        return plain;
      }
    }
    return plain;
  }
}
