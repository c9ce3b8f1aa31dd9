package org.jwsgi.plugins.jwsgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jwsgi.api.request.AppLoadException;
import org.jwsgi.plugins.jwsgi.AppReference.ClassApp;
import org.jwsgi.plugins.jwsgi.AppReference.JarApp;
import org.jwsgi.plugins.jwsgi.AppReference.SourceApp;

class AppReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "App, App, application",
        "App:run, App, run",
        "com.example.App, com.example.App, application",
        "com/example/App:run, com.example.App, run",
        "App$Inner, App$Inner, application",
        "' App ', App, application",
        "javax.App, javax.App, application",
    })
    void a_class(String text, String className, String method) {
        assertThat(AppReference.parse(text)).isEqualTo(new ClassApp(text.strip(), className, method));
    }

    @ParameterizedTest
    @CsvSource({
        "app.jar, app.jar, , application",
        "/srv/x/app.jar:App, /srv/x/app.jar, App, application",
        "app.jar:com/example/App:run, app.jar, com.example.App, run",
        "my.jar.d/app.jar:App, my.jar.d/app.jar, App, application",
    })
    void a_jar(String text, String file, String className, String method) {
        assertThat(AppReference.parse(text)).isEqualTo(new JarApp(text, file, className, method));
    }

    @ParameterizedTest
    @CsvSource({
        "hello.java, hello.java, application",
        "hello.java:run, hello.java, run",
        "/srv/a.java.d/hello.java, /srv/a.java.d/hello.java, application",
    })
    void a_source_file(String text, String file, String method) {
        assertThat(AppReference.parse(text)).isEqualTo(new SourceApp(text, file, method));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ":", ":run"})
    void no_class(String text) {
        assertThatThrownBy(() -> AppReference.parse(text))
                .isInstanceOf(AppLoadException.class)
                .hasMessageContaining("it names no class");
    }

    @ParameterizedTest
    @ValueSource(strings = {"App:", "hello.java:", "app.jar:App:"})
    void no_method_after_a_colon(String text) {
        assertThatThrownBy(() -> AppReference.parse(text))
                .isInstanceOf(AppLoadException.class)
                .hasMessageContaining("a method name is missing");
    }

    @Test
    void a_jar_with_a_trailing_colon_means_its_manifest() {
        assertThat(AppReference.parse("app.jar:")).isEqualTo(new JarApp("app.jar:", "app.jar", null, "application"));
    }
}
