package dev.dalleserver.settings;

/** The choice of the image provider: the values that {@code --image-provider} accepts. */
public enum ImageProviderChoice {
  /** The remote provider when there is a key, else the built-in painter. */
  AUTO,
  /** The remote provider, or any server that speaks its protocol. */
  OPENAI,
  /** AUTOMATIC1111's web UI, or a program with the same API, on a graphics card of one's own. */
  A1111,
  /** ComfyUI. */
  COMFYUI,
  /** stable-diffusion.cpp's own server. */
  SDCPP,
  /** The built-in painter, even when there is a key. */
  OFFLINE;

  /** Returns true for a server on a graphics card of one's own. */
  public boolean isImageServer() {
    return this == A1111 || this == COMFYUI || this == SDCPP;
  }
}
