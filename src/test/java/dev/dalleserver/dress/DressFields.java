package dev.dalleserver.dress;

import java.util.List;

/** The members of a dress as JSON. */
public final class DressFields {
  /** Those that the contract names, in its order. */
  public static final List<String> CONTRACT =
      List.of(
          "original",
          "originalName",
          "fileName",
          "fileSize",
          "modifiedAt",
          "seed",
          "prompt",
          "dataPrompt",
          "titlePrompt",
          "tersePrompt",
          "enhancedPrompt",
          "attributes",
          "seedChunks",
          "selectedTokens",
          "selectedRecords",
          "imageUrl",
          "generatedPath",
          "annotatedPath",
          "downloadMode",
          "ipfsHash",
          "cacheHit",
          "completed",
          "series",
          "colorLimit");

  private DressFields() {}
}
