package dev.dalleserver.openai;

import java.io.FilterInputStream;
import java.util.concurrent.TimeUnit;
import okhttp3.ResponseBody;

/** The body of an answer, with a limit that may be set on how long the rest of it is waited for. */
final class AnswerStream extends FilterInputStream {
  private final ResponseBody body;

  AnswerStream(ResponseBody body) {
    super(body.byteStream());
    this.body = body;
  }

  /** Makes reads fail with an {@link java.io.IOException} once that time has passed from now. */
  void limitRest(long millis) {
    body.source().timeout().deadline(millis, TimeUnit.MILLISECONDS);
  }
}
