package dev.minion.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FailureCodeTest {

    @Test
    void everyCodeHasItsParagraphAndEveryParagraphItsCode() throws IOException {
        Path page = Path.of(System.getProperty("minion.root"), "docs", "failures.md");

        List<String> documented =
                Files.readAllLines(page).stream()
                        .filter(line -> line.startsWith("### "))
                        .map(line -> line.substring(4))
                        .toList();

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(FailureCode.values()).map(FailureCode::code).toList());
    }

    @Test
    void aCodeIsFoundByItsName() {
        assertThat(FailureCode.of("fenced")).isEqualTo(FailureCode.FENCED);
        assertThat(FailureCode.of("no-such-code")).isEqualTo(FailureCode.INTERNAL);
    }
}
