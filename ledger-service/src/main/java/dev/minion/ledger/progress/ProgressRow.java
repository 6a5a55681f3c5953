package dev.minion.ledger.progress;

import com.google.protobuf.ByteString;
import java.util.UUID;

/** A record to append; percent is 0 to 100, data is JSON or empty. */
public record ProgressRow(UUID taskId, int attempt, int percent, String message, ByteString data) {}
