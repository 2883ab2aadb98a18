package dev.dalleserver.web.http;

import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** What a client wants where an answer has two forms, by its header {@code Accept} (RFC 9110). */
public final class AcceptHeader {
  private static final String PAGE = "text/html";

  private AcceptHeader() {}

  /**
   * Returns true for a browser that opens a link or sends a form, and not for a program, a script
   * of the gallery or an image element: the client names pages, and prefers no form for programs,
   * by a higher weight or by naming it before with the same one. Wildcards are not counted, since
   * programs send them.
   */
  public static boolean prefersPage(HttpFields headers) {
    double page = 0;
    double other = 0;
    // Not Jetty's reader of lists, which throws for some quotation marks.
    String accepted = String.join(",", headers.getValuesList(HttpHeader.ACCEPT));
    for (String element : accepted.split(",", -1)) {
      String[] parts = element.toLowerCase(Locale.ROOT).split(";", -1);
      String type = parts[0].strip();
      double weight = weight(parts);
      if (type.equals(PAGE)) {
        page = weight > other ? Math.max(page, weight) : page;
      } else if (type.equals("application/json") || type.equals("text/plain")) {
        other = Math.max(other, weight);
      }
    }
    return page > 0 && page >= other;
  }

  /** Returns the weight with which a client names a media type; 0 when it does not name it. */
  public static double weight(HttpFields headers, String mediaType) {
    double found = 0;
    String accepted = String.join(",", headers.getValuesList(HttpHeader.ACCEPT));
    for (String element : accepted.split(",", -1)) {
      String[] parts = element.toLowerCase(Locale.ROOT).split(";", -1);
      found = parts[0].strip().equals(mediaType) ? Math.max(found, weight(parts)) : found;
    }
    return found;
  }

  /** Returns the parameter {@code q} of an element; one that is no number is as good as none. */
  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].replaceAll("\\s", "");
      if (parameter.matches("q=[01](\\.[0-9]{0,3})?")) {
        return Double.parseDouble(parameter.substring(2));
      }
    }
    return 1;
  }
}
