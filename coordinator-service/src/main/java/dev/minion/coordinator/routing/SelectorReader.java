package dev.minion.coordinator.routing;

import dev.minion.contracts.LabelSyntax;
import dev.minion.coordinator.routing.Requirement.Beyond;
import dev.minion.coordinator.routing.Requirement.NoneOf;
import dev.minion.coordinator.routing.Requirement.Numbers;
import dev.minion.coordinator.routing.Requirement.OneOf;
import dev.minion.coordinator.routing.Requirement.Present;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads a selector from left to right, once. */
final class SelectorReader {

    private final String text;
    private int at;

    SelectorReader(String text) {
        this.text = text;
    }

    List<Requirement> read() throws BadSelectorException {
        List<Requirement> requirements = new ArrayList<>();
        do {
            requirements.add(requirement());
        } while (took(","));
        if (!isAtEnd()) {
            throw bad("expected a comma or the end");
        }
        return List.copyOf(requirements);
    }

    private Requirement requirement() throws BadSelectorException {
        if (took("!")) {
            return new Present(key(), false);
        }
        String key = key();
        if (took("!=")) {
            return new NoneOf(key, Set.of(value()));
        }
        if (took("==") || took("=")) {
            return new OneOf(key, Set.of(value()));
        }
        if (took(">")) {
            return new Beyond(key, number(), true);
        }
        if (took("<")) {
            return new Beyond(key, number(), false);
        }
        if (tookWord("in")) {
            return new OneOf(key, values());
        }
        if (tookWord("notin")) {
            return new NoneOf(key, values());
        }
        if (isAtEnd() || text.charAt(at) == ',') {
            return new Present(key, true);
        }
        throw bad("expected =, !=, in, notin, > or <");
    }

    private Set<String> values() throws BadSelectorException {
        if (!took("(")) {
            throw bad("expected (");
        }
        Set<String> values = new LinkedHashSet<>();
        do {
            values.add(value());
        } while (took(","));
        if (!took(")")) {
            throw bad("expected a comma or )");
        }
        return Set.copyOf(values);
    }

    private String key() throws BadSelectorException {
        int start = skipSpace();
        String key = word();
        if (!LabelSyntax.isKey(key)) {
            at = start;
            throw bad("expected the key of a label");
        }
        return key;
    }

    private String value() throws BadSelectorException {
        int start = skipSpace();
        String value = word();
        if (!LabelSyntax.isValue(value)) {
            at = start;
            throw bad("expected the value of a label");
        }
        return value;
    }

    private BigDecimal number() throws BadSelectorException {
        int start = skipSpace();
        BigDecimal number = Numbers.parse(word());
        if (number == null) {
            at = start;
            throw bad("expected a number");
        }
        return number;
    }

    /** Up to what cannot belong to a key or a value. */
    private String word() {
        int start = at;
        while (at < text.length() && isPartOfWord(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isPartOfWord(char c) {
        return c == '-' || c == '_' || c == '.' || c == '/' || Character.isLetterOrDigit(c);
    }

    private boolean tookWord(String word) {
        int start = skipSpace();
        if (word().equals(word)) {
            return true;
        }
        at = start;
        return false;
    }

    private boolean took(String sign) {
        int start = skipSpace();
        if (text.startsWith(sign, at)) {
            at += sign.length();
            return true;
        }
        at = start;
        return false;
    }

    private int skipSpace() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private boolean isAtEnd() {
        return skipSpace() == text.length();
    }

    private BadSelectorException bad(String expected) {
        return new BadSelectorException(
                at >= text.length()
                        ? "is no selector of labels: at its end " + expected
                        : "is no selector of labels: at character " + (at + 1) + ' ' + expected);
    }
}
