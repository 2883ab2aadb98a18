package dev.dalleserver.fakeprovider;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Named behaviours of providers that exist, as sets of switches; {@code docs/providers.md} has the
 * catalogue.
 */
final class Scenarios {
  private static final Map<String, Map<String, String>> ALL = all();

  private Scenarios() {}

  private static Map<String, Map<String, String>> all() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    addOutages(all);
    addLimits(all);
    addRefusals(all);
    return all;
  }

  private static void addOutages(Map<String, Map<String, String>> all) {
    all.put("chat-down", Map.of("only", "chat", "status", "500"));
    all.put("images-down", Map.of("only", "image", "status", "500"));
    all.put("gateway-502", gateway(502, "html"));
    all.put("gateway-503-page", gateway(503, "html"));
    all.put("gateway-504", gateway(504, "html"));
    all.put("gateway-504-json", gateway(504, "json"));
    all.put("gateway-500-empty", gateway(500, "nothing"));
    all.put("cloudflare-520", gateway(520, "html"));
    all.put("cloudflare-522", gateway(522, "html"));
    all.put("cloudflare-524", gateway(524, "html"));
    all.put("gateway-408", gateway(408, "text"));
    all.put("gateway-499", gateway(499, "nothing"));
  }

  private static void addLimits(Map<String, Map<String, String>> all) {
    all.put("five-a-minute", Map.of("only", "image", "rate", "5/60s"));
    for (String hint :
        new String[] {"retry-after", "retry-after-ms", "date", "reset", "epoch", "words", "none"}) {
      all.put("limit-" + hint, Map.of("only", "image", "rate", "5/3s", "hint", hint));
    }
  }

  private static void addRefusals(Map<String, Map<String, String>> all) {
    all.put("moderated", refusal(400, "moderation_blocked", "rejected by the safety system"));
    all.put("moderated-azure", refusal(400, "content_filter", "The response was filtered"));
    all.put(
        "moderated-403",
        refusal(403, "403", "Your chosen model requires moderation and your input was flagged"));
    all.put("quota", refusal(429, "insufficient_quota", "You exceeded your current quota"));
    all.put("quota-402", refusal(402, "402", "Insufficient credits"));
  }

  private static Map<String, String> gateway(int status, String front) {
    return Map.of("only", "image", "status", "" + status, "front", front);
  }

  private static Map<String, String> refusal(int status, String code, String message) {
    return Map.of("only", "image", "status", "" + status, "code", code, "message", message);
  }

  static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * The switches of a scenario; none for an empty name.
   *
   * @throws IllegalArgumentException for an unknown name
   */
  static Map<String, String> of(String name) {
    Map<String, String> found = name.isEmpty() ? Map.of() : ALL.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no behaviour " + name + "; there are " + ALL.keySet());
    }
    return found;
  }
}
