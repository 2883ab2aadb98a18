package dev.dalleserver;

import dev.dalleserver.resilience.ProviderStatus;
import dev.dalleserver.resilience.RemoteProvider;

/**
 * Two remote providers: one makes the pictures, and its status is the one that counts; another
 * rewrites the prompts.
 */
record PicturesAndPrompts(RemoteProvider pictures, RemoteProvider prompts)
    implements RemoteProvider {
  @Override
  public ProviderStatus status() {
    return pictures.status();
  }

  @Override
  public String describe() {
    return "images by " + pictures.describe() + "; prompts by " + prompts.describe();
  }

  @Override
  public void close() {
    try (pictures) {
      prompts.close();
    }
  }
}
