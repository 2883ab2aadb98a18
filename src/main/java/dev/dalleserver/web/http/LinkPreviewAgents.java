package dev.dalleserver.web.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The programs that fetch a link because a person has shared it, or because it stands on a page:
 * none of them wants a picture made. They are known by a word in {@code User-Agent}, chosen so that
 * browsers inside the same companies' apps, which people use, do not have it.
 */
final class LinkPreviewAgents {
  private static final List<String> WORDS =
      List.of(
          // Chats and social networks
          "slackbot",
          "slack-imgproxy",
          "twitterbot",
          "facebookexternalhit",
          "facebot",
          "meta-external",
          "discordbot",
          "whatsapp",
          "telegrambot",
          "linkedinbot",
          "pinterestbot",
          "redditbot",
          "skypeuripreview",
          "mastodon",
          "cardyb",
          "iframely",
          "embedly",
          "snap url preview",
          "synapse",
          "rocket.chat",
          "zoombot",
          "teamsbot",
          "opengraph",
          "link preview",
          "linkpreview",
          "bitlybot",
          "mattermost-bot",
          "line-poker",
          "vkshare",
          "kakaotalk-scrap",
          "xing-contenttabreceiver",
          "tumblr/",
          "flipboardproxy",
          "pleroma",
          "akkoma",
          "misskey",
          "lemmy",
          "qwantify",
          "outbrain",
          "w3c_validator",
          // Search engines and collectors of texts
          "googlebot",
          "google-inspectiontool",
          "googleother",
          "google-pagerenderer",
          "mediapartners-google",
          "feedfetcher",
          "bingbot",
          "bingpreview",
          "duckduckbot",
          "yandexbot",
          "yandeximages",
          "baiduspider",
          "applebot",
          "petalbot",
          "ahrefsbot",
          "semrushbot",
          "mj12bot",
          "dotbot",
          "bytespider",
          "amazonbot",
          "gptbot",
          "oai-searchbot",
          "chatgpt-user",
          "claudebot",
          "anthropic-ai",
          "perplexitybot",
          "ccbot",
          "ia_archiver",
          "archive.org_bot",
          "slurp",
          "crawler",
          "spider");

  private LinkPreviewAgents() {}

  /** Returns true for the {@code User-Agent} of such a program. */
  static boolean isPreview(@Nullable String userAgent) {
    if (userAgent == null) {
      return false;
    }
    String lower = userAgent.toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(lower::contains);
  }
}
