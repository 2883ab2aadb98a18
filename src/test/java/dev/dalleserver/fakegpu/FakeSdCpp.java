package dev.dalleserver.fakegpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.fakegpu.FakeCard.State;
import dev.dalleserver.fakegpu.FakeCard.Task;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as {@code examples/server} of stable-diffusion.cpp does under {@code /sdcpp/v1}. */
final class FakeSdCpp implements FakeGpuServer.Protocol {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final AtomicInteger ids = new AtomicInteger();

  @Override
  public void routes(JavalinConfig config, FakeGpuServer server) {
    config.routes.before(
        "/sdcpp/*",
        ctx -> {
          if (server.has("api-off")) {
            ctx.status(404).result("").skipRemainingHandlers();
          }
        });
    config.routes.get(
        "/sdcpp/v1/capabilities",
        ctx ->
            ctx.contentType("application/json")
                .result(
                    "{\"model\":{\"name\":\"turbo.gguf\",\"stem\":\"turbo\",\"path\":\"/models/turbo.gguf\"},"
                        + "\"samplers\":[\"euler\",\"euler_a\",\"heun\",\"dpm++2m\"],"
                        + "\"features\":{\"cancel_queued\":true,\"cancel_generating\":false}}"));
    config.routes.post("/sdcpp/v1/img_gen", ctx -> accept(ctx, server));
    config.routes.get(
        "/sdcpp/v1/jobs/{id}",
        ctx -> {
          Optional<Task> task = server.card().find(ctx.pathParam("id"));
          if (task.isEmpty()) {
            ctx.status(404).contentType("application/json").result("{\"error\":\"job not found\"}");
          } else {
            ctx.contentType("application/json").result(job(task.get(), server).toString());
          }
        });
    config.routes.post("/sdcpp/v1/jobs/{id}/cancel", ctx -> cancel(ctx, server));
  }

  private void accept(Context ctx, FakeGpuServer server) throws Exception {
    JsonNode request = JSON.readTree(ctx.body());
    if (server.has("busy")) {
      ctx.status(429).contentType("application/json").result("{\"error\":\"job queue is full\"}");
      return;
    }
    if (request.path("prompt").asText("").isEmpty()) {
      ctx.status(400)
          .contentType("application/json")
          .result("{\"error\":\"invalid generation parameters\"}");
      return;
    }
    Task task =
        server
            .card()
            .submit(
                new Task(
                    "job_" + ids.incrementAndGet(),
                    "",
                    request.path("sample_params").path("sample_steps").asInt(20),
                    request.path("width").asInt(512),
                    request.path("height").asInt(512)));
    ObjectNode answer = JSON.createObjectNode();
    answer.put("created", 1_775_401_200);
    answer.put("id", task.id).put("kind", "img_gen").put("status", "queued");
    answer.put("poll_url", "/sdcpp/v1/jobs/" + task.id);
    ctx.status(202).contentType("application/json").result(answer.toString());
  }

  /** The members come in the order of the alphabet, as the original's library sorts them. */
  private static ObjectNode job(Task task, FakeGpuServer server) {
    ObjectNode job = JSON.createObjectNode();
    job.put("completed", task.ended.getCount() == 0 ? 1_775_401_215 : null);
    job.put("created", 1_775_401_200);
    if (task.state == State.FAILED) {
      job.putObject("error")
          .put("code", "generation_failed")
          .put("message", "generate_image returned no results");
    } else {
      job.putNull("error");
    }
    job.put("id", task.id).put("kind", "img_gen").put("queue_position", 0);
    if (task.state == State.DONE) {
      ObjectNode result = job.putObject("result");
      var images = result.putArray("images");
      if (!server.has("empty")) {
        byte[] picture =
            server.has("text")
                ? "this is no picture".getBytes(StandardCharsets.UTF_8)
                : task.picture();
        images.addObject().put("b64_json", Base64.getEncoder().encodeToString(picture));
      }
      result.put("output_format", "png");
    } else {
      job.putNull("result");
    }
    job.putNull("started");
    job.put(
        "status",
        switch (task.state) {
          case WAITING -> "queued";
          case RUNNING -> "generating";
          case DONE -> "completed";
          case FAILED -> "failed";
          case STOPPED -> "cancelled";
        });
    return job;
  }

  private static void cancel(Context ctx, FakeGpuServer server) {
    Optional<Task> task = server.card().find(ctx.pathParam("id"));
    ctx.contentType("application/json");
    if (task.isEmpty()) {
      ctx.status(404).result("{\"error\":\"job not found\"}");
    } else if (task.get().state == State.RUNNING) {
      ctx.status(409)
          .result("{\"error\":\"job is currently generating and cannot be interrupted yet\"}");
    } else {
      server.card().remove(task.get().id);
      ctx.result(job(task.get(), server).toString());
    }
  }
}
