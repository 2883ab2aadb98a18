package dev.dalleserver.a1111;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.gpu.GpuClient;
import dev.dalleserver.gpu.GpuFailure;
import dev.dalleserver.gpu.GpuFault;
import dev.dalleserver.gpu.ImageServer;
import dev.dalleserver.gpu.PaintJob;
import dev.dalleserver.gpu.PendingAnswer;
import dev.dalleserver.gpu.SamplerNames;
import dev.dalleserver.jobs.CancelledException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The protocol: one long request for the picture, and short ones that ask how far it is. */
final class A1111Server implements ImageServer {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final GpuClient client;
  private volatile SamplerNames samplers = new SamplerNames();
  private volatile String model = "checkpoint";

  A1111Server(GpuClient client) {
    this.client = client;
  }

  @Override
  public String name() {
    return A1111.NAME;
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public Answer paint(PaintJob job) throws GpuFailure, CancelledException {
    Optional<String> sampler = sampler(job);
    String task = "task(dalleserver-" + UUID.randomUUID() + ")";
    ObjectNode body = body(job, task, sampler);
    TaskProgress progress = new TaskProgress(client, job, task);
    boolean answered = false;
    try (PendingAnswer pending =
        client.begin(client.post("/sdapi/v1/txt2img", body), job.remaining(), job.cancellation())) {
      while (!pending.await(POLL)) {
        job.check(client.server());
        progress.look();
      }
      answered = true;
      return received(pending, job, progress, task, sampler.isEmpty());
    } finally {
      if (!answered) {
        progress.interruptIfOurs();
      }
    }
  }

  private Answer received(
      PendingAnswer pending,
      PaintJob job,
      TaskProgress progress,
      String task,
      boolean samplerIgnored)
      throws GpuFailure, CancelledException {
    if (progress.wasInterrupted()) {
      throw new GpuFailure(
          GpuFault.INTERRUPTED,
          "the picture was interrupted at "
              + client.server()
              + " by another of its users, and is half made; ask again");
    }
    job.finished();
    TextToImageAnswer answer =
        pending.read(
            response -> TextToImageAnswer.read(response.body().byteStream(), job, client.server()));
    answer.model().ifPresent(name -> model = client.clean(name));
    return new Answer(
        answer.picture(), "b64_json", task, samplerIgnored ? List.of("sampler") : List.of());
  }

  /** Returns the server's name for the sampler; empty when it has none such. */
  private Optional<String> sampler(PaintJob job) throws GpuFailure, CancelledException {
    String wanted = job.tuning().sampler();
    if (samplers.isEmpty()) {
      SamplerNames known = new SamplerNames();
      for (JsonNode entry : client.json(client.get("/sdapi/v1/samplers"), job.cancellation())) {
        String name = entry.path("name").asText();
        known.add(name, name);
        entry.path("aliases").forEach(alias -> known.add(alias.asText(), name));
      }
      samplers = known;
    }
    return samplers.find(wanted);
  }

  private static ObjectNode body(PaintJob job, String task, Optional<String> sampler) {
    ObjectNode body = JSON.createObjectNode();
    body.put("prompt", job.prompt());
    body.put("negative_prompt", job.tuning().negativePrompt());
    body.put("seed", job.seed());
    body.put("steps", job.tuning().steps());
    body.put("cfg_scale", job.tuning().cfgScale());
    body.put("width", job.size().width());
    body.put("height", job.size().height());
    sampler.ifPresent(name -> body.put("sampler_name", name));
    body.put("batch_size", 1);
    body.put("n_iter", 1);
    body.put("send_images", true);
    body.put("save_images", false);
    body.put("force_task_id", task);
    return body;
  }
}
