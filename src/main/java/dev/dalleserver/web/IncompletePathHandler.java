package dev.dalleserver.web;

import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.web.http.Parameters;
import io.javalin.http.Context;
import java.util.List;

/** The handler of paths of pictures that lack the address, or the series too. */
final class IncompletePathHandler {
  private final String form;

  /**
   * @param top what the whole path begins with, such as {@code /dalle}
   */
  IncompletePathHandler(String top) {
    this.form = top + "/{series}/{address}";
  }

  void get(Context ctx) {
    List<String> segments = Parameters.segments(ctx);
    String series = segments.size() > 1 ? segments.get(1) : "";
    String address = segments.size() > 2 ? segments.get(2) : "";
    if (!series.isEmpty() && !address.isEmpty()) {
      throw new ApiError(ErrorCode.NOT_FOUND, "there is nothing at this path", "expected " + form);
    }
    throw new ApiError(
        ErrorCode.MISSING_PARAMETER,
        (series.isEmpty() ? "the series" : "the address") + " is missing",
        "received '" + ErrorMapping.echo(ctx.path()) + "'; expected " + form);
  }
}
