package dev.dalleserver.pricing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Several expenses, those of the same kind for the same model added up. */
public record Expenses(List<Expense> calls) {
  public static final Expenses NONE = new Expenses(List.of());

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public Expenses {
    calls = List.copyOf(calls);
  }

  /** The JSON form; cost and currency are there where every cost has the same currency. */
  record Form(
      @Nullable List<Expense> calls,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Money cost,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String currency) {}

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Expenses of(Form form) {
    return form.calls() == null ? NONE : new Expenses(form.calls());
  }

  @JsonValue
  Form toJson() {
    List<String> currencies =
        calls.stream().map(Expense::currency).filter(any -> !any.isEmpty()).distinct().toList();
    return currencies.size() == 1
        ? new Form(calls, cost().orElse(null), currencies.get(0))
        : new Form(calls, null, null);
  }

  /** Reads what any program may have written; what is not understood counts as no expense. */
  public static Expenses parse(JsonNode stored) {
    try {
      return stored.isObject() ? JSON.treeToValue(stored, Expenses.class) : NONE;
    } catch (IOException | RuntimeException foreign) {
      return NONE;
    }
  }

  public boolean isEmpty() {
    return calls.isEmpty();
  }

  public Expenses plus(Expense added) {
    List<Expense> sums = new ArrayList<>(calls);
    for (int i = 0; i < sums.size(); i++) {
      if (sums.get(i).isLike(added)) {
        sums.set(i, sums.get(i).plus(added));
        return new Expenses(sums);
      }
    }
    sums.add(added);
    return new Expenses(sums);
  }

  /** Returns the cost of all; empty when none has a price. */
  public Optional<Money> cost() {
    return calls.stream().flatMap(call -> call.cost().stream()).reduce(Money::plus);
  }
}
