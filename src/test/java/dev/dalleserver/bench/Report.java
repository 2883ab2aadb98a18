package dev.dalleserver.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table for people, in Markdown, and the file for programs. */
final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> conditions;
  private final List<Row> rows = new ArrayList<>();

  Report(Map<String, String> conditions) {
    this.conditions = conditions;
  }

  void add(List<Row> more) {
    rows.addAll(more);
  }

  /** What was measured under which conditions, and what missed its goal. */
  void print(PrintStream out) {
    out.println();
    conditions.forEach((name, value) -> out.println("- " + name + ": " + value));
    out.println();
    out.println("| what | ours | others | of the best | CPU a request, µs | goal | |");
    out.println("|---|---|---|---|---|---|---|");
    rows.forEach(row -> out.println(line(row)));
    List<Row> missed = rows.stream().filter(row -> !row.met()).toList();
    out.println();
    out.println(
        missed.isEmpty()
            ? "All goals are met."
            : missed.size() + " goals are missed: " + missed.stream().map(Row::name).toList());
  }

  private static String line(Row row) {
    return "| %s | %s %s | %s | %s | %s | %s | %s |"
        .formatted(
            row.name(),
            row.ours().text(),
            row.unit(),
            row.rivals().stream()
                .map(rival -> rival.name() + " " + rival.rate().text())
                .collect(Collectors.joining("; ")),
            row.ratio().map(Spread::number).orElse(""),
            row.cpuMicros().map(cpu -> cpu(cpu, row.rivals())).orElse(""),
            row.goal(),
            row.verdict());
  }

  /** Ours, and those of the others in their order. */
  private static String cpu(double ours, List<Row.Rival> rivals) {
    return Stream.concat(Stream.of(ours), rivals.stream().map(Row.Rival::cpuMicros))
        .map(Spread::number)
        .collect(Collectors.joining(" : "));
  }

  void write(Path file) throws IOException {
    ObjectNode all = JSON.createObjectNode();
    ObjectNode about = all.putObject("conditions");
    conditions.forEach(about::put);
    for (Row row : rows) {
      ObjectNode one = all.withArray("rows").addObject();
      one.put("name", row.name()).put("unit", row.unit());
      put(one.putObject("ours"), row.ours());
      for (Row.Rival rival : row.rivals()) {
        ObjectNode other = one.withObject("/others/" + rival.name());
        put(other, rival.rate());
        other.put("cpuMicros", rival.cpuMicros());
      }
      row.ratio().ifPresent(ratio -> one.put("ratio", ratio));
      row.cpuMicros().ifPresent(cpu -> one.put("cpuMicros", cpu));
      one.put("goal", row.goal()).put("met", row.met());
    }
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
  }

  private static void put(ObjectNode node, Spread spread) {
    node.put("median", spread.median()).put("min", spread.min()).put("max", spread.max());
  }
}
