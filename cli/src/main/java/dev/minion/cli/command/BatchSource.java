package dev.minion.cli.command;

import dev.minion.cli.CliException;
import dev.minion.cli.Surroundings;
import dev.minion.cli.batch.BatchFile;
import dev.minion.cli.batch.FileError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/** Reads the file that a command names. */
final class BatchSource {

    private BatchSource() {}

    static BatchFile read(Surroundings around, String name, Function<String, BatchFile> reader) {
        try {
            return reader.apply(text(around, name));
        } catch (FileError wrong) {
            throw RunCommand.inFile(wrong, name);
        }
    }

    private static String text(Surroundings around, String name) {
        if (name.equals("-")) {
            try {
                return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failed) {
                throw CliException.usage("The standard input cannot be read.");
            }
        }
        Path file = around.directory().resolve(name);
        try {
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw CliException.usage("There is no file " + name + ".");
        } catch (CharacterCodingException binary) {
            throw CliException.usage("The file " + name + " is not UTF-8 text.");
        } catch (IOException failed) {
            throw CliException.usage("The file " + name + " cannot be read.");
        }
    }
}
