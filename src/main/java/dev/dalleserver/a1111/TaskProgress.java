package dev.dalleserver.a1111;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dalleserver.gpu.GpuClient;
import dev.dalleserver.gpu.GpuFailure;
import dev.dalleserver.gpu.GpuFault;
import dev.dalleserver.gpu.PaintJob;
import dev.dalleserver.jobs.CancelledException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import okhttp3.Request;

/**
 * How far the server is with one task. Its progress is that of whatever it works on, which may be
 * another user's picture, so only what is told about this task counts: {@code current_task} names
 * it. Versions that do not name it are taken to work on this one when the number of steps is its.
 */
final class TaskProgress {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  /** A preview costs more than a number: it comes with every third look. */
  private static final int LOOKS_PER_PREVIEW = 3;

  private final GpuClient client;
  private final PaintJob job;
  private final String task;
  private boolean available = true;
  private boolean interrupted;
  private int looks;

  TaskProgress(GpuClient client, PaintJob job, String task) {
    this.client = client;
    this.job = job;
    this.task = task;
  }

  /** Asks how far the task is, and tells that. A failure to know fails no picture. */
  void look() throws CancelledException {
    if (!available) {
      return;
    }
    boolean skipImage = looks++ % LOOKS_PER_PREVIEW != 0 || !job.wantsPreviews();
    Optional<JsonNode> answer = ask(skipImage);
    if (answer.isEmpty() || !isOurs(answer.get())) {
      return;
    }
    JsonNode state = answer.get().path("state");
    noteInterruption(state);
    job.progress(state.path("sampling_step").asInt(), state.path("sampling_steps").asInt());
    preview(answer.get().path("current_image").asText(""));
  }

  /**
   * Returns true when another user of the server has stopped or skipped the task: the server then
   * answers with the picture as far as it is, as if it were whole.
   */
  boolean wasInterrupted() throws CancelledException {
    // What ended since the last look: until the next task begins, the state is still this one's.
    if (available && !interrupted) {
      ask(true)
          .filter(answer -> isOurs(answer) || answer.path("current_task").isNull())
          .ifPresent(answer -> noteInterruption(answer.path("state")));
    }
    return interrupted;
  }

  /** Stops the server's work on the task, and on no other. */
  void interruptIfOurs() {
    boolean ours = client.aside(request(true)).filter(this::isOurs).isPresent();
    if (ours) {
      client.aside(client.post("/sdapi/v1/interrupt", JsonNodeFactory.instance.objectNode()));
    }
  }

  private Optional<JsonNode> ask(boolean skipImage) throws CancelledException {
    try {
      return Optional.of(
          client.execute(request(skipImage), LIMIT, job.cancellation(), GpuClient::readJson));
    } catch (GpuFailure unknown) {
      // Programs that offer the same API may lack this part of it.
      available = unknown.fault() != GpuFault.REJECTED;
      return Optional.empty();
    }
  }

  private Request request(boolean skipImage) {
    return client.get(
        client
            .url("/sdapi/v1/progress")
            .addQueryParameter("skip_current_image", String.valueOf(skipImage))
            .build());
  }

  private boolean isOurs(JsonNode answer) {
    if (answer.has("current_task")) {
      return task.equals(answer.path("current_task").asText());
    }
    JsonNode state = answer.path("state");
    return state.path("job_count").asInt() > 0
        && state.path("sampling_steps").asInt() == job.tuning().steps();
  }

  private void noteInterruption(JsonNode state) {
    interrupted |= state.path("interrupted").asBoolean() || state.path("skipped").asBoolean();
  }

  private void preview(String base64) {
    if (base64.isEmpty()) {
      return;
    }
    try {
      job.preview(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException noBase64) {
      // A preview less.
    }
  }
}
