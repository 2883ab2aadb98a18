package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.Sql;
import java.util.List;

/** All rows of artifacts, page by page. */
public final class RowPages {
  private static final String COLUMNS = "path, object, hash, size, modified_nanos, version";

  private static final Sql BY_PATH =
      new Sql(
          "artifact_page",
          "SELECT " + COLUMNS + " FROM artifact WHERE path > ? ORDER BY path LIMIT ?");

  private static final Sql BY_OBJECT =
      new Sql(
          "artifact_page_by_object",
          "SELECT DISTINCT ON (object) "
              + COLUMNS
              + " FROM artifact WHERE object > ? ORDER BY object, path LIMIT ?");

  private final Database database;

  public RowPages(Database database) {
    this.database = database;
  }

  /**
   * Returns the next rows in the order of their paths.
   *
   * @param after the path of the last row before; empty for the first page
   */
  public List<ArtifactRow> afterPath(String after, int most) {
    return database.call(
        BY_PATH.name(), session -> session.list(BY_PATH, ArtifactRows::row, after, most));
  }

  /**
   * Returns the next rows in the order of their objects, one of those that name the same object.
   *
   * @param after the object of the last row before; empty for the first page
   */
  List<ArtifactRow> afterObject(String after, int most) {
    return database.call(
        BY_OBJECT.name(), session -> session.list(BY_OBJECT, ArtifactRows::row, after, most));
  }
}
