package dev.dalleserver.bench;

import dev.dalleserver.fixtures.ForeignPictures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The most frequent requests, against nginx and against a bare loop on the same JVM, both serving
 * the same bytes.
 */
final class ServingChapter implements Chapter {
  private static final int CONNECTIONS = 64;
  private static final int FEW_CONNECTIONS = 16;
  private static final int RANGE_BYTES = 100;
  private static final int PAGE_OF_IMAGES = 60;
  private static final String NGINX = "nginx";

  /** A small answer costs the bare loop little but the system calls, which all have. */
  private static final Contest.Goal SMALL = Contest.Goal.rate(0.5);

  private static final Contest.Goal PICTURE = new Contest.Goal(0.9, 1.2);

  @Override
  public String name() {
    return "serving";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    Path data = shop.scratch("serving");
    Workshop.putLarge(data, PAGE_OF_IMAGES);
    try (ActiveRuns runs = ActiveRuns.start(shop, data);
        BareServer bare = BareServer.start(shop, shop.scratch("bare"))) {
      if (!shop.has(NGINX)) {
        return Contest.hold(
            new Contests(runs.server(), Optional.empty(), bare).all(), shop.options());
      }
      try (Nginx nginx = Nginx.start(shop.scratch(NGINX))) {
        return Contest.hold(
            new Contests(runs.server(), Optional.of(nginx), bare).all(), shop.options());
      }
    }
  }

  /** The contests of this chapter, and what the others serve for them. */
  private record Contests(ServerUnderTest ours, Optional<Nginx> nginx, BareServer bare) {
    List<Contest> all() throws IOException, InterruptedException {
      String picture = "/dalle/simple/" + ForeignPictures.address(0);
      byte[] png = ours.get(picture).body();
      Contest.Side our = side(picture);
      List<Contest> contests = new ArrayList<>();
      for (int connections : List.of(FEW_CONNECTIONS, CONNECTIONS)) {
        String name = "PNG 1.5 MB, " + connections + " connections";
        contests.add(new Contest(name, connections, our, picturesOf(png), PICTURE));
      }
      contests.add(notModified(our, png));
      contests.add(range(our, png));
      contests.add(same("progress poll, run active", ActiveRuns.path(1)));
      contests.add(same("/series", "/series"));
      contests.add(same("liveness", "/health?check=liveness"));
      contests.add(same("/metrics", "/metrics"));
      contests.add(same("/images, first page", "/images"));
      return contests;
    }

    private Map<String, Contest.Side> picturesOf(byte[] png) throws IOException {
      Map<String, Contest.Side> rivals = ofNginx("picture.png", png);
      rivals.put("bare loop, transferTo", bare.transfer("picture", png));
      rivals.put("bare loop, buffer", bare.buffer("picture", "200 OK", png));
      return rivals;
    }

    private Contest notModified(Contest.Side our, byte[] png)
        throws IOException, InterruptedException {
      Map<String, Contest.Side> rivals = ofNginx("unchanged.png", png);
      for (Map.Entry<String, Contest.Side> rival : rivals.entrySet()) {
        rival.setValue(ifNoneMatch(rival.getValue()));
      }
      rivals.put("bare loop", bare.buffer("unchanged", "304 Not Modified", new byte[0]));
      return new Contest("304", CONNECTIONS, ifNoneMatch(our), rivals, SMALL);
    }

    private Contest range(Contest.Side our, byte[] png) throws IOException {
      List<String> header = List.of("-H", "Range: bytes=0-" + (RANGE_BYTES - 1));
      Map<String, Contest.Side> rivals = ofNginx("part.png", png);
      rivals.replaceAll((name, side) -> side.with(header));
      byte[] part = Arrays.copyOf(png, RANGE_BYTES);
      rivals.put("bare loop", bare.buffer("part", "206 Partial Content", part));
      String name = "range of " + RANGE_BYTES + " bytes";
      return new Contest(name, CONNECTIONS, our.with(header), rivals, SMALL);
    }

    private Contest same(String name, String path) throws IOException {
      byte[] body = ours.get(path).body();
      String file = path.replaceAll("[^a-z0-9]", "-");
      Map<String, Contest.Side> rivals = ofNginx(file + ".json", body);
      rivals.put("bare loop", bare.buffer(file, "200 OK", body));
      return new Contest(name, CONNECTIONS, side(path), rivals, SMALL);
    }

    private Map<String, Contest.Side> ofNginx(String file, byte[] body) throws IOException {
      Map<String, Contest.Side> rivals = new LinkedHashMap<>();
      if (nginx.isPresent()) {
        String url = nginx.get().serve(file, body);
        rivals.put(NGINX, Contest.Side.of(nginx.get().use(), url));
      }
      return rivals;
    }

    private Contest.Side side(String path) {
      return Contest.Side.of(ours.use(), ours.url(path));
    }

    /**
     * Requested without the tests' client, which checks every answer against the OpenAPI document.
     */
    private static Contest.Side ifNoneMatch(Contest.Side side)
        throws IOException, InterruptedException {
      HttpResponse<Void> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(side.url())).build(),
                  HttpResponse.BodyHandlers.discarding());
      String tag = answer.headers().firstValue("ETag").orElseThrow();
      return side.with(List.of("-H", "If-None-Match: " + tag));
    }
  }
}
