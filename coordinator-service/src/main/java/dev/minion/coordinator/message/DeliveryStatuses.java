package dev.minion.coordinator.message;

import dev.minion.contracts.messages.DeliveryStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Statuses of deliveries as clients write them. */
final class DeliveryStatuses {

    private static final List<DeliveryStatus> ALL =
            List.of(
                    DeliveryStatus.SENT,
                    DeliveryStatus.DELIVERED,
                    DeliveryStatus.READ,
                    DeliveryStatus.FAILED);

    private DeliveryStatuses() {}

    static String text(DeliveryStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    static Optional<DeliveryStatus> parse(String text) {
        return ALL.stream().filter(status -> text(status).equals(text)).findFirst();
    }
}
