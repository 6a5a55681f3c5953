package dev.minion.ledger.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3LocationTest {

    @ParameterizedTest
    @CsvSource({
        "s3://bucket, bucket, ''",
        "s3://bucket/, bucket, ''",
        "s3://bucket/a, bucket, a/",
        "s3://my.bucket-2/a/b/, my.bucket-2, a/b/"
    })
    void aPlaceIsABucketAndWhatItsKeysBeginWith(String text, String bucket, String prefix) {
        assertThat(S3Location.parse(text)).isEqualTo(new S3Location(bucket, prefix));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://",
                "s3:///a",
                "s3://a",
                "s3://Bucket",
                "s3://-b-",
                "s3://b_c/d",
                "s3://b?c"
            })
    void whatNoBucketIsNamedIsRefused(String text) {
        assertThatThrownBy(() -> S3Location.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LEDGER_ARCHIVE_DIR must be s3://BUCKET/PREFIX");
    }

    @Test
    void keysAndFilesAreTheSameUpToThePrefix() {
        S3Location place = S3Location.parse("s3://bucket/a/b");

        assertThat(place.key("f")).isEqualTo("a/b/f");
        assertThat(place.file("a/b/f")).isEqualTo("f");
        assertThat(place).hasToString("s3://bucket/a/b/");
    }
}
