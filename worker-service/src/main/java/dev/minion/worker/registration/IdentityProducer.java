package dev.minion.worker.registration;

import dev.minion.contracts.Ids;
import dev.minion.messaging.cdi.MessagingConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes this process's identity, once. */
@Singleton
class IdentityProducer {

    @Produces
    @Singleton
    WorkerIdentity identity(
            WorkerConfig config,
            CallAddress address,
            MessagingConfig messaging,
            HandlerCatalog catalog,
            Ids ids,
            InstantSource clock) {
        return WorkerIdentity.of(
                config.name(),
                address.text(),
                ids.next(),
                messaging.partitions(),
                catalog.types(),
                WorkerLabels.parse(config.labels().orElse("")),
                clock.instant());
    }
}
