package dev.minion.cli.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A JSON value that was written as YAML or JSON, with the line of each of its parts.
 *
 * @param lines by RFC 6901 pointer, counted from 1
 */
record Located(JsonNode value, Map<String, Integer> lines) {

    private static final int MAX_CHARACTERS = 64 << 20;
    private static final int MAX_DEPTH = 100;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /**
     * Reads YAML; JSON is YAML too.
     *
     * @throws FileError when it is neither, with the line
     */
    static Located read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root == null) {
                throw new FileError(1, "the file is empty");
            }
            Map<String, Integer> lines = new HashMap<>();
            return new Located(converted(root, "", lines), lines);
        } catch (MarkedYAMLException wrong) {
            int line = wrong.getProblemMark() == null ? 1 : wrong.getProblemMark().getLine() + 1;
            throw new FileError(line, String.valueOf(wrong.getProblem()));
        } catch (YAMLException wrong) {
            throw new FileError(1, String.valueOf(wrong.getMessage()));
        }
    }

    /** The same with each {@code ${NAME}} in a text replaced, for the names that are given. */
    Located with(Map<String, String> variables) {
        return new Located(replaced(value, variables), lines);
    }

    private static JsonNode replaced(JsonNode node, Map<String, String> variables) {
        if (node.isTextual()) {
            String text = node.asText();
            for (Map.Entry<String, String> each : variables.entrySet()) {
                text = text.replace("${" + each.getKey() + "}", each.getValue());
            }
            return NODES.textNode(text);
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = NODES.objectNode();
            object.properties()
                    .forEach(e -> copy.set(e.getKey(), replaced(e.getValue(), variables)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = NODES.arrayNode();
            array.forEach(each -> copy.add(replaced(each, variables)));
            return copy;
        }
        return node;
    }

    /** The line of the value, or of the nearest value around it that is in the file. */
    int line(String pointer) {
        String at = pointer;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, Math.max(0, at.lastIndexOf('/')));
        }
        return lines.getOrDefault(at, 1);
    }

    private static JsonNode converted(Node node, String pointer, Map<String, Integer> lines) {
        lines.putIfAbsent(pointer, node.getStartMark().getLine() + 1);
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer, lines);
            case SequenceNode sequence -> array(sequence, pointer, lines);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new FileError(line(node), "an alias cannot stand here");
        };
    }

    private static ObjectNode object(
            MappingNode mapping, String pointer, Map<String, Integer> lines) {
        ObjectNode object = NODES.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw new FileError(line(entry.getKeyNode()), "a key must be a text");
            }
            if (key.getTag().equals(Tag.MERGE)) {
                merge(entry.getValueNode(), object, pointer, lines);
                continue;
            }
            String name = key.getValue();
            String child = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            if (lines.put(child, line(key)) != null && object.has(name)) {
                throw new FileError(line(key), "the key \"" + name + "\" is there twice");
            }
            object.set(name, converted(entry.getValueNode(), child, lines));
        }
        return object;
    }

    /** What stands in the mapping itself wins over what is merged into it. */
    private static void merge(
            Node merged, ObjectNode into, String pointer, Map<String, Integer> lines) {
        if (!(merged instanceof MappingNode mapping)) {
            throw new FileError(line(merged), "only a mapping can be merged");
        }
        object(mapping, pointer + "/<<", lines)
                .properties()
                .forEach(
                        entry -> {
                            if (!into.has(entry.getKey())) {
                                into.set(entry.getKey(), entry.getValue());
                            }
                        });
    }

    private static ArrayNode array(
            SequenceNode sequence, String pointer, Map<String, Integer> lines) {
        ArrayNode array = NODES.arrayNode();
        int index = 0;
        for (Node each : sequence.getValue()) {
            array.add(converted(each, pointer + "/" + index++, lines));
        }
        return array;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        try {
            if (tag.equals(Tag.NULL)) {
                return NODES.nullNode();
            }
            if (tag.equals(Tag.BOOL)) {
                return NODES.booleanNode(text.matches("(?i)true|yes|on"));
            }
            if (tag.equals(Tag.INT)) {
                return NODES.numberNode(new BigInteger(text));
            }
            if (tag.equals(Tag.FLOAT)) {
                return NODES.numberNode(new BigDecimal(text));
            }
        } catch (NumberFormatException octalOrSexagesimal) {
            return NODES.textNode(text);
        }
        return NODES.textNode(text);
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
