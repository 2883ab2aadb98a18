package dev.dalleserver.openai;

import dev.dalleserver.picture.PublicUrl;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A filter that removes secrets, paths and control characters from text from outside, before it is
 * shown.
 */
final class Redaction {
  private static final int MAX_LENGTH = 500;
  // Providers quote keys, sometimes half masked; all text that looks like a key is masked.
  private static final Pattern KEY =
      Pattern.compile(
          "\\b(?:sk|pk|rk|xai|gsk|hf|r8|nvapi|pplx)[-_][A-Za-z0-9_*-]{8,}"
              + "|\\bAIza[A-Za-z0-9_*-]{8,}");
  // Keys of other forms, by the word in front or by the mask that the provider has put on them.
  private static final Pattern NAMED_KEY =
      Pattern.compile(
          "(?i)(\\b(?:bearer|basic)\\s+(?=\\S{0,200}?\\d)|\\b(?:api[_-]?key|access[_-]?token|token|secret|password|sig|signature)"
              + "['\"]?\\s*[=:]\\s*['\"]?(?=\\S{0,200}?\\d))[A-Za-z0-9._~+/=*-]{8,}");
  private static final Pattern HALF_MASKED =
      Pattern.compile("(?<![A-Za-z0-9_-])[A-Za-z0-9_-]*+[*•]{3,}[A-Za-z0-9_*•-]*(?![\\w])");
  private static final Pattern PATH =
      Pattern.compile(
          "(?<![\\w:/.])/(?:home|root|tmp|var|usr|etc|opt|mnt|srv|app|data|work|workspace|Users|private)"
              + "/[^\\s'\",;)]*|\\b[A-Za-z]:\\\\[^\\s'\",;)]*");

  // URLs of pictures carry signatures, tokens and passwords; JSON may write a slash as \/.
  private static final Pattern USER_INFO =
      Pattern.compile("(?i)\\b([a-z][a-z0-9+.-]{0,20}:(?:\\\\?/){2})[^\\s/\\\\?#\"'<>]{0,2000}@");
  private static final Pattern URL =
      Pattern.compile("(?i)\\b(https?:(?:\\\\?/){2}[^\\s?#\"'<>]{0,4000}+)([?#][^\\s\"'<>]*+)?");
  private static final Pattern RELATIVE_QUERY =
      Pattern.compile(
          "(\"(?=[^\\s?#\"'<>:,{}]{0,2000}?[/.])[^\\s?#\"'<>:,{}]{1,2000}+)\\?[^\\s\"'<>]*=[^\\s\"'<>]*");

  private final List<ApiKey> keys;

  Redaction(ApiKey... keys) {
    this.keys = List.of(keys);
  }

  private static String withoutQuery(MatchResult url) {
    return url.group(2) == null ? url.group() : url.group(1) + "?…";
  }

  String clean(String text) {
    // Cf are characters that turn text around or hide in it.
    String plain =
        withoutSecrets(text).replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").strip();
    plain = NAMED_KEY.matcher(plain).replaceAll("$1…");
    plain = HALF_MASKED.matcher(plain).replaceAll("…");
    plain = PATH.matcher(plain).replaceAll("…");
    if (plain.length() <= MAX_LENGTH) {
      return plain;
    }
    int end = Character.isHighSurrogate(plain.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
    return plain.substring(0, end) + "…";
  }

  /**
   * Returns a text of any length without keys, and with URLs that have lost their user, query and
   * fragment.
   */
  String withoutSecrets(String text) {
    String plain = text;
    for (ApiKey key : keys) {
      plain = key.redactFrom(plain);
    }
    // Most of a long text is the base64 of a picture, which holds none of these characters.
    if (plain.indexOf('@') >= 0) {
      plain = USER_INFO.matcher(plain).replaceAll("$1");
    }
    if (plain.indexOf('?') >= 0 || plain.indexOf('#') >= 0) {
      plain = URL.matcher(plain).replaceAll(it -> Matcher.quoteReplacement(withoutQuery(it)));
      plain = RELATIVE_QUERY.matcher(plain).replaceAll("$1?…");
    }
    boolean keyLike = plain.indexOf('-') >= 0 || plain.indexOf('_') >= 0 || plain.contains("AIza");
    return keyLike ? KEY.matcher(plain).replaceAll("sk-…") : plain;
  }

  /**
   * Returns where a picture was, as it may be stored and shown: the URL without user, query and
   * fragment; empty when the key is in what is left, however it is encoded.
   */
  String publicUrl(String url) {
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
