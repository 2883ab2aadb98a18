package dev.dalleserver.openai.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The names of parameters that an answer gives in members made for it. */
final class ParameterNames {
  private static final Set<String> MEMBERS =
      Set.of(
          "param",
          "params",
          "parameter",
          "parametername",
          "field",
          "fieldname",
          "loc",
          "location",
          "path",
          "property",
          "propertyname",
          "pointer",
          "instancepath",
          "datapath",
          "argument",
          "attribute",
          "target",
          "keys",
          "unrecognizedkeys");

  private static final Set<String> NOTHING =
      Set.of("", "none", "null", "nil", "undefined", "body", "json", "request", "root", "query");
  private static final Set<String> REPORTS =
      Set.of("errors", "fields", "fielderrors", "validationerrors", "violations");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,40}");

  private ParameterNames() {}

  /** Returns the names in the order of the answer, each part of a path by itself. */
  static List<String> in(List<ReportField> fields) {
    List<String> names = new ArrayList<>();
    for (ReportField field : fields) {
      if (MEMBERS.contains(field.key())) {
        addParts(field.text(), names);
      } else if (field.text().contains(" ") && !SentenceFinder.isEcho(field)) {
        addMember(field, names);
      }
    }
    return names;
  }

  /** Adds the name of the member that holds a sentence where it is one of a parameter. */
  private static void addMember(ReportField field, List<String> names) {
    List<String> path = field.path();
    if (!path.isEmpty() && !SentenceFinder.isMessage(field.key())) {
      addParts(path.get(path.size() - 1), names);
    }
  }

  private static void addParts(String text, List<String> names) {
    if (text.length() > 200 || text.contains("://")) {
      return;
    }
    for (String part : text.split("[./\\[\\]'\"`\\s,]+")) {
      if (NAME.matcher(part).matches() && !NOTHING.contains(ReportField.plain(part))) {
        names.add(part);
      }
    }
  }

  /** Returns the name of the parameter that a sentence is about by its place; or empty. */
  static String labelOf(ReportField sentence, List<ReportField> fields) {
    String label = "";
    for (ReportField field : fields) {
      boolean beside = field.object() == sentence.object() && MEMBERS.contains(field.key());
      // A path of a URL says where the request went.
      if (beside && field.path().size() == sentence.path().size() && !isUrlPath(field.text())) {
        List<String> parts = new ArrayList<>();
        addParts(field.text(), parts);
        label = parts.isEmpty() ? label : parts.get(parts.size() - 1);
      }
    }
    List<String> ancestors = sentence.ancestors();
    boolean keyed =
        label.isEmpty()
            && !ancestors.isEmpty()
            && REPORTS.contains(ancestors.get(ancestors.size() - 1))
            && !SentenceFinder.isMessage(sentence.key());
    return keyed ? sentence.path().get(sentence.path().size() - 1) : label;
  }

  private static boolean isUrlPath(String text) {
    return text.startsWith("/") && text.indexOf('/', 1) > 0;
  }
}
