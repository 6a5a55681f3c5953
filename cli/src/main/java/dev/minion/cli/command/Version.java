package dev.minion.cli.command;

import dev.minion.cli.Output;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Tells which Minion this is. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"Minion " + number()};
    }

    static String number() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Output.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        }
        return properties.getProperty("version", "unknown");
    }
}
