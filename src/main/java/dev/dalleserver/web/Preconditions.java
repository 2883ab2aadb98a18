package dev.dalleserver.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpDateTime;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** What a request makes its answer depend on, weighed in the order of RFC 9110, 13.2.2. */
final class Preconditions {
  private static final String ANY = "*";

  /** An entity tag as RFC 9110, 8.8.3 has it, its mark of weakness apart. */
  private static final Pattern TAG = Pattern.compile("(W/)?(\"[^\"]*\")");

  private Preconditions() {}

  /** Whether to go on with the answer. */
  enum Outcome {
    GO_ON,
    NOT_MODIFIED,
    FAILED
  }

  static Outcome weigh(HttpFields headers, Representation content) {
    String match = headers.get(HttpHeader.IF_MATCH);
    if (match != null && !names(headers, HttpHeader.IF_MATCH, content, false)) {
      return Outcome.FAILED;
    }
    if (match == null && !within(headers, HttpHeader.IF_UNMODIFIED_SINCE, content, true)) {
      return Outcome.FAILED;
    }
    String noneMatch = headers.get(HttpHeader.IF_NONE_MATCH);
    if (noneMatch != null) {
      // By far the most common form first: the one tag that we gave.
      boolean had =
          noneMatch.equals(content.tag())
              || names(headers, HttpHeader.IF_NONE_MATCH, content, true);
      return had ? Outcome.NOT_MODIFIED : Outcome.GO_ON;
    }
    return within(headers, HttpHeader.IF_MODIFIED_SINCE, content, false)
        ? Outcome.NOT_MODIFIED
        : Outcome.GO_ON;
  }

  /** Whether a range that comes with this {@code If-Range} was meant for the content we have. */
  static boolean rangeFits(@Nullable String condition, Representation content) {
    return condition == null
        || condition.equals(content.tag())
        || (content.modified() != null && condition.equals(content.modified().field().getValue()));
  }

  private static boolean names(
      HttpFields headers, HttpHeader header, Representation content, boolean weakly) {
    for (String list : headers.getValuesList(header)) {
      if (list.equals(ANY)) {
        return true;
      }
      // The framework's reader of lists throws for weak tags, and for quotes that are not closed.
      Matcher tags = TAG.matcher(list);
      while (tags.find()) {
        if (tags.group(2).equals(content.tag()) && (weakly || tags.group(1) == null)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether the file is not newer than the header's date; a missing one means {@code usual}. */
  private static boolean within(
      HttpFields headers, HttpHeader header, Representation content, boolean usual) {
    String text = headers.get(header);
    Representation.Modified modified = content.modified();
    if (text == null || modified == null) {
      return usual;
    }
    // What is no date is as good as nothing. The framework's getDateField throws for most of it.
    long date = HttpDateTime.parseToEpoch(text);
    return date < 0 ? usual : modified.seconds() <= date / 1000;
  }
}
