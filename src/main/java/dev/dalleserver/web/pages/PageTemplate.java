package dev.dalleserver.web.pages;

import dev.dalleserver.web.files.StaticAssets;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the placeholders of a page, in one pass: what is filled in is never searched again. */
public final class PageTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z]+)}}");

  private PageTemplate() {}

  /**
   * Returns a page with its placeholders filled.
   *
   * @param prefix the path in front of every path in links
   * @param parts HTML by the name of its placeholder, escaped by the caller
   */
  public static byte[] fill(
      StaticAssets assets, String name, String prefix, Map<String, String> parts) {
    String page = new String(assets.page(name, prefix, "{{content}}"), StandardCharsets.UTF_8);
    String filled =
        PLACEHOLDER
            .matcher(page)
            .replaceAll(found -> Matcher.quoteReplacement(parts.getOrDefault(found.group(1), "")));
    return filled.getBytes(StandardCharsets.UTF_8);
  }
}
