package dev.minion.messaging;

import dev.minion.messaging.memory.InMemoryMessaging;

class InMemoryMessagingTest extends MessagingContract {

    private final InMemoryMessaging log = new InMemoryMessaging(6);

    @Override
    protected Messaging connect() {
        return log;
    }
}
