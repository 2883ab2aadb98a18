package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run says of an answer that is no result, on the wire. */
class ToldCauseTest {
  private static MockResponse answer(int status, String body) {
    return new MockResponse.Builder().code(status).body(body).build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "202|Operation-Location|https://x.example/operations/t-17?api-version=1",
        "200|Azure-AsyncOperation|https://x.example/operations/t-17/",
        "201|Location|/v1/predictions/t-17"
      })
  void a_task_that_only_the_headers_name_is_said_to_be_one(int status, String name, String url) {
    try (Rig rig = new Rig()) {
      rig.answer(Rig.json("{}").newBuilder().code(status).setHeader(name, url).build());
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure).hasMessageContaining("task to be polled").hasMessageContaining("t-17");
      assertThat(failure.getMessage()).doesNotContain("api-version");
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "422|{\"detail\":[{\"loc\":[\"body\",\"mood\"],\"msg\":\"it is wrong\"}]}|the provider"
            + " answered 422: mood: it is wrong",
        "402|{\"error\":{\"message\":\"it is wrong\",\"code\":402}}|the provider answered 402: it"
            + " is wrong",
        "400|[{\"error\":{\"code\":400,\"message\":\"it is"
            + " wrong\",\"status\":\"INVALID_ARGUMENT\"}}]|the provider answered 400: it is wrong",
        "400|it is wrong|the provider answered 400: it is wrong",
        "400|{\"base_resp\":{\"status_code\":1004,\"status_msg\":\"it is wrong\"}}|the provider"
            + " answered 400 1004: it is wrong",
        "400|{\"error\":{\"message\":\"Provider returned"
            + " error\",\"code\":400,\"metadata\":{\"raw\":\"{\\\"detail\\\":\\\"it is"
            + " wrong\\\"}\"}}}|the provider answered 400: it is wrong",
        "502|<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad"
            + " Gateway</h1></center></body></html>|the provider answered 502: Bad Gateway",
        "403|<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>it is"
            + " wrong</Message></Error>|the provider answered 403 AccessDenied: it is wrong",
        "400|{\"error\":{\"code\":\"bad_thing\"}}|the provider answered 400 bad_thing",
        "400||the provider answered 400",
        "200|{\"error\":\"it is wrong\"}|the provider answered 200: it is wrong",
        "200|{\"data\":null,\"base_resp\":{\"status_code\":1004,\"status_msg\":\"it is"
            + " wrong\"}}|the provider answered 200 1004: it is wrong",
        "200|{\"data\":[{\"error\":{\"message\":\"it is wrong\"}}]}|the provider answered 200: it"
            + " is wrong",
        "200|it is wrong|the provider's answer makes no sense, it is no JSON: it is wrong",
        "200|<html><title>Sign in</title></html>|the provider's answer makes no sense, it is no"
            + " JSON: Sign in"
      })
  void the_first_sentence(int status, String body, String expected) {
    try (Rig rig = new Rig()) {
      rig.always(answer(status, body == null ? "" : body));
      String message = catchThrowableOfType(JobException.class, rig::paint).getMessage();
      // An answer of success that is not understood is kept, and the message says where.
      assertThat(message.replaceFirst(" \\([^()]*kept as [^()]*\\)$", "")).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"it is wrong\"}",
        "{\"error\":{\"message\":\"it is wrong\"}}",
        "{\"choices\":[],\"message\":\"it is wrong\"}",
        "{\"choices\":[{\"error\":{\"message\":\"it is wrong\",\"code\":502}}]}",
        "data: {\"error\":{\"message\":\"it is wrong\"}}\n\n",
        "{\"detail\":\"it is wrong\"}"
      })
  void also_in_a_chat_answer(String body) {
    try (Rig rig = new Rig()) {
      rig.always(Rig.json(body));
      JobException failure =
          catchThrowableOfType(
              JobException.class,
              () -> rig.provider.enhancer().enhance(Dresses.plain(), rig.unhurried()));
      assertThat(failure).hasMessageContaining("it is wrong");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "200|{\"task_id\":\"t-17\",\"status\":\"queued\"}|t-17, queued",
        "202|{\"id\":\"t-17\",\"status\":\"processing\"}|t-17, processing",
        "202||without an id",
        "200|{\"output\":{\"task_id\":\"t-17\",\"task_status\":\"PENDING\"},\"request_id\":\"r\"}|t-17,"
            + " PENDING",
        "201|{\"id\":\"t-17\",\"urls\":{\"get\":\"https://api.example/t-17\"},\"status\":\"starting\"}|t-17,"
            + " starting",
        "200|{\"code\":200,\"data\":{\"taskId\":\"t-17\"}}|t-17",
        "200|{\"data\":[{\"taskType\":\"imageInference\",\"taskUUID\":\"t-17\"}]}|t-17",
        "200|{\"name\":\"projects/p/operations/t-17\",\"done\":false}|projects/p/operations/t-17",
        "200|{\"code\":0,\"data\":\"t-17\",\"status\":\"submitted\"}|t-17, submitted"
      })
  void a_task_to_be_polled_is_said_to_be_one(int status, String body, String which) {
    try (Rig rig = new Rig()) {
      rig.always(answer(status, body == null ? "" : body));
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure).hasMessageContaining("a task to be polled (" + which + ")");
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "400|{\"error\":{\"message\":\"x\",\"type\":\"image_generation_user_error\",\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"}}}|OPENAI_ERROR|refused",
        "400|{\"detail\":[{\"msg\":\"Your prompt was flagged by our"
            + " moderation.\"}]}|OPENAI_ERROR|refused",
        "200|{\"base_resp\":{\"status_code\":1026,\"status_msg\":\"input contains sensitive"
            + " content\"}}|OPENAI_ERROR|refused",
        "400|{\"error\":\"The prompt may be NSFW.\"}|OPENAI_ERROR|refused",
        "403|{\"error\":\"insufficient balance\"}|OPENAI_RATE_LIMIT|quota_exhausted",
        "400|{\"error\":{\"message\":\"Budget has been exceeded! Current cost: 10.1\","
            + "\"type\":\"budget_exceeded\"}}|OPENAI_RATE_LIMIT|quota_exhausted",
        "200|{\"predictions\":[{\"raiFilteredReason\":\"Unable to show generated images. Support"
            + " codes: 58061214\"}]}|OPENAI_ERROR|refused",
        "200|{\"error\":{\"message\":\"You have run out of"
            + " credits\"}}|OPENAI_RATE_LIMIT|quota_exhausted",
        "400|{\"error\":{\"message\":\"API key not valid. Please pass a valid API"
            + " key.\",\"status\":\"INVALID_ARGUMENT\"}}|OPENAI_ERROR|rejected",
        "400|{\"message\":\"Too many requests\"}|OPENAI_RATE_LIMIT|rate_limited",
        "200|{\"code\":\"Throttling.RateQuota\",\"message\":\"Requests rate limit"
            + " exceeded\"}|OPENAI_RATE_LIMIT|rate_limited",
        "429|{\"error\":{\"message\":\"Quota exceeded, please retry in"
            + " 5s\"}}|OPENAI_RATE_LIMIT|rate_limited",
        "429|{\"error\":{\"message\":\"You exceeded your current quota, please check your plan and"
            + " billing details.\"}}|OPENAI_RATE_LIMIT|quota_exhausted"
      })
  void the_kind_of_failure_is_known_wherever_it_stands(
      int status, String body, FailureCode code, String outcome) {
    try (Rig rig = new Rig()) {
      rig.always(answer(status, body));
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure.code()).isEqualTo(code);
      assertThat(rig.events).contains("image " + outcome);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "403|<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script"
            + " src='/cdn-cgi/challenge-platform/x'></script></body></html>|(Cloudflare)|\"Just a"
            + " moment...\"",
        "503|<html><head><title>Just a moment...</title></head></html>|bots|moment",
        "403|<html><head><title>Attention Required! &#124; Cloudflare</title></head></html>"
            + "|(Cloudflare)|\"Attention Required!",
        "403|<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY>Reference #18.1"
            + " https://errors.edgesuite.net/18.1</BODY></HTML>|(Akamai)|Access Denied",
        "403|<html style='height:100%'><head><meta name='robots' content='noindex'></head><body>"
            + "<iframe src='/_Incapsula_Resource?SWUDNSAI=31'>Request unsuccessful. Incapsula"
            + " incident ID: 1</iframe></body></html>|(Incapsula)|the request; have",
        "403|<!doctype html><html><head><title>DDoS-Guard</title></head></html>|(DDoS-Guard)|page",
        "500|<html><title>Sucuri WebSite Firewall - Access Denied</title></html>|(Sucuri)|page",
        "200|<html><head><title>Just a moment...</title></head></html>|bots|moment"
      })
  void a_page_of_a_protection_against_bots_is_one_and_refuses_no_key(
      int status, String body, String maker, String title) {
    try (Rig rig = new Rig()) {
      rig.always(answer(status, body));
      JobException failure = catchThrowableOfType(JobException.class, rig::paint);
      assertThat(failure.code()).isEqualTo(FailureCode.OPENAI_ERROR);
      assertThat(failure)
          .hasMessageContaining("a protection against bots in front of it")
          .hasMessageContaining("have its operator let this server's address pass")
          .hasMessageContaining(maker)
          .hasMessageContaining(title);
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
      assertThat(rig.provider.status().keyRefused()).isFalse();
      assertThat(failure.mayHaveCost()).as("it did not get there").isFalse();
    }
  }

  @Test
  void a_limit_in_such_a_page_and_other_pages_are_what_their_status_says() {
    try (Rig rig = new Rig()) {
      rig.answer(
          answer(429, "<html><title>Access denied | Cloudflare</title>error 1015</html>"),
          answer(403, "<html><title>Forbidden</title></html>"));
      assertThat(catchThrowableOfType(JobException.class, rig::paint))
          .hasMessageContaining("403: Forbidden");
      assertThat(rig.events).contains("image rate_limited");
      assertThat(rig.provider.status().keyRefused()).isTrue();
    }
  }

  @Test
  void a_task_that_has_failed_is_not_to_be_polled() {
    try (Rig rig = new Rig()) {
      rig.always(
          answer(
              200,
              "{\"id\":\"g\",\"status\":\"failed\",\"output\":null,\"error\":\"NSFW content"
                  + " detected. Try another"
                  + " prompt.\",\"urls\":{\"get\":\"https://api.example/g\"}}"));
      assertThat(catchThrowableOfType(JobException.class, rig::paint))
          .hasMessageContaining("NSFW content detected")
          .hasMessageNotContaining("polled");
      assertThat(rig.events).contains("image refused");
    }
  }

  @Test
  void a_task_that_only_the_headers_name_is_told_once_with_its_id() {
    try (Rig rig = new Rig()) {
      rig.always(
          new MockResponse.Builder()
              .code(202)
              .setHeader("Operation-Location", "https://api.example/operations/t-17?v=1")
              .build());
      assertThat(catchThrowableOfType(JobException.class, rig::paint))
          .hasMessageContaining("a task to be polled (t-17)")
          .hasMessageNotContaining("without an id")
          .hasMessageNotContaining("headers");
    }
  }

  @Test
  void the_input_that_a_filter_repeats_is_not_told() {
    try (Rig rig = new Rig()) {
      rig.always(
          answer(
              403,
              "{\"error\":{\"message\":\"Your input was flagged\",\"metadata\":{\"reasons\":"
                  + "[\"violence\"],\"flagged_input\":\"a cat in the rain\"}}}"));
      assertThat(catchThrowableOfType(JobException.class, rig::paint))
          .hasMessageContaining("Your input was flagged")
          .hasMessageNotContaining("a cat");
    }
  }

  @Test
  void a_cut_picture_is_not_taken_for_an_error() {
    try (Rig rig = new Rig()) {
      rig.always(
          Rig.json(
              "{\"created\":1,\"data\":[{\"revised_prompt\":\"a fox in"
                  + " snow\",\"b64_json\":\"AAAA"));
      assertThat(catchThrowableOfType(JobException.class, rig::paint))
          .hasMessageNotContaining("fox");
    }
  }

  @Test
  void secrets_and_control_characters_are_not_told() {
    try (Rig rig = new Rig()) {
      rig.always(
          answer(
              400,
              "{\"error\":{\"message\":\"Bad key "
                  + Rig.KEY
                  + " or Bearer abcdef123456 \\u001b[31m \\u202e see /home/me/x\\ny\"}}"));
      assertThat(catchThrowableOfType(JobException.class, rig::paint))
          .message()
          .doesNotContain(Rig.KEY, "abcdef123456", "\u001b", "\u202e", "/home", "\n");
    }
  }
}
