package dev.dalleserver.comfyui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.comfyui.ComfyEvents.Event;
import dev.dalleserver.gpu.GpuClient;
import dev.dalleserver.gpu.GpuFailure;
import dev.dalleserver.gpu.GpuFault;
import dev.dalleserver.gpu.PaintJob;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import okhttp3.WebSocket;

/**
 * One prompt from its start to its end. Its news comes over a WebSocket; that it has ended is told
 * by the history, which is asked seldom while there is news, and often when the WebSocket is lost.
 */
final class PromptRun implements AutoCloseable {
  private static final Duration OPENING = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration POLL_BESIDE_NEWS = Duration.ofSeconds(2);
  private static final Duration POLL_AT_END = Duration.ofMillis(100);

  private final GpuClient client;
  private final PaintJob job;
  private final String clientId = UUID.randomUUID().toString();
  private final ComfyEvents events = new ComfyEvents();
  private final WebSocket socket;
  private String promptId = UUID.randomUUID().toString();
  private Duration poll = POLL_BESIDE_NEWS;
  private boolean submitted;

  PromptRun(GpuClient client, PaintJob job) {
    this.client = client;
    this.job = job;
    this.socket =
        client.connect(client.url("/ws").addQueryParameter("clientId", clientId).build(), events);
  }

  /** Returns the server's id of the prompt. */
  String promptId() {
    return promptId;
  }

  /** Hands in the graph; the WebSocket is waited for first, or the first news would be missed. */
  void submit(JsonNode graph) throws GpuFailure, CancelledException {
    take(OPENING);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("prompt", graph);
    body.put("client_id", clientId);
    // Newer versions take the id from here, so that it is known even if the answer is lost.
    body.put("prompt_id", promptId);
    submitted = true;
    JsonNode answer = client.json(client.post("/prompt", body), job.cancellation());
    promptId = answer.path("prompt_id").asText(promptId);
  }

  /** Waits for the end, telling the steps on the way. */
  History.Image awaitImage() throws GpuFailure, CancelledException {
    long polled = job.now();
    while (true) {
      job.check(client.server());
      Duration pause = events.isLost() && poll.equals(POLL_BESIDE_NEWS) ? POLL : poll;
      long left = polled + pause.toNanos() - job.now();
      if (left > 0) {
        handle(take(Duration.ofNanos(left)));
      } else {
        Optional<History> history = history();
        if (history.isPresent()) {
          return history
              .get()
              .image()
              .orElseThrow(
                  () ->
                      new GpuFailure(
                          GpuFault.EMPTY,
                          "ComfyUI finished and saved no image; --comfyui-graph-file needs a"
                              + " SaveImage node"));
        }
        polled = job.now();
      }
    }
  }

  private Optional<Event> take(Duration pause) throws CancelledException {
    try (Cancellation.Registration hook = job.cancellation().onRequest(events::onCancelled)) {
      Optional<Event> event = events.next(pause);
      job.cancellation().check();
      return event;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CancelledException(
          job.cancellation().reason().orElse(Cancellation.Reason.SHUTDOWN));
    }
  }

  private void handle(Optional<Event> taken) throws GpuFailure {
    if (taken.isEmpty()) {
      return;
    }
    Event event = taken.get();
    String about = event.data().path("prompt_id").asText(promptId);
    if (!about.equals(promptId)) {
      return;
    }
    switch (event.type()) {
      case "progress" ->
          job.progress(event.data().path("value").asInt(), event.data().path("max").asInt());
      case ComfyEvents.PREVIEW -> job.preview(event.image());
      case "execution_error" -> throw NodeFailure.of(event.data());
      case "execution_interrupted" -> throw NodeFailure.interrupted();
      case "execution_success" -> poll = POLL_AT_END;
      case "executing" -> {
        if (event.data().path("node").isNull()) {
          poll = POLL_AT_END;
        }
      }
      default -> {}
    }
  }

  private Optional<History> history() throws GpuFailure, CancelledException {
    Optional<History> history = askHistory();
    if (history.isEmpty() && queued(job.cancellation()).isEmpty()) {
      // It may have ended between the two questions.
      history = askHistory();
      if (history.isEmpty()) {
        throw new GpuFailure(
            GpuFault.LOST, "ComfyUI has forgotten the picture: it was started anew meanwhile");
      }
    }
    return history;
  }

  private Optional<History> askHistory() throws GpuFailure, CancelledException {
    return History.of(
        client.json(client.get("/history/" + promptId), job.cancellation()), promptId);
  }

  private Optional<QueueEntry> queued(Cancellation cancellation)
      throws GpuFailure, CancelledException {
    return QueueEntry.find(client.json(client.get("/queue"), cancellation), promptId, clientId);
  }

  /** Takes the prompt out of the queue, or stops it if it is being executed; no other. */
  void cancel() {
    if (!submitted) {
      return;
    }
    Optional<QueueEntry> entry = askQueueAside();
    if (entry.isPresent() && !entry.get().running()) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.putArray("delete").add(entry.get().promptId());
      client.aside(client.post("/queue", body));
      // It may have begun meanwhile.
      entry = askQueueAside();
    }
    if (entry.isPresent() && entry.get().running()) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      // Older versions do not read it, and stop what they execute: this one.
      body.put("prompt_id", entry.get().promptId());
      client.aside(client.post("/interrupt", body));
    }
  }

  private Optional<QueueEntry> askQueueAside() {
    return client
        .aside(client.get("/queue"))
        .flatMap(queue -> QueueEntry.find(queue, promptId, clientId));
  }

  @Override
  public void close() {
    socket.cancel();
  }
}
