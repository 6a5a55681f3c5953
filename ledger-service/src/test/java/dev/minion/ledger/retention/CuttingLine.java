package dev.minion.ledger.retention;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A line to a server of this machine that breaks: the first connections end after so many bytes of
 * what the client says, all others hold.
 */
final class CuttingLine implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final long bytes;
    private final AtomicInteger cuts;

    /**
     * Begins to listen.
     *
     * @param cuts connections that break
     * @param bytes after which they do
     */
    CuttingLine(int target, int cuts, long bytes) throws IOException {
        this.target = target;
        this.cuts = new AtomicInteger(cuts);
        this.bytes = bytes;
        Thread.startVirtualThread(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    /** How many connections are still to break. */
    int left() {
        return Math.max(0, cuts.get());
    }

    private void accept() {
        try {
            while (!door.isClosed()) {
                Socket client = door.accept();
                Thread.startVirtualThread(() -> carry(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void carry(Socket client) {
        try (client;
                Socket server = new Socket()) {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            Thread.startVirtualThread(() -> back(server, client));
            forth(client.getInputStream(), server.getOutputStream());
        } catch (IOException broken) {
            // As lines break.
        }
    }

    private static void back(Socket server, Socket client) {
        try {
            var _ = server.getInputStream().transferTo(client.getOutputStream());
            client.shutdownOutput();
        } catch (IOException broken) {
            // The other direction ends both.
        }
    }

    private void forth(InputStream from, OutputStream to) throws IOException {
        byte[] some = new byte[8_192];
        long carried = 0;
        for (int read = from.read(some); read >= 0; read = from.read(some)) {
            to.write(some, 0, read);
            carried += read;
            if (carried >= bytes && cuts.getAndDecrement() > 0) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
