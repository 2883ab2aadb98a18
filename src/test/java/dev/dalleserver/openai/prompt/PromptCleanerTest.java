package dev.dalleserver.openai.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptCleanerTest {
  static final String FOX = "A red fox in deep snow, soft light, seen from below.";

  /** What models write around a prompt; @ stands for it. */
  static final List<String> WRAPPINGS =
      List.of(
          "@",
          "  \n@\n ",
          "<think>The user wants a fox.\nPrompt: no</think>@",
          "<think>a<think>b</think>c</think>\n\n@",
          "<thinking>hm</thinking> @",
          "<reasoning effort=\"high\">hm</reasoning>\n@",
          "[THINK]hm[/THINK]@",
          "◁think▷hm◁/think▷@",
          "<|begin_of_thought|>hm<|end_of_thought|><|begin_of_solution|>@<|end_of_solution|>",
          "<|START_THINKING|>hm<|END_THINKING|>@",
          "<seed:think>hm</seed:think>@",
          "The user wants a fox. I write one.\n</think>\n\n@",
          "hm [/THINK]@",
          "@<think>was that good?",
          "@\n<think>was that good?</think>",
          "<|channel|>analysis<|message|>We need a"
              + " fox.<|end|><|start|>assistant<|channel|>final<|message|>@<|return|>",
          "<|channel|>analysis<|message|>We need a fox.<|end|><|start|>assistant<|channel|>final"
              + " <|constrain|>text<|message|>@",
          "<|start|>assistant<|channel|>final<|message|>@",
          "<|channel>thought\nhm<channel|>@",
          "analysisWe need a fox.assistantfinal@",
          "analysis We need a fox. assistant final @",
          "```\n@\n```",
          "```text\n@\n```",
          "~~~\n@\n~~~",
          "```@```",
          "Here it is:\n\n```markdown\n@\n```\n\nLet me know what you think!",
          "```json\n{\"prompt\": \"@\"}\n```",
          "{\"prompt\": \"@\"}",
          "{\"prompt\": \"@\"}\n\nI hope this helps.",
          "{\"reasoning\": \"hm\", \"enhanced_prompt\": \"@\", \"negative_prompt\": \"blurry\"}",
          "{\"result\": {\"image_prompt\": \"@\"}}",
          "[{\"text\": \"@\"}]",
          "{'prompt': '@'}",
          "{\"prompt\": \"@",
          "Here is the JSON:\n{\"prompt\": \"@\"}",
          "**Enhanced Prompt:** @",
          "**Enhanced Prompt:**\n\n@",
          "**Enhanced Prompt**\n@",
          "**Enhanced Prompt**: @",
          "## Enhanced Prompt\n\n@",
          "### Final Prompt:\n@",
          "Prompt: @",
          "Enhanced prompt (English): @",
          "Enhanced image prompt: @",
          "Final answer: @",
          "**Prompt for DALL-E 3:** \"@\"",
          "Here is the enhanced prompt:\n\n@",
          "Here's an enhanced version of your prompt: @",
          "Here’s the rewritten prompt:\n@",
          "Below is the refined prompt.\n\n@",
          "Sure! Here is the enhanced prompt:\n\n\"@\"",
          "Sure, here is a more detailed prompt for the image model: @",
          "Certainly!\n\n@",
          "Of course! @",
          "Okay, here's a richer version:\n\n---\n\n@\n\n---\n\n*Note: I kept every subject.*",
          "I've enhanced the prompt as follows:\n\n@",
          "The outline has a fox in it.\n\n**Enhanced Prompt:**\n@\n\n**Negative Prompt:** blurry",
          "@\n\nLet me know if you would like any changes!",
          "@\n\nThis prompt keeps the fox and adds light.",
          "@\n\n**Changes made:**\n- light\n- snow",
          "@ (12 words)",
          "@\n\n(Word count: 12)",
          "\"@\"",
          "'@'",
          "`@`",
          "“@”",
          "‘@’",
          "«@»",
          "„@“",
          "「@」",
          "``@''",
          "**@**",
          "*@*",
          "_@_",
          "> @",
          "- @",
          "# @",
          "\"@",
          "@\"",
          "The enhanced prompt is: @",
          "Sure thing — here’s a refined version of the prompt:\n\n@",
          "Okay, so the user wants a fox. Let me think.\n\nHere's the enhanced prompt:\n\n@",
          "Enhanced Prompt\n---------------\n@",
          "### Enhanced Prompt ###\n@",
          "Thinking...\nhm\n...done thinking.\n\n@",
          "<details type=\"reasoning\"><summary>Thought</summary>hm</details>\n@",
          "\"prompt\": \"@\"",
          "$\\boxed{@}$",
          "/imagine prompt: @",
          "@<|im_end|>",
          "<|im_start|>assistant\n@<|im_end|>\n<|im_start|>user\nmore?",
          "@</s>",
          "<s>@</s>",
          "@<|eot_id|>",
          "<|start_header_id|>assistant<|end_header_id|>\n\n@<|eot_id|>",
          "@<end_of_turn>",
          "@<｜end▁of▁sentence｜>",
          "@<|endoftext|>Human: and now?",
          "[INST] @ [/INST]",
          "<answer>@</answer>",
          "<enhanced_prompt>\n@\n</enhanced_prompt>",
          "<prompt>@",
          "<think>\n"
              + "hm\n"
              + "</think>\n\n"
              + "Sure! Here is the enhanced prompt:\n\n"
              + "```json\n"
              + "{\"prompt\": \"**Enhanced Prompt:** “@”\"}\n"
              + "```<|im_end|>");

  static Stream<Arguments> wrapped() {
    Map<String, String> cases = new LinkedHashMap<>();
    WRAPPINGS.forEach(form -> cases.put(form.replace("@", FOX), FOX));
    return cases.entrySet().stream().map(it -> Arguments.of(it.getKey(), it.getValue()));
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void only_the_prompt_is_left(String answer, String expected) {
    assertThat(PromptCleaner.clean(answer)).isEqualTo(expected);
  }

  /** Of several texts, the prompt is the one whose name says so; @ stands for it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"negative_prompt\": \"blurry\", \"prompt\": \"@\"}",
        "{\"text\": \"hm\", \"prompt\": \"@\"}",
        "{\"text\": \"hm\", \"image_prompt\": \"@\"}",
        "{\"prompt\": \" \", \"text\": \"@\"}",
        "{\"thoughts\": \"hm\", \"picture\": \"@\"}",
        "[{\"thoughts\": \"hm\"}, {\"picture\": \"@\"}]"
      })
  void the_text_with_the_best_name_is_the_prompt(String answer) {
    assertThat(PromptCleaner.clean(answer.replace("@", FOX))).isEqualTo(FOX);
  }

  static Stream<Arguments> rareWrappings() {
    return Stream.of(
        Arguments.of("'The fox's tail in snow'", "The fox's tail in snow"),
        Arguments.of("«A «red» fox»", "A «red» fox"),
        Arguments.of("\"A \"red\" fox\"", "A \"red\" fox"),
        Arguments.of("{\"prompt\": null, \"picture\": \"A fox\"}", ""),
        Arguments.of("A fox<|channel|>analysis<|message|>hm", "A fox"),
        Arguments.of("hm<|begin_of_solution|>A fox<|end_of_solution|> That was easy.", "A fox"));
  }

  @ParameterizedTest
  @MethodSource("rareWrappings")
  void also_of_a_rare_form_only_the_prompt_is_left(String answer, String expected) {
    assertThat(PromptCleaner.clean(answer)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \n ",
        "<think>I think about it and never",
        "<think></think>",
        "<think>hm</think>\n\n",
        "[THINK]hm",
        "<|channel|>analysis<|message|>We need",
        "analysisWe need a fox and",
        "```\n```",
        "{}",
        "{\"prompt\": \"\"}",
        "[]",
        "null",
        "N/A",
        "None.",
        "\"\"",
        "...",
        "<|im_end|>",
        "</s>",
        "**",
        "---"
      })
  void nothing_is_left_of_an_answer_without_prompt(String answer) {
    assertThat(PromptCleaner.clean(answer)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Open\" says the sign, \"closed\" says the door",
        "A sign that says \"open\"",
        "\"Fox\" and \"hare\"",
        "'Tis the season: foxes' tails in snow",
        "A fox; the prompt: none other than snow",
        "Great, sweeping dunes under a sure sky",
        "Sure-footed goats on a ridge",
        "Here lies a fox, asleep.",
        "This is a quiet morning: fog, reeds, a heron.",
        "(masterpiece:1.2), [fog], {embers}, fox --ar 16:9 --style raw",
        "{masterpiece}, a fox",
        "[fog] around a fox",
        "A think tank of owls, thinking",
        "5 * 3 foxes * 2 hares",
        "A street named snake_case_lane, __init__ on a wall",
        "Let me tell of a fox. If you listen, snow falls.\nI hope it snows.",
        "Notes of music float over a fox",
        "A screen of 12\" with a fox",
        "Analysis of light: a fox in a laboratory",
        "A fox < a bear > a hare",
        "First line.\n\nSecond line: a fox, in «quotes».",
        "Final scene: a fox",
        "Yes, a fox",
        "{\"weight\": 2}",
        "[16, 9]",
        "狐",
        "«Fox» and «hare»",
        "一只狐狸在雪中"
      })
  void a_good_prompt_stays_as_it_is(String prompt) {
    assertThat(PromptCleaner.clean(prompt)).isEqualTo(prompt);
  }

  @Provide
  Arbitrary<String> prompts() {
    Arbitrary<String> word =
        Arbitraries.of(
            "a",
            "fox",
            "in",
            "the",
            "light",
            "of",
            "dawn,",
            "seen",
            "from",
            "below;",
            "oil",
            "on",
            "canvas,",
            "\"sign\"",
            "it's",
            "(soft)",
            "deep-blue",
            "snow.",
            "Thinking",
            "prompt",
            "version:",
            "5",
            "&",
            "naïve",
            "reason",
            "final",
            "answer",
            "sure",
            "note",
            "12%",
            "<3",
            "#1",
            "*star",
            "_x",
            "[fog]",
            "{x}");
    Arbitrary<String> first =
        Arbitraries.of("A", "An", "The", "Snow", "Deep", "Under", "In", "Über", "Two");
    return Combinators.combine(first, word.list().ofMinSize(2).ofMaxSize(30))
        .as((start, words) -> start + " fox " + String.join(" ", words));
  }

  @Property
  void every_good_prompt_stays_as_it_is(@ForAll("prompts") String prompt) {
    assertThat(PromptCleaner.clean(prompt)).isEqualTo(prompt);
  }

  @Provide
  Arbitrary<String> wrappings() {
    return Arbitraries.of(WRAPPINGS);
  }

  @Property(tries = 2_000)
  @net.jqwik.api.Tag("slow")
  void cleaning_twice_changes_nothing(
      @ForAll("wrappings") String inner, @ForAll("wrappings") String outer, @ForAll String odd) {
    for (String answer :
        List.of(outer.replace("@", inner.replace("@", FOX)), inner + odd + outer)) {
      String once = PromptCleaner.clean(answer);
      assertThat(PromptCleaner.clean(once)).as(answer).isEqualTo(once);
    }
  }

  @Test
  @Tag("slow")
  void a_long_hostile_answer_becomes_no_longer() {
    for (String part :
        List.of(
            "<think>",
            "</think>",
            "```",
            "{\"prompt\":\"",
            "\"",
            "\n",
            "**",
            "Sure! ",
            "[{",
            "<answer>",
            "<|channel|>",
            "- ",
            "enhanced ",
            "(",
            "\",")) {
      String answer = part.repeat(200_000 / part.length());
      assertThat(PromptCleaner.clean(answer)).as(part).hasSizeLessThanOrEqualTo(answer.length());
    }
  }
}
