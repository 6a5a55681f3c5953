package dev.minion.worker.handler;

import java.net.UnknownHostException;

/**
 * A host's address is not one that handlers may reach. An I/O error, to pass through the client.
 */
final class BlockedAddressException extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    BlockedAddressException(String message) {
        super(message);
    }
}
