package dev.dalleserver.web;

import dev.dalleserver.series.AttributeDatabase;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.Source;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import dev.dalleserver.web.http.Json;
import dev.dalleserver.web.http.Parameters;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code /databases}: the words that pictures are made of. */
final class DatabasesHandler {
  private final AttributeDatabases databases;

  DatabasesHandler(AttributeDatabases databases) {
    this.databases = databases;
  }

  /**
   * A database in the list.
   *
   * @param hash SHA-256 of its file
   */
  private record Entry(
      String name, int count, String version, String hash, Source source, List<String> columns) {
    static Entry of(AttributeDatabase database) {
      return new Entry(
          database.name(),
          database.records().size(),
          database.version(),
          database.hash(),
          database.source(),
          database.columns());
    }
  }

  private record Listing(List<Entry> databases) {}

  /**
   * A page of records.
   *
   * @param count how many match in all
   * @param nextCursor empty on the last page
   */
  private record Records(
      String name,
      List<String> columns,
      List<List<String>> records,
      int count,
      String nextCursor) {}

  void list(Context ctx) {
    Json.answerText(ctx, new Listing(databases.all().stream().map(Entry::of).toList()));
  }

  void get(Context ctx) {
    String name = Parameters.segments(ctx).get(1);
    AttributeDatabase database =
        databases
            .find(name)
            .orElseThrow(
                () ->
                    new ApiError(
                        ErrorCode.NOT_FOUND,
                        "there is no such database",
                        "received '"
                            + ErrorMapping.echo(name)
                            + "'; expected one of "
                            + String.join(", ", AttributeDatabases.NAMES)));
    String search = Parameters.search(ctx).toLowerCase(Locale.ROOT);
    int limit = Parameters.limit(ctx);
    int from =
        Parameters.text(ctx, "cursor").map(cursor -> RecordCursor.parse(cursor, name)).orElse(0);
    int[] matches =
        IntStream.range(0, database.records().size())
            .filter(n -> database.records().get(n).toLowerCase(Locale.ROOT).contains(search))
            .toArray();
    int[] page = IntStream.of(matches).filter(n -> n >= from).limit(limit + 1L).toArray();
    Json.answerText(ctx, page(database, page, limit, matches.length));
  }

  /**
   * @param indexes of the records; one more than {@code limit} when there is another page
   */
  private static Records page(AttributeDatabase database, int[] indexes, int limit, int count) {
    Optional<Integer> next =
        indexes.length > limit ? Optional.of(indexes[limit]) : Optional.empty();
    return new Records(
        database.name(),
        database.columns(),
        IntStream.of(indexes).limit(limit).mapToObj(database.rows()::get).toList(),
        count,
        next.map(index -> RecordCursor.format(database.name(), index)).orElse(""));
  }
}
