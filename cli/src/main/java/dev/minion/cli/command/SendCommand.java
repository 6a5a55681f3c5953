package dev.minion.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.minion.cli.CliException;
import dev.minion.cli.Output;
import dev.minion.cli.Surroundings;
import dev.minion.cli.client.Coordinator;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code minion send}. */
@Command(
        name = "send",
        description = "Sends a message to an agent, a role or a capability, and prints its id.")
final class SendCommand implements Callable<Integer> {

    private final Surroundings around;

    @Mixin private final Shared shared = new Shared();

    @ArgGroup(multiplicity = "1")
    private Recipient recipient = new Recipient();

    @Option(names = "--from", required = true, paramLabel = "AGENT", description = "Who sends it.")
    private String sender = "";

    @Option(
            names = {"-c", "--conversation"},
            description = "What it belongs to (default: that of --reply-to, or a new one).")
    private String conversation = "";

    @Option(names = "--reply-to", paramLabel = "ID", description = "The message it answers.")
    private String replyTo = "";

    @Option(names = "--kind", description = "A word for what it is, such as question.")
    private String kind = "";

    @Option(names = "--ttl", description = "How long it waits for its reader (default: 24h).")
    private String ttl = "";

    @Option(
            names = "--key",
            description = "Idempotency key: the same key sends nothing a second time.")
    private String key = "";

    @Parameters(paramLabel = "JSON", description = "The message's body.")
    private String body = "";

    /** Exactly one of them. */
    static final class Recipient {

        @Option(names = "--to", paramLabel = "AGENT", description = "To one agent.")
        private String agent = "";

        @Option(names = "--role", description = "To all living agents with this role.")
        private String role = "";

        @Option(names = "--capability", description = "To all living agents that can do this type.")
        private String capability = "";
    }

    SendCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        ObjectNode message = Output.JSON.createObjectNode().put("sender", sender);
        ObjectNode to = message.putObject("to");
        put(to, "agent", recipient.agent);
        put(to, "role", recipient.role);
        put(to, "capability", recipient.capability);
        put(message, "conversation", conversation);
        put(message, "reply_to", replyTo);
        put(message, "kind", kind);
        put(message, "ttl", ttl);
        message.set("body", bodyJson());
        String unique = key.isEmpty() ? UUID.randomUUID().toString() : key;
        JsonNode sent = new Coordinator(around.url()).send(message, unique);
        if (shared.json) {
            around.output().json(sent);
        } else {
            around.output().line(sent.path("id").asText());
        }
        return 0;
    }

    private static void put(ObjectNode object, String member, String value) {
        if (!value.isEmpty()) {
            object.put(member, value);
        }
    }

    private JsonNode bodyJson() {
        try {
            return Output.JSON.readTree(body);
        } catch (JsonProcessingException wrong) {
            throw CliException.usage("The body is not JSON: " + wrong.getOriginalMessage());
        }
    }
}
