package dev.dalleserver.web.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MergePatchTest {
  private static final com.fasterxml.jackson.databind.ObjectMapper JSON =
      new com.fasterxml.jackson.databind.ObjectMapper();

  @Provide
  Arbitrary<ObjectNode> objects() {
    Arbitrary<Object> leaves =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 3).map(i -> (Object) i),
            Arbitraries.of("", "a", true, 1.5, List.of(), List.of(1, 2), List.of(Map.of("a", 1))));
    Arbitrary<Map<String, Object>> flat =
        Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), leaves).ofMaxSize(4);
    Arbitrary<Object> nested = Arbitraries.oneOf(leaves, flat.map(map -> (Object) map));
    return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), nested)
        .ofMaxSize(4)
        .map(map -> (ObjectNode) JSON.valueToTree(map));
  }

  @Property
  void applying_the_patch_to_the_old_gives_the_new(
      @ForAll("objects") ObjectNode from, @ForAll("objects") ObjectNode to) {
    assertThat(PatchedState.apply(from, MergePatch.between(from, to))).isEqualTo(to);
  }

  @Property
  void between_equals_there_is_nothing(@ForAll("objects") ObjectNode one) {
    assertThat(MergePatch.between(one, one.deepCopy())).isEmpty();
  }

  @Example
  void it_holds_only_what_differs() {
    ObjectNode from = (ObjectNode) PatchedState.json("{\"a\":1,\"b\":{\"c\":1,\"d\":2},\"e\":[1]}");
    ObjectNode to = (ObjectNode) PatchedState.json("{\"a\":1,\"b\":{\"c\":1,\"d\":3},\"f\":0}");
    assertThat(MergePatch.between(from, to))
        .isEqualTo(PatchedState.json("{\"b\":{\"d\":3},\"f\":0,\"e\":null}"));
    assertThat(MergePatch.between(JsonNodeFactory.instance.objectNode(), to)).isEqualTo(to);
  }
}
