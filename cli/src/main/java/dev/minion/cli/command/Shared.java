package dev.minion.cli.command;

import picocli.CommandLine.Option;

/** The options that every command has. */
final class Shared {

    @Option(names = "--json", description = "Print JSON, for programs.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;
}
