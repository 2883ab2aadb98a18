package dev.dalleserver;

import dev.dalleserver.jobs.WaitingLine;
import dev.dalleserver.openai.OpenAiProvider;
import dev.dalleserver.resilience.ProviderStatus;
import dev.dalleserver.resilience.RemoteProvider;
import java.util.HashMap;
import java.util.Map;

/**
 * Two remote providers: one makes the pictures, and its status is the one that counts; another
 * rewrites the prompts.
 */
record PicturesAndPrompts(RemoteProvider pictures, OpenAiProvider prompts)
    implements RemoteProvider {
  @Override
  public ProviderStatus status() {
    return pictures.status();
  }

  @Override
  public WaitingLine line() {
    return pictures.line();
  }

  @Override
  public String describe() {
    return pictures.describe() + "; " + prompts.describeChat();
  }

  @Override
  public Map<String, String> endpoints() {
    Map<String, String> both = new HashMap<>(pictures.endpoints());
    both.put("prompts", prompts.endpoints().getOrDefault("prompts", ""));
    return both;
  }

  @Override
  public void close() {
    try (pictures) {
      prompts.close();
    }
  }
}
