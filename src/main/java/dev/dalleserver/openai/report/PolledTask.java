package dev.dalleserver.openai.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A task that the provider has begun and whose result must be asked for later, as its answer shows.
 *
 * @param id of the task, or empty
 * @param state of the task in the provider's words, or empty
 */
public record PolledTask(String id, String state) {
  private static final Set<String> IDS =
      Set.of(
          "taskid",
          "taskuuid",
          "jobid",
          "requestid",
          "generationid",
          "predictionid",
          "operationid");
  private static final Set<String> SURE_IDS =
      Set.of("taskid", "taskuuid", "jobid", "predictionid", "operationid");
  private static final Set<String> STATES = Set.of("status", "state", "taskstatus", "jobstatus");
  private static final Pattern UNFINISHED =
      Pattern.compile(
          "(?i)(?:in[_"
              + " -]?)?(?:queue|queued|process(?:ing)?|progress|pending|starting|started|running|submitted|created|waiting|accepted|not[_"
              + " -]?start(?:ed)?|scheduled|initiali[sz]ing"
              + "|task_status_queued|booting|preparing|enqueued)");
  private static final Pattern FAILED =
      Pattern.compile("(?i)(?:task_status_)?(?:failed|failure|error|cancell?ed|expired|rejected)");
  private static final List<String> HEADERS =
      List.of("Operation-Location", "Azure-AsyncOperation", "Location");

  /** Google's operations are named by their path. */
  private static final Pattern OPERATION =
      Pattern.compile("(?:[\\w.-]+/){0,20}operations/[\\w.-]+");

  private static final Set<String> URLS =
      Set.of(
          "urlsget",
          "statusurl",
          "pollingurl",
          "responseurl",
          "operationlocation",
          "pollurl",
          "resulturl",
          "getresulturl");

  static Optional<PolledTask> find(int status, List<ReportField> fields) {
    String id =
        fields.stream()
            .filter(field -> field.key().equals("name"))
            .map(ReportField::text)
            .filter(text -> OPERATION.matcher(text).matches())
            .findFirst()
            .orElseGet(() -> first(fields, SURE_IDS));
    String state =
        fields.stream()
            .filter(
                field -> STATES.contains(field.key()) && UNFINISHED.matcher(field.text()).matches())
            .map(ReportField::text)
            .findFirst()
            .orElse("");
    boolean failed =
        state.isEmpty()
            && fields.stream()
                .anyMatch(
                    field ->
                        STATES.contains(field.key()) && FAILED.matcher(field.text()).matches());
    if (failed) {
      // Its result is known: asking again would bring the same.
      return Optional.empty();
    }
    boolean polled = fields.stream().anyMatch(PolledTask::isPollingUrl);
    if (status != 202 && id.isEmpty() && !polled && state.isEmpty()) {
      return Optional.empty();
    }
    String known = id.isEmpty() ? first(fields, IDS) : id;
    String named = known.isEmpty() ? first(fields, Set.of("id", "name")) : known;
    return Optional.of(
        new PolledTask(named.isEmpty() ? first(fields, Set.of("data")) : named, state));
  }

  /**
   * Returns the id of the task that the headers of a successful answer name, from the end of its
   * URL.
   *
   * @param header the value of a header, or null
   */
  public static Optional<String> idInHeaders(int status, UnaryOperator<@Nullable String> header) {
    return HEADERS.stream()
        // Elsewhere it is where a result is, not where a task is.
        .filter(name -> !name.equals("Location") || status == 201 || status == 202)
        .map(header)
        .filter(Objects::nonNull)
        .map(
            url ->
                url.replaceFirst("[?#].*", "")
                    .replaceFirst("(?<!/)/++$", "")
                    .replaceFirst("^.*/", ""))
        .filter(id -> !id.isBlank())
        .findFirst();
  }

  private static boolean isPollingUrl(ReportField field) {
    List<String> path = field.path();
    String last = path.isEmpty() ? "" : path.get(path.size() - 1);
    String before = path.size() < 2 ? "" : path.get(path.size() - 2);
    return URLS.contains(field.key()) || URLS.contains(ReportField.plain(before + last));
  }

  private static String first(List<ReportField> fields, Set<String> keys) {
    return fields.stream()
        .filter(field -> keys.contains(field.key()) && !field.text().contains(" "))
        .map(ReportField::text)
        .findFirst()
        .orElse("");
  }
}
