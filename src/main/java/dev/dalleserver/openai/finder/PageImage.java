package dev.dalleserver.openai.finder;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the picture that a page in HTML shows: the one that the page names as its preview on other
 * sites, or its only image. A page that asks for a login shows none.
 */
final class PageImage {
  private static final Pattern META = Pattern.compile("(?i)<meta\\b[^<>]{0,4000}>");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)\\b(?:property|name)\\s?=\\s?[\"']?(?:og:image|twitter:image)[\"'\\s/>:]");
  private static final Pattern CONTENT = Pattern.compile("(?i)\\bcontent\\s?=\\s?[\"']([^\"']+)");
  private static final Pattern IMAGE =
      Pattern.compile(
          "(?i)<img\\b[^<>]{0,500}?\\bsrc\\s?=\\s?(?:\"([^\"]+)|'([^']+)|([^\"'\\s>]+))");
  private static final Pattern OTHER =
      Pattern.compile("(?i)logo|icon|avatar|badge|pixel|spinner|captcha|banner|loading");
  private static final Pattern LOGIN =
      Pattern.compile("(?i)type\\s?=\\s?[\"']?password|<form\\b|captcha|sign in|log ?in\\b");

  private PageImage() {}

  /** Returns the URL of the picture, which may be a data URL; empty when the page shows none. */
  static Optional<String> find(String page) {
    if (LOGIN.matcher(page).find()) {
      return Optional.empty();
    }
    Optional<String> named =
        META.matcher(page)
            .results()
            .map(meta -> meta.group())
            .filter(NAMED.asPredicate())
            .flatMap(meta -> content(meta).stream())
            .findFirst();
    return named.or(() -> findOnly(page)).map(url -> url.replace("&amp;", "&").strip());
  }

  private static Optional<String> content(String meta) {
    Matcher content = CONTENT.matcher(meta);
    return content.find() ? Optional.of(content.group(1)) : Optional.empty();
  }

  private static Optional<String> findOnly(String page) {
    List<String> images =
        IMAGE
            .matcher(page)
            .results()
            .flatMap(found -> Stream.of(1, 2, 3).flatMap(n -> Stream.ofNullable(found.group(n))))
            .filter(url -> url.startsWith("data:") || !OTHER.matcher(url).find())
            .distinct()
            .toList();
    return images.size() == 1 ? Optional.of(images.get(0)) : Optional.empty();
  }
}
