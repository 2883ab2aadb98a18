package dev.dalleserver.fakegpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.fakegpu.FakeCard.State;
import dev.dalleserver.fakegpu.FakeCard.Task;
import dev.dalleserver.fakeprovider.FakePicture;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as {@code server.py} and {@code execution.py} of ComfyUI do. */
final class FakeComfyUi implements FakeGpuServer.Protocol {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SAMPLER_NODE = "3";
  private static final String SAVING_NODE = "9";

  private final Map<String, WsContext> sockets = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private volatile FakeGpuServer server;

  @Override
  public void routes(JavalinConfig config, FakeGpuServer owner) {
    server = owner;
    config.routes.wsBeforeUpgrade(
        "/ws",
        ctx -> {
          if (owner.has("no-socket")) {
            ctx.status(503).result("no").skipRemainingHandlers();
          }
        });
    config.routes.ws("/ws", this::socket);
    config.routes.before(
        ctx -> {
          if (owner.has("api-off")) {
            ctx.status(404).result("404: Not Found").skipRemainingHandlers();
          }
        });
    config.routes.get(
        "/object_info/{type}",
        ctx ->
            ctx.contentType("application/json")
                .result(
                    "{\"KSampler\":{\"input\":{\"required\":{\"sampler_name\":"
                        + "[[\"euler\",\"euler_ancestral\",\"dpmpp_2m\"]]}}}}"));
    config.routes.post("/prompt", this::prompt);
    config.routes.get("/history/{id}", this::history);
    config.routes.get("/queue", this::queue);
    config.routes.post("/queue", this::change);
    config.routes.post("/interrupt", this::interrupt);
    config.routes.get("/view", this::view);
  }

  private void socket(WsConfig ws) {
    ws.onConnect(
        ctx -> {
          String client = ctx.queryParam("clientId");
          ctx.enableAutomaticPings();
          sockets.put(client, ctx);
          ctx.send(
              "{\"type\":\"status\",\"data\":{\"status\":{\"exec_info\":{\"queue_remaining\":0}},"
                  + "\"sid\":\""
                  + client
                  + "\"}}");
        });
    ws.onClose(ctx -> sockets.values().remove(ctx));
  }

  private void prompt(Context ctx) throws Exception {
    JsonNode body = JSON.readTree(ctx.body());
    JsonNode graph = body.path("prompt");
    ctx.contentType("application/json");
    if (server.has("refused-node")) {
      ctx.status(400)
          .result(
              "{\"error\":{\"type\":\"prompt_outputs_failed_validation\",\"message\":\"Prompt"
                  + " outputs failed"
                  + " validation\",\"details\":\"\",\"extra_info\":{}},\"node_errors\":{\"4\":{\"errors\":[{\"type\":\"value_not_in_list\",\"message\":\"Value"
                  + " not in list\",\"details\":\"ckpt_name: 'missing.safetensors' not in"
                  + " ['v1-5.safetensors']\"}],"
                  + "\"dependent_outputs\":[\"9\"],\"class_type\":\"CheckpointLoaderSimple\"}}}");
      return;
    }
    String id =
        server.has("old")
            ? UUID.randomUUID().toString()
            : body.path("prompt_id").asText(UUID.randomUUID().toString());
    if (server.has("other-user")) {
      server.card().submit(new Task("of-another", "another", 10_000, 64, 64));
    }
    JsonNode latent = graph.path("5").path("inputs");
    server
        .card()
        .submit(
            new Task(
                id,
                body.path("client_id").asText(""),
                graph.path(SAMPLER_NODE).path("inputs").path("steps").asInt(20),
                latent.path("width").asInt(512),
                latent.path("height").asInt(512)));
    if (server.has("slow-answer")) {
      Thread.sleep(1000);
    }
    ObjectNode answer = JSON.createObjectNode();
    answer.put("prompt_id", id).put("number", numbers.incrementAndGet());
    answer.putObject("node_errors");
    ctx.result(answer.toString());
  }

  @Override
  public void changed(Task task) {
    if (server.has("silent-socket")) {
      return;
    }
    switch (task.state) {
      case RUNNING -> running(task);
      case FAILED -> send(task, "execution_error", error(task));
      case STOPPED ->
          send(
              task,
              "execution_interrupted",
              about(task).put("node_id", SAMPLER_NODE).put("node_type", "KSampler"));
      default -> {
        send(task, "execution_success", about(task));
        send(task, "executing", about(task).putNull("node"));
      }
    }
  }

  private void running(Task task) {
    if (task.step == 0) {
      send(task, "execution_start", about(task));
      send(task, "executing", about(task).put("node", SAMPLER_NODE));
      return;
    }
    send(
        task,
        "progress",
        about(task).put("value", task.step).put("max", task.steps).put("node", SAMPLER_NODE));
    byte[] preview = FakePicture.png("32x32");
    ByteBuffer message = ByteBuffer.allocate(8 + preview.length).putInt(1).putInt(2).put(preview);
    Optional.ofNullable(sockets.get(task.client)).ifPresent(socket -> socket.send(message.flip()));
    if (server.has("lose-socket") && task.step * 2 >= task.steps) {
      Optional.ofNullable(sockets.remove(task.client)).ifPresent(WsContext::closeSession);
    }
  }

  private static ObjectNode about(Task task) {
    return JSON.createObjectNode().put("prompt_id", task.id);
  }

  private ObjectNode error(Task task) {
    boolean memory = server.has("oom");
    return about(task)
        .put("node_id", memory ? SAMPLER_NODE : "4")
        .put("node_type", memory ? "KSampler" : "CheckpointLoaderSimple")
        .put("exception_type", memory ? "torch.OutOfMemoryError" : "RuntimeError")
        .put(
            "exception_message",
            memory
                ? "Allocation on device 0 would exceed allowed memory. (out of memory)"
                : "ERROR: Could not detect model type of: /home/me/ComfyUI/models/x.safetensors");
  }

  private void send(Task task, String type, JsonNode data) {
    WsContext socket = sockets.get(task.client);
    if (socket != null) {
      socket.send(JSON.createObjectNode().put("type", type).set("data", data).toString());
    }
  }

  private void history(Context ctx) {
    ObjectNode answer = JSON.createObjectNode();
    server
        .card()
        .find(ctx.pathParam("id"))
        .filter(task -> task.ended.getCount() == 0)
        // What was taken out of the queue never gets there.
        .filter(task -> task.state != State.STOPPED || task.step > 0)
        .ifPresent(task -> answer.set(task.id, entry(task)));
    ctx.contentType("application/json").result(answer.toString());
  }

  private ObjectNode entry(Task task) {
    ObjectNode entry = JSON.createObjectNode();
    ObjectNode outputs = entry.putObject("outputs");
    if (task.state == State.DONE && !server.has("empty")) {
      ArrayNode images = outputs.putObject(SAVING_NODE).putArray("images");
      images.addObject().put("filename", "preview.png").put("subfolder", "").put("type", "temp");
      images
          .addObject()
          .put("filename", task.id + " & more.png")
          .put("subfolder", "a b")
          .put("type", "output");
    }
    ObjectNode status = entry.putObject("status");
    status.put("status_str", task.state == State.DONE ? "success" : "error");
    status.put("completed", task.state == State.DONE);
    ArrayNode messages = status.putArray("messages");
    messages.addArray().add("execution_start").add(about(task));
    if (task.state == State.FAILED) {
      messages.addArray().add("execution_error").add(error(task));
    } else if (task.state == State.STOPPED) {
      messages.addArray().add("execution_interrupted").add(about(task));
    }
    return entry;
  }

  private void queue(Context ctx) {
    ObjectNode answer = JSON.createObjectNode();
    entries(answer.putArray("queue_running"), server.card().current().stream().toList());
    entries(answer.putArray("queue_pending"), server.card().queued());
    ctx.contentType("application/json").result(answer.toString());
  }

  private static void entries(ArrayNode array, List<Task> tasks) {
    for (Task task : tasks) {
      ArrayNode entry = array.addArray().add(1).add(task.id);
      entry.addObject();
      entry.addObject().put("client_id", task.client);
      entry.addArray().add(SAVING_NODE);
    }
  }

  private void change(Context ctx) throws Exception {
    for (JsonNode id : JSON.readTree(ctx.body()).path("delete")) {
      server.card().remove(id.asText());
    }
  }

  /** Older versions do not look at the id, and stop what runs. */
  private void interrupt(Context ctx) throws Exception {
    String id = JSON.readTree(ctx.body()).path("prompt_id").asText("");
    boolean meant = server.card().current().filter(task -> task.id.equals(id)).isPresent();
    if (meant || id.isEmpty() || server.has("old")) {
      server.card().interrupt();
    }
  }

  private void view(Context ctx) {
    String name = String.valueOf(ctx.queryParam("filename"));
    Optional<Task> task =
        server.card().find(name.replace(" & more.png", "")).filter(found -> isWanted(ctx));
    if (task.isEmpty()) {
      ctx.status(404);
    } else if (server.has("text")) {
      ctx.result("this is no picture".getBytes(StandardCharsets.UTF_8));
    } else {
      ctx.contentType("image/png").result(task.get().picture());
    }
  }

  private static boolean isWanted(Context ctx) {
    return "a b".equals(ctx.queryParam("subfolder")) && "output".equals(ctx.queryParam("type"));
  }
}
