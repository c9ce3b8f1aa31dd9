package org.jwsgi.plugins.emperorpg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jwsgi.api.emperor.MonitorSetupException;

final class PgAddressTest {
    @Test
    void reads_connections_as_libpq_writes_them() {
        PgAddress address = PgAddress.parse("host = db  user='me too'dbname=a\\ b ;  SELECT 1;SELECT 2 ");
        assertThat(address.url()).isEqualTo("jdbc:postgresql://db:5432/a+b");
        assertThat(address.properties()).isEqualTo(Map.of("user", "me too"));
        assertThat(address.sql()).isEqualTo("SELECT 1;SELECT 2");
    }

    @Test
    void splits_at_the_first_semicolon_and_has_defaults() {
        PgAddress address =
                PgAddress.parse("host=a,b,::1 port=1,2 user=me password='it\\'s' dbname='x y' connect_timeout=3");
        assertThat(address.url()).isEqualTo("jdbc:postgresql://a:1,b:2,[::1]:2/x+y");
        assertThat(address.properties()).isEqualTo(Map.of("user", "me", "password", "it's", "connectTimeout", "3"));
        assertThat(address.sql()).isEqualTo("SELECT name,config,EXTRACT(epoch FROM ts) FROM vassals");
        assertThat(address.label()).isEqualTo("pg://host=a,b,::1 port=1,2 user=me dbname='x y' connect_timeout=3");
        assertThat(address).hasToString(address.label());
        assertThat(PgAddress.parse("user=me;SELECT 1").url()).isEqualTo("jdbc:postgresql://localhost:5432/");
        assertThat(PgAddress.parse("user=me;SELECT 1").label()).isEqualTo("pg://user=me;SELECT 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "host|must be KEY=VALUE ..., at character 1 of the connection",
                "host=a b|must be KEY=VALUE ..., at character 8 of the connection",
                "password='secret|a quote of the connection does not end",
                "host=a password=secret frobnicate=1|unknown connection setting \"frobnicate\"",
                "host=/run/postgresql|UNIX sockets cannot be used, write host=127.0.0.1",
                "postgresql://me:secret@h/d?x|\"x\" has no value"
            })
    void says_what_is_wrong(String text, String message) {
        assertThatThrownBy(() -> PgAddress.parse(text))
                .isInstanceOf(MonitorSetupException.class)
                .hasMessage("invalid address of an imperial monitor: " + message);
    }
}
