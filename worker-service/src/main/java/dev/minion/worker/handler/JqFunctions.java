package dev.minion.worker.handler;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * The functions that an expression may call: jq's own, guarded. None reads the environment, a file
 * or another input.
 */
final class JqFunctions {

    static final Version VERSION = Versions.JQ_1_6;

    private static final List<String> FORBIDDEN =
            List.of("env/0", "debug/0", "debug/1", "debug_scope/0", "input/0", "inputs/0");

    private JqFunctions() {}

    /** A scope for all evaluations; each takes a child of it. */
    static Scope load() {
        Scope scope = Scope.newEmptyScope();
        BuiltinFunctionLoader.getInstance().loadFunctions(VERSION, scope);
        scope.getLocalFunctions().values().forEach(JqGuard::guardInside);
        FORBIDDEN.forEach(name -> scope.addFunction(name, forbidden(name)));
        scope.addFunction("join", 1, boundedJoin(builtin(scope, "join", 1)));
        scope.addFunction("setpath", 2, boundedSetPath(builtin(scope, "setpath", 2)));
        return scope;
    }

    private static Function builtin(Scope scope, String name, int arguments) {
        Function function = scope.getFunction(name, arguments);
        if (function == null) {
            throw new IllegalStateException("jackson-jq has no " + name + "/" + arguments);
        }
        return function;
    }

    private static Function forbidden(String name) {
        return (scope, arguments, in, path, output, version) -> {
            throw new JsonQueryException("Function " + name + " does not exist");
        };
    }

    /** A long separator between many members is much longer than both. */
    private static Function boundedJoin(Function join) {
        return (scope, arguments, in, path, output, version) -> {
            arguments
                    .getFirst()
                    .apply(
                            scope,
                            in,
                            separator -> {
                                if (separator.isTextual()) {
                                    long length = separator.textValue().length();
                                    JqBudget.CURRENT.get().text(length * in.size());
                                }
                            });
            join.apply(scope, arguments, in, path, output, version);
        };
    }

    private static Function boundedSetPath(Function setPath) {
        return (scope, arguments, in, path, output, version) -> {
            arguments.getFirst().apply(scope, in, JqFunctions::boundPath);
            setPath.apply(scope, arguments, in, path, output, version);
        };
    }

    private static void boundPath(JsonNode path) {
        for (JsonNode part : path) {
            JqGuardedExpression.index(JqBudget.CURRENT.get(), part);
        }
    }
}
