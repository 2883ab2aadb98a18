package dev.dalleserver.web.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Evaluates the conditional headers of a request, in the order of RFC 9110, section 13.2.2. */
final class Preconditions {
  private static final String ANY = "*";

  /** An entity tag as in RFC 9110, section 8.8.3; the weakness mark is the first group. */
  private static final Pattern TAG = Pattern.compile("(W/)?(\"[^\"]*\")");

  private Preconditions() {}

  /** The result: answer as usual, with 304, or with 412. */
  enum Outcome {
    PROCEED,
    NOT_MODIFIED,
    FAILED
  }

  static Outcome evaluate(HttpFields headers, Representation content) {
    String match = headers.get(HttpHeader.IF_MATCH);
    if (match != null && !hasMatchingTag(headers, HttpHeader.IF_MATCH, content, false)) {
      return Outcome.FAILED;
    }
    if (match == null
        && !isNotModifiedSince(headers, HttpHeader.IF_UNMODIFIED_SINCE, content, true)) {
      return Outcome.FAILED;
    }
    String noneMatch = headers.get(HttpHeader.IF_NONE_MATCH);
    if (noneMatch != null) {
      // The most common form first: exactly the tag that this server sent.
      boolean clientHasIt =
          noneMatch.equals(content.tag())
              || hasMatchingTag(headers, HttpHeader.IF_NONE_MATCH, content, true);
      return clientHasIt ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }
    return isNotModifiedSince(headers, HttpHeader.IF_MODIFIED_SINCE, content, false)
        ? Outcome.NOT_MODIFIED
        : Outcome.PROCEED;
  }

  /** Returns true when a range with this {@code If-Range} refers to the current content. */
  static boolean isRangeConditionMet(@Nullable String condition, Representation content) {
    return condition == null
        || condition.equals(content.tag())
        || (content.modified() != null && condition.equals(content.modified().field().getValue()));
  }

  private static boolean hasMatchingTag(
      HttpFields headers, HttpHeader header, Representation content, boolean weak) {
    for (String list : headers.getValuesList(header)) {
      if (list.equals(ANY)) {
        return true;
      }
      // The framework's list parser throws for weak tags and for quotes that are not closed.
      Matcher tags = TAG.matcher(list);
      while (tags.find()) {
        if (tags.group(2).equals(content.tag()) && (weak || tags.group(1) == null)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Returns true when the content is not newer than the header's date; without a valid date, {@code
   * fallback}.
   */
  private static boolean isNotModifiedSince(
      HttpFields headers, HttpHeader header, Representation content, boolean fallback) {
    String text = headers.get(header);
    Representation.Modified modified = content.modified();
    if (text == null || modified == null) {
      return fallback;
    }
    // An invalid date counts as absent; the framework's getDateField throws for most of those.
    long date = HttpDateTime.parseToEpoch(text);
    return date < 0 ? fallback : modified.seconds() <= date / 1000;
  }
}
