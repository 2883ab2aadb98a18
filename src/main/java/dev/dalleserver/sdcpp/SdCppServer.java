package dev.dalleserver.sdcpp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dalleserver.gpu.GpuClient;
import dev.dalleserver.gpu.GpuFailure;
import dev.dalleserver.gpu.GpuFault;
import dev.dalleserver.gpu.ImageServer;
import dev.dalleserver.gpu.PaintJob;
import dev.dalleserver.gpu.SamplerNames;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.resilience.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The protocol: a job is accepted at once and asked for until it is done. It tells no steps, and a
 * job can be taken back only while it waits.
 */
final class SdCppServer implements ImageServer {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,200}");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the server can do; asked for once. */
  private record Capabilities(SamplerNames samplers, String model) {
    static Capabilities of(JsonNode answer) {
      SamplerNames samplers = new SamplerNames();
      answer.path("samplers").forEach(name -> samplers.add(name.asText(), name.asText()));
      return new Capabilities(samplers, answer.path("model").path("stem").asText(""));
    }
  }

  private final GpuClient client;
  private volatile Optional<Capabilities> capabilities = Optional.empty();

  SdCppServer(GpuClient client) {
    this.client = client;
  }

  @Override
  public String name() {
    return SdCpp.NAME;
  }

  @Override
  public String model() {
    return capabilities
        .map(Capabilities::model)
        .filter(name -> !name.isBlank())
        .map(client::clean)
        .orElse("model");
  }

  @Override
  public Answer paint(PaintJob job) throws GpuFailure, CancelledException {
    Optional<String> sampler = capabilities(job).samplers().find(job.tuning().sampler());
    job.check(client.server());
    // Not cut short by a cancellation: without the id the job could not be taken back.
    JsonNode accepted =
        client.json(client.post("/sdcpp/v1/img_gen", body(job, sampler)), Cancellation.none());
    String id = accepted.path("id").asText("");
    if (!ID.matcher(id).matches()) {
      throw new GpuFailure(
          GpuFault.INVALID_ANSWER,
          client.server() + " took the picture and named no job; is --sdcpp-base-url right?");
    }
    boolean ended = false;
    try {
      JobAnswer answer = follow(job, id);
      ended = true;
      List<String> ignored = sampler.isEmpty() ? List.of("sampler") : List.of();
      return new Answer(answer.picture().orElseThrow(), "b64_json", id, ignored);
    } finally {
      if (!ended) {
        client.aside(
            client.post("/sdcpp/v1/jobs/" + id + "/cancel", JsonNodeFactory.instance.objectNode()));
      }
    }
  }

  private JobAnswer follow(PaintJob job, String id) throws GpuFailure, CancelledException {
    while (true) {
      job.check(client.server());
      JobAnswer answer =
          client.execute(
              client.get("/sdcpp/v1/jobs/" + id),
              job.remaining(),
              job.cancellation(),
              response -> JobAnswer.read(response.body().byteStream(), job));
      if (answer.picture().isPresent()) {
        return answer;
      }
      switch (answer.status()) {
        case "queued", "generating" -> Sleeper.REAL.await(POLL, job.cancellation());
        case "completed" ->
            throw new GpuFailure(GpuFault.EMPTY, client.server() + " finished and sent no picture");
        case "cancelled" ->
            throw new GpuFailure(
                GpuFault.INTERRUPTED,
                "the picture was cancelled at "
                    + client.server()
                    + " by another of its users; ask again");
        default ->
            throw new GpuFailure(
                GpuFault.FAILED,
                client.server()
                    + " failed: "
                    + client.clean(answer.error().isBlank() ? "it says no reason" : answer.error())
                    + "; its log says more");
      }
    }
  }

  private Capabilities capabilities(PaintJob job) throws GpuFailure, CancelledException {
    if (capabilities.isEmpty()) {
      capabilities =
          Optional.of(
              Capabilities.of(
                  client.json(client.get("/sdcpp/v1/capabilities"), job.cancellation())));
    }
    return capabilities.orElseThrow();
  }

  private static ObjectNode body(PaintJob job, Optional<String> sampler) {
    ObjectNode body = JSON.createObjectNode();
    body.put("prompt", job.prompt());
    body.put("negative_prompt", job.tuning().negativePrompt());
    body.put("width", job.size().width());
    body.put("height", job.size().height());
    body.put("seed", job.seed());
    body.put("batch_count", 1);
    body.put("output_format", "png");
    ObjectNode sampling = body.putObject("sample_params");
    sampler.ifPresent(name -> sampling.put("sample_method", name));
    sampling.put("sample_steps", job.tuning().steps());
    sampling.putObject("guidance").put("txt_cfg", job.tuning().cfgScale());
    return body;
  }
}
