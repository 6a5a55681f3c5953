package dev.minion.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void theBordersAreClosedByDefault() {
        HttpSettings http = Settings.of(HttpSettings.class, Map.of());
        ExecSettings exec = Settings.of(ExecSettings.class, Map.of());

        assertThat(http.allowed()).isEmpty();
        assertThat(http.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(http.longestTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(http.bodyBytes()).isEqualTo(1 << 20);
        assertThat(exec.allowed()).isEmpty();
        assertThat(exec.environment()).isEmpty();
        assertThat(exec.variables()).isEmpty();
        assertThat(exec.root()).isEmpty();
        assertThat(exec.outputBytes()).isEqualTo(256 << 10);
    }

    @Test
    void theEnvironmentOpensThem() {
        Map<String, String> environment =
                Map.of(
                        "HTTP_ALLOWED", "127.0.0.1:8080,10.0.0.0/8",
                        "EXEC_ALLOWED", "git=/usr/bin/git,wc=/usr/bin/wc",
                        "EXEC_ENVIRONMENT", "TZ",
                        "EXEC_ROOT", "/srv/work");

        assertThat(Settings.of(HttpSettings.class, environment).allowed().orElseThrow())
                .containsExactly("127.0.0.1:8080", "10.0.0.0/8");
        ExecSettings exec = Settings.of(ExecSettings.class, environment);
        assertThat(exec.allowed().orElseThrow())
                .containsExactly("git=/usr/bin/git", "wc=/usr/bin/wc");
        assertThat(exec.environment().orElseThrow()).containsExactly("TZ");
        assertThat(exec.root()).contains(Path.of("/srv/work"));
    }
}
