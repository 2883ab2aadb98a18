package dev.dalleserver.web;

import dev.dalleserver.storage.FileStore;
import dev.dalleserver.web.files.FileAnswer;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.Parameters;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** {@code /files/{series}/...}: any file under {@code output/}, read-only. */
final class FilesHandler {
  /**
   * The form of the names that the server writes; no such name leaves its folder, is hidden, or
   * names a device.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

  private final FileStore store;
  private final FileAnswer files;

  FilesHandler(FileStore store, FileAnswer files) {
    this.store = store;
    this.files = files;
  }

  void get(Context ctx) {
    List<String> names = Parameters.segments(ctx);
    Path path = store.layout().output();
    for (String name : names.subList(1, names.size())) {
      if (!NAME.matcher(name).matches()) {
        throw notFound();
      }
      path = path.resolve(name);
    }
    if (!store.exists(path)) {
      throw notFound();
    }
    files.send(ctx, path);
  }

  private static ApiError notFound() {
    return new ApiError(
        ErrorCode.NOT_FOUND,
        "there is no such file",
        "expected /files/{series}/{kind}/{file}, as the metadata of a picture links them");
  }
}
