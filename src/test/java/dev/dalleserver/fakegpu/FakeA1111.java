package dev.dalleserver.fakegpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.fakegpu.FakeCard.State;
import dev.dalleserver.fakegpu.FakeCard.Task;
import dev.dalleserver.fakeprovider.FakePicture;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Answers as {@code modules/api/api.py} of AUTOMATIC1111's web UI does. */
final class FakeA1111 implements FakeGpuServer.Protocol {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As in the original, the state stays after a task has ended, until the next begins. */
  private volatile Optional<Task> last = Optional.empty();

  @Override
  public void changed(Task task) {
    last = Optional.of(task);
  }

  @Override
  public void routes(JavalinConfig config, FakeGpuServer server) {
    config.routes.before(
        "/sdapi/*",
        ctx -> {
          if (server.has("api-off")) {
            ctx.status(404).result("{\"detail\":\"Not Found\"}").skipRemainingHandlers();
          }
        });
    config.routes.get(
        "/sdapi/v1/samplers",
        ctx ->
            ctx.contentType("application/json")
                .result(
                    "[{\"name\":\"DPM++ 2M\",\"aliases\":[\"k_dpmpp_2m\"],\"options\":{}},"
                        + "{\"name\":\"Euler a\",\"aliases\":[\"k_euler_a\",\"k_euler_ancestral\"],"
                        + "\"options\":{\"uses_ensd\":\"True\"}},"
                        + "{\"name\":\"Euler\",\"aliases\":[\"k_euler\"],\"options\":{}}]"));
    config.routes.post("/sdapi/v1/txt2img", ctx -> paint(ctx, server));
    config.routes.get("/sdapi/v1/progress", ctx -> progress(ctx, server));
    config.routes.post(
        "/sdapi/v1/interrupt",
        ctx -> {
          server.card().interrupt();
          ctx.contentType("application/json").result("{}");
        });
  }

  private void paint(Context ctx, FakeGpuServer server) throws Exception {
    JsonNode request = JSON.readTree(ctx.body());
    if (server.has("other-user")) {
      server.card().submit(new Task("task(of-another)", "", 10_000, 64, 64));
    }
    Task task =
        server
            .card()
            .submit(
                new Task(
                    request.path("force_task_id").asText("task(random)"),
                    "",
                    request.path("steps").asInt(),
                    request.path("width").asInt(),
                    request.path("height").asInt()));
    FakeCard card = server.card();
    task.ended.await();
    if (card != server.card() || (task.state == State.STOPPED && task.step == 0)) {
      FakeGpuServer.hangUp(ctx);
      return;
    }
    if (task.state == State.FAILED) {
      fail(ctx, server);
      return;
    }
    // Also what was interrupted is answered with the picture as far as it is.
    ObjectNode answer = JSON.createObjectNode();
    var images = answer.putArray("images");
    if (!server.has("empty")) {
      byte[] picture =
          server.has("text")
              ? "this is no picture".getBytes(StandardCharsets.UTF_8)
              : task.picture();
      images.add(Base64.getEncoder().encodeToString(picture));
    }
    answer.set("parameters", request);
    ObjectNode info = JSON.createObjectNode();
    info.put("seed", request.path("seed").asLong());
    info.put("sd_model_name", "v1-5-pruned-emaonly");
    answer.put("info", info.toString());
    ctx.contentType("application/json").result(answer.toString());
  }

  private static void fail(Context ctx, FakeGpuServer server) {
    ObjectNode error = JSON.createObjectNode();
    error.put("error", server.has("oom") ? "OutOfMemoryError" : "AttributeError");
    error.put("detail", "");
    error.put("body", "");
    error.put(
        "errors",
        server.has("oom")
            ? "CUDA out of memory. Tried to allocate 2.00 GiB"
            : "'NoneType' object has no attribute 'lowvram'");
    ctx.status(500).contentType("application/json").result(error.toString());
  }

  private void progress(Context ctx, FakeGpuServer server) {
    if (server.has("no-progress")) {
      ctx.status(404).result("Not Found");
      return;
    }
    Optional<Task> current = server.card().current();
    ObjectNode answer = JSON.createObjectNode();
    answer.put("progress", current.map(task -> 0.01 + 1.0 * task.step / task.steps).orElse(0.0));
    answer.put("eta_relative", 0.0);
    ObjectNode state = answer.putObject("state");
    state.put("skipped", false);
    state.put("interrupted", last.filter(task -> task.state == State.STOPPED).isPresent());
    state.put("job", current.isPresent() ? "scripts_txt2img" : "");
    state.put("job_count", current.isPresent() ? 1 : 0);
    state.put("job_no", 0);
    state.put("sampling_step", current.map(task -> task.step).orElse(0));
    state.put("sampling_steps", current.map(task -> task.steps).orElse(0));
    boolean shows = current.isPresent() && "false".equals(ctx.queryParam("skip_current_image"));
    answer.put(
        "current_image",
        shows ? Base64.getEncoder().encodeToString(FakePicture.png("32x32")) : null);
    answer.putNull("textinfo");
    if (!server.has("old")) {
      answer.put("current_task", current.map(task -> task.id).orElse(null));
    }
    ctx.contentType("application/json").result(answer.toString());
  }
}
