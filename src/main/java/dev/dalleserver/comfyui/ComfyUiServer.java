package dev.dalleserver.comfyui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.comfyui.PromptGraph.SamplerInput;
import dev.dalleserver.gpu.GpuClient;
import dev.dalleserver.gpu.GpuFailure;
import dev.dalleserver.gpu.GpuFault;
import dev.dalleserver.gpu.ImageServer;
import dev.dalleserver.gpu.PaintJob;
import dev.dalleserver.gpu.SamplerNames;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.outbound.BoundedInputStream;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.pictures.ReceivedPictures.Incoming;
import dev.dalleserver.pictures.ReceivedPictures.Received;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Response;

/** The protocol: a graph is queued, followed until it is in the history, and its image fetched. */
final class ComfyUiServer implements ImageServer {
  private final GpuClient client;
  private final PromptGraph graph;
  private volatile SamplerNames samplers = new SamplerNames();

  ComfyUiServer(GpuClient client, PromptGraph graph) {
    this.client = client;
    this.graph = graph;
  }

  @Override
  public String name() {
    return ComfyUi.NAME;
  }

  @Override
  public String model() {
    return graph.model().map(client::clean).orElse("graph");
  }

  @Override
  public Answer paint(PaintJob job) throws GpuFailure, CancelledException {
    List<String> ignored = new ArrayList<>(graph.ignored());
    String sampler = "";
    Optional<SamplerInput> input = graph.samplerInput();
    if (input.isPresent()) {
      sampler = sampler(input.get(), job, ignored);
    }
    JsonNode filled = graph.filled(job, sampler);
    boolean ended = false;
    PromptRun run = new PromptRun(client, job);
    try (run) {
      run.submit(filled);
      History.Image image = run.awaitImage();
      ended = true;
      job.finished();
      return new Answer(fetch(image, job), "url", run.promptId(), ignored);
    } finally {
      if (!ended) {
        run.cancel();
      }
    }
  }

  /**
   * Returns the server's name for the sampler, or the first that it offers, which is its default.
   */
  private String sampler(SamplerInput input, PaintJob job, List<String> ignored)
      throws GpuFailure, CancelledException {
    String wanted = job.tuning().sampler();
    if (samplers.isEmpty()) {
      samplers = offered(input, job);
    }
    Optional<String> found = samplers.find(wanted);
    if (found.isEmpty() && !samplers.isEmpty()) {
      ignored.add("sampler");
    }
    return found.or(samplers::first).orElse(wanted);
  }

  private SamplerNames offered(SamplerInput input, PaintJob job)
      throws GpuFailure, CancelledException {
    HttpUrl url = client.url("/object_info").addPathSegment(input.nodeType()).build();
    JsonNode inputs =
        client.json(client.get(url), job.cancellation()).path(input.nodeType()).path("input");
    SamplerNames offered = new SamplerNames();
    for (String group : List.of("required", "optional")) {
      JsonNode kind = inputs.path(group).path(input.input());
      // Either the choices themselves, or a word and the choices among the options.
      JsonNode choices = kind.path(0).isArray() ? kind.path(0) : kind.path(1).path("options");
      choices.forEach(name -> offered.add(name.asText(), name.asText()));
    }
    return offered;
  }

  private Received fetch(History.Image image, PaintJob job) throws GpuFailure, CancelledException {
    HttpUrl url =
        client
            .url("/view")
            .addQueryParameter("filename", image.filename())
            .addQueryParameter("subfolder", image.subfolder())
            .addQueryParameter("type", image.type())
            .build();
    return client.execute(
        client.get(url), job.remaining(), job.cancellation(), response -> keep(response, job));
  }

  private Received keep(Response response, PaintJob job) throws IOException, GpuFailure {
    try (Incoming incoming = job.receive();
        BoundedInputStream body =
            new BoundedInputStream(response.body().byteStream(), ReceivedPictures.MAX_BYTES)) {
      body.transferTo(incoming);
      if (incoming.size() == 0) {
        throw new GpuFailure(GpuFault.EMPTY, "ComfyUI sent no bytes for the picture");
      }
      return incoming.complete();
    }
  }
}
