package dev.dalleserver.picture;

import java.util.regex.Pattern;

/**
 * The part of a provider's URL that may be stored and shown. Queries and users of such URLs are
 * signatures, tokens and passwords.
 */
public final class PublicUrl {
  private static final Pattern USER = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/\\\\]*@");
  private static final Pattern WEB = Pattern.compile("(?i)https?://[^\\s@]+");

  private PublicUrl() {}

  /** Returns the URL without user, query and fragment; empty for one of another scheme. */
  public static String of(String url) {
    int end = url.length();
    for (int i = 0; i < url.length() && end == url.length(); i++) {
      end = url.charAt(i) == '?' || url.charAt(i) == '#' ? i : end;
    }
    String place = USER.matcher(url.substring(0, end)).replaceFirst("$1//");
    return WEB.matcher(place).matches() ? place : "";
  }
}
