package org.jwsgi.plugins.alarmcurl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.jwsgi.api.alarm.Alarm;
import org.jwsgi.api.alarm.AlarmMessage;
import org.jwsgi.api.alarm.AlarmSetupException;
import org.jwsgi.api.alarm.AlarmTarget;

/** Sends each message as an HTTP request and waits for the answer. On the alarm's thread. */
final class HttpAlarm implements Alarm {
    private static final int PATIENCE = 4;
    private static final int REDIRECTION = 300;

    private final AlarmTarget target;
    private final String method;
    private final String contentType;
    private final Function<AlarmMessage, byte[]> body;
    private final Duration connecting;
    private final Duration answering;
    private @Nullable HttpClient client;

    /**
     * Creates the alarm; nothing is connected yet.
     *
     * @param contentType the type of the body, empty for none
     * @param body makes the body
     * @throws AlarmSetupException when the URL is not one of HTTP
     */
    HttpAlarm(AlarmTarget target, String method, String contentType, Function<AlarmMessage, byte[]> body) {
        String scheme = target.url().getScheme();
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new AlarmSetupException("unknown scheme \"" + scheme + "\" of the url");
        }
        this.target = target;
        this.method = method;
        this.contentType = contentType;
        this.body = body;
        this.connecting = Duration.ofSeconds(target.seconds("conn_timeout", PATIENCE));
        this.answering = Duration.ofSeconds(target.seconds("timeout", PATIENCE));
    }

    @Override
    public void raise(AlarmMessage message) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                .timeout(connecting.plus(answering))
                .header("User-Agent", "jwsgi")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body.apply(message)));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        if (!target.get("auth_user").isEmpty()) {
            String secret = target.get("auth_user") + ':' + target.get("auth_pass");
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(UTF_8)));
        }
        try {
            HttpResponse<Void> answer = connected().send(request.build(), HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() >= REDIRECTION) {
                throw new IOException("the server answers " + answer.statusCode());
            }
        } catch (IOException e) {
            throw new IOException(shown() + ": " + reason(e), e);
        }
    }

    /** Returns the URL without what may be secret: webhooks have their key in the path. */
    private String shown() {
        return target.url().getScheme() + "://" + target.url().getHost();
    }

    private static String reason(IOException e) {
        if (e instanceof java.net.http.HttpTimeoutException) {
            return "no answer in time";
        }
        if (e instanceof java.net.ConnectException) {
            return "cannot connect";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private synchronized HttpClient connected() throws IOException {
        HttpClient current = client;
        if (current == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(connecting)
                    .executor(Executors.newThreadPerTaskExecutor(
                            Thread.ofVirtual().name("alarm http ", 0).factory()));
            if (target.isOn("ssl_insecure")) {
                builder.sslContext(trustful());
            }
            current = builder.build();
            client = current;
        }
        return current;
    }

    private static SSLContext trustful() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustEverybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS is not available", e);
        }
    }

    @Override
    public synchronized void close() {
        HttpClient current = client;
        client = null;
        if (current != null) {
            current.shutdownNow();
        }
    }
}
