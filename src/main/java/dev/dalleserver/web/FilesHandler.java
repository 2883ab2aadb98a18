package dev.dalleserver.web;

import dev.dalleserver.picture.ArtifactId;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.Parameters;
import io.javalin.http.Context;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code /files/{series}/...}: any file under {@code output/}, read-only, but for those of removed
 * series.
 */
final class FilesHandler {
  /**
   * The form of the names that the server writes; no such name leaves its folder, is hidden, or
   * names a device.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  /** Ends the name of a folder with the pictures of a series that its owner has removed. */
  private static final String REMOVED_SERIES = ".deleted";

  private final FileAnswer files;

  FilesHandler(FileAnswer files) {
    this.files = files;
  }

  void get(Context ctx) {
    List<String> names = Parameters.segments(ctx);
    if (names.size() > 1 && names.get(1).endsWith(REMOVED_SERIES)) {
      throw notFound();
    }
    StringBuilder path = new StringBuilder(ArtifactId.OUTPUT);
    for (String name : names.subList(1, names.size())) {
      if (!NAME.matcher(name).matches()) {
        throw notFound();
      }
      path.append('/').append(name);
    }
    ArtifactId id = ArtifactId.parse(path.toString());
    files.send(ctx, files.find(id).orElseThrow(FilesHandler::notFound));
  }

  private static ApiError notFound() {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "there is no such file",
        "expected /files/{series}/{kind}/{file}, as the metadata of a picture links them");
  }
}
