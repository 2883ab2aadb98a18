package dev.dalleserver.openai.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages by which a protection against bots, in front of a server, refuses a request or wants a
 * browser to prove itself. Such an answer says nothing of the server, its key or its limits.
 */
public final class BotProtection {
  private static final int MAX_LENGTH = 32_768;

  private static final Pattern HTML = Pattern.compile("(?i)<(?:!doctype html|html|head|title)\\b");
  private static final Pattern TITLE = Pattern.compile("(?i)<title[^<>]*+>\\s*([^<]{1,200})");

  /** Titles that only such pages have, in lower case. */
  private static final Pattern TITLES =
      Pattern.compile(
          "just a moment.*|attention required!?.*|access denied.*|access to this page has been"
              + " denied.*|ddos-guard.*|checking your browser.*|please wait.*\\| cloudflare.*"
              + "|human verification.*|.*security checkpoint.*|are you (?:a )?(?:human|robot).*"
              + "|pardon our interruption.*|.*website firewall.*|one more step.*"
              + "|verify(?:ing)? (?:that )?you are (?:a )?human.*|you have been blocked.*");

  /**
   * Who makes such a page.
   *
   * @param mark what is in it, in lower case
   */
  private record Maker(String name, Pattern mark) {
    Maker(String name, String mark) {
      this(name, Pattern.compile(mark));
    }
  }

  private static final List<Maker> MAKERS =
      List.of(
          new Maker("Incapsula", "_incapsula_resource|incapsula incident"),
          new Maker("DDoS-Guard", "ddos-guard"),
          new Maker(
              "Cloudflare",
              "/cdn-cgi/challenge-platform|cf-chl-|cf_chl_|cf-browser-verification"
                  + "|cf-error-details|cloudflare"),
          new Maker("Sucuri", "sucuri"),
          new Maker("DataDome", "datadome"),
          new Maker("PerimeterX", "px-captcha|_pxcaptcha|perimeterx"),
          new Maker("Akamai", "errors\\.edgesuite\\.net"),
          new Maker("AWS WAF", "awswafintegration|aws-waf"));

  private BotProtection() {}

  /**
   * Returns what a page of such a protection means and what can be done about it, without an end of
   * sentence; empty for any other text.
   *
   * @param body the beginning of an answer
   */
  public static Optional<String> explain(String body) {
    String page = body.length() <= MAX_LENGTH ? body : body.substring(0, MAX_LENGTH);
    if (!HTML.matcher(page).find()) {
      return Optional.empty();
    }
    Matcher found = TITLE.matcher(page);
    String title = found.find() ? MarkupReader.withoutEntities(found.group(1)).strip() : "";
    String lower = page.toLowerCase(Locale.ROOT);
    Optional<String> maker =
        MAKERS.stream().filter(it -> it.mark().matcher(lower).find()).map(Maker::name).findFirst();
    boolean known = TITLES.matcher(title.toLowerCase(Locale.ROOT)).matches();
    // A page of Incapsula is a frame without a title.
    return known || (title.isEmpty() && maker.filter("Incapsula"::equals).isPresent())
        ? Optional.of(sentence(maker, title))
        : Optional.empty();
  }

  private static String sentence(Optional<String> maker, String title) {
    return "a protection against bots in front of it"
        + maker.map(name -> " (" + name + ")").orElse("")
        + " has stopped the request"
        + (title.isEmpty() ? "" : ", with the page \"" + title + "\"")
        + "; have its operator let this server's address pass, or use the URL of its API that"
        + " programs may call";
  }
}
