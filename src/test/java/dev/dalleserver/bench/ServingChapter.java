package dev.dalleserver.bench;

import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.TestResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The most frequent requests, against nginx serving files of the same bytes. */
final class ServingChapter implements Chapter {
  private static final int CONNECTIONS = 64;
  private static final int FEW_CONNECTIONS = 16;
  private static final double POLL_GOAL = 0.3;
  private static final double JSON_GOAL = 0.35;
  private static final double FILE_GOAL = 0.4;
  private static final double PICTURE_GOAL = 1.2;
  private static final int PAGE_OF_IMAGES = 60;

  @Override
  public String name() {
    return "serving";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    Path data = shop.scratch("serving");
    Workshop.putLarge(data, PAGE_OF_IMAGES);
    try (ActiveRuns runs = ActiveRuns.start(shop, data)) {
      if (!shop.has("nginx")) {
        return Contest.hold(contests(runs.server(), Optional.empty()), shop.options());
      }
      try (Nginx nginx = Nginx.start(shop.scratch("nginx"))) {
        return Contest.hold(contests(runs.server(), Optional.of(nginx)), shop.options());
      }
    }
  }

  private static List<Contest> contests(ServerUnderTest ours, Optional<Nginx> nginx)
      throws IOException {
    String picture = "/dalle/simple/" + ForeignPictures.address(0);
    String file = picture.substring(picture.lastIndexOf('/') + 1) + ".png";
    TestResponse whole = ours.get(picture);
    Optional<Contest.Side> theirs = Optional.empty();
    List<Contest> contests = new ArrayList<>();
    Contest.Side our = side(ours, picture);
    if (nginx.isPresent()) {
      String url = nginx.get().serve(file, whole.body());
      theirs = Optional.of(new Contest.Side(nginx.get().use(), url, List.of()));
    }
    contests.add(whole(FEW_CONNECTIONS, our, theirs));
    contests.add(whole(CONNECTIONS, our, theirs));
    contests.add(
        new Contest(
            "304",
            CONNECTIONS,
            ifNoneMatch(our),
            theirs.map(ServingChapter::ifNoneMatch),
            FILE_GOAL,
            false));
    List<String> range = List.of("-H", "Range: bytes=0-99");
    contests.add(
        new Contest(
            "range of 100 bytes",
            CONNECTIONS,
            with(our, range),
            theirs.map(s -> with(s, range)),
            FILE_GOAL,
            false));
    contests.add(same("progress poll, run active", ActiveRuns.path(1), ours, nginx, POLL_GOAL));
    contests.add(same("/series", "/series", ours, nginx, JSON_GOAL));
    contests.add(same("liveness", "/health?check=liveness", ours, nginx, JSON_GOAL));
    contests.add(same("/metrics", "/metrics", ours, nginx, JSON_GOAL));
    contests.add(same("/images, first page", "/images", ours, nginx, JSON_GOAL));
    return contests;
  }

  private static Contest whole(int connections, Contest.Side our, Optional<Contest.Side> theirs) {
    String name = "PNG 1.5 MB, " + connections + " connections";
    return new Contest(name, connections, our, theirs, PICTURE_GOAL, true);
  }

  private static Contest same(
      String name, String path, ServerUnderTest ours, Optional<Nginx> nginx, double least)
      throws IOException {
    Optional<Contest.Side> theirs = Optional.empty();
    if (nginx.isPresent()) {
      String url =
          nginx.get().serve(path.replaceAll("[^a-z0-9]", "-") + ".json", ours.get(path).body());
      theirs = Optional.of(new Contest.Side(nginx.get().use(), url, List.of()));
    }
    return new Contest(name, CONNECTIONS, side(ours, path), theirs, least, false);
  }

  private static Contest.Side side(ServerUnderTest server, String path) {
    return new Contest.Side(server.use(), server.url(path), List.of());
  }

  private static Contest.Side with(Contest.Side side, List<String> more) {
    return new Contest.Side(side.use(), side.url(), more);
  }

  /**
   * Requested without the tests' client, which checks every answer against the OpenAPI document.
   */
  private static Contest.Side ifNoneMatch(Contest.Side side) {
    try {
      HttpResponse<Void> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(side.url())).build(),
                  HttpResponse.BodyHandlers.discarding());
      String tag = answer.headers().firstValue("ETag").orElseThrow();
      return with(side, List.of("-H", "If-None-Match: " + tag));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
