package dev.dalleserver.bench;

import dev.dalleserver.bench.ServerUnderTest.Launch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a start takes to the first answer, and the memory taken by then. */
final class StartChapter implements Chapter {
  private static final double SCRIPT_GOAL_MILLIS = 400;
  private static final double PLAIN_GOAL_MILLIS = 700;
  private static final double MEMORY_GOAL_MEGABYTES = 100;
  private static final long SETTLED_MILLIS = 500;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    int many = shop.options().manyPictures();
    String with = ", with %,d pictures".formatted(many);
    Map<String, Launch> ways = new LinkedHashMap<>();
    ways.put("start by run.sh", Launch.script(shop.scratch("start")));
    ways.put("start by run.sh" + with, Launch.script(shop.gallery(many)));
    ways.put("start by java -jar", Launch.plain(shop.options().javaHome(), shop.scratch("start")));
    ways.put(
        "start by java -jar" + with, Launch.plain(shop.options().javaHome(), shop.gallery(many)));
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    List<Double> memory = new ArrayList<>();
    // The first is to make the archive, where there is none yet.
    ServerUnderTest.start(shop, Launch.script(shop.scratch("start"))).close();
    for (int round = 0; round < shop.options().rounds(); round++) {
      for (Map.Entry<String, Launch> way : ways.entrySet()) {
        try (ServerUnderTest server = ServerUnderTest.start(shop, way.getValue())) {
          millis.computeIfAbsent(way.getKey(), name -> new ArrayList<>()).add(server.startMillis());
          if (way.getKey().equals("start by run.sh")) {
            Thread.sleep(SETTLED_MILLIS);
            memory.add(server.use().residentMegabytes());
          }
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    millis.forEach(
        (name, values) ->
            rows.add(
                Row.atMost(
                    name,
                    "ms",
                    Spread.of(values),
                    name.contains("run.sh") ? SCRIPT_GOAL_MILLIS : PLAIN_GOAL_MILLIS)));
    rows.add(Row.atMost("memory after the start", "MB", Spread.of(memory), MEMORY_GOAL_MEGABYTES));
    return rows;
  }
}
