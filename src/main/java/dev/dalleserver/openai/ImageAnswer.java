package dev.dalleserver.openai;

import dev.dalleserver.generation.ReceivedPictures.Received;
import java.util.Optional;

/**
 * What an images call has brought: the encoded picture, safe on disk, or where it is.
 *
 * @param picture empty when there is only a URL
 * @param url where the provider keeps the picture, or empty
 * @param requestId the provider's id of the call, or empty
 */
record ImageAnswer(Optional<Received> picture, String url, String requestId) {}
