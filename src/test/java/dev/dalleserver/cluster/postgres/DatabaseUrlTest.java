package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
  @Test
  void it_is_read_as_operators_write_it() {
    DatabaseUrl url =
        DatabaseUrl.parse("postgresql://dalle@db.example:5433/pictures?sslmode=verify-full");
    assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5433/pictures");
    assertThat(url.user()).isEqualTo("dalle");
    assertThat(url.parameters()).isEqualTo(Map.of("sslmode", "verify-full"));
    assertThat(url.place()).isEqualTo("db.example:5433/pictures");
    assertThat(url.properties("secret"))
        .containsEntry("password", "secret")
        .containsEntry("user", "dalle");
  }

  @Test
  void several_hosts_and_ipv6_are_taken() {
    DatabaseUrl url = DatabaseUrl.parse("postgres://a:1,[::1]:2/x?target_session_attrs=read-write");
    assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://a:1,[::1]:2/x");
    assertThat(url.parameters()).isEqualTo(Map.of("targetServerType", "primary"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mysql://user@host/name",
        "postgresql://host",
        "postgresql:///name",
        "postgresql://host:port/name",
        "postgresql://host/name?sslmode",
        "postgresql://host/name?password=secret",
        "postgresql://host/name?socketFactory=evil",
        "postgresql://user:secret@host/name",
        "postgresql://host/name#secret"
      })
  void anything_else_is_refused_without_being_repeated(String text) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
  }
}
